/** What a command is doing, on stderr: a bar where a person watches, a line a stage where a file does. Knows no command. */
import { SingleBar } from "cli-progress";

export interface ProgressWatcher {
  /** A sentence without its full stop: `loading BTC/USDT 1h bars`. */
  readonly stage: (sentence: string) => void;
  readonly progress: (done: number, total: number) => void;
  /** Twice is once. */
  readonly close: () => void;
}

export function openWatcher(stream: NodeJS.WriteStream = process.stderr): ProgressWatcher {
  let stage = "", bar: SingleBar | undefined;
  const close = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stage(sentence) {
      close();
      stage = sentence;
      stream.write(`${sentence} …\n`);
    },
    progress(done, total) {
      if (!stream.isTTY || total <= 0) return;
      if (bar === undefined) {
        bar = new SingleBar({ format: `${stage} {bar} {percentage}%`, stream, clearOnComplete: true, hideCursor: true });
        bar.start(total, done);
      }
      bar.update(done);
    },
    close,
  };
}
