/** Wall and CPU time of a stretch of work, ms. Measures; nothing computed depends on it. */

export interface Timing {
  /** Wall time, ms. */
  readonly indicatorMs: number;
  readonly engineMs: number;
  /** CPU time of the whole process meanwhile, compiler and garbage collector included, ms. */
  readonly indicatorCpuMs: number;
  readonly engineCpuMs: number;
}

export class Stopwatch {
  private readonly wall: number = performance.now();
  private readonly cpu: NodeJS.CpuUsage = process.cpuUsage();

  stop(): { readonly wall: number; readonly cpu: number } {
    const { user, system } = process.cpuUsage(this.cpu);
    return { wall: performance.now() - this.wall, cpu: (user + system) / 1000 };
  }
}
