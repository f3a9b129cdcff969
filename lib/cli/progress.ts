/** What a command is doing, on stderr: a bar where a person watches, a line a stage where a file does. Knows no command. */
import { SingleBar } from "cli-progress";

export interface ProgressWatcher {
  /** A sentence without its full stop: `loading BTC/USDT 1h bars`. */
  readonly stage: (sentence: string) => void;
  /** `note`: rate and time left, for instance. */
  readonly progress: (done: number, total: number, note?: string) => void;
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
    progress(done, total, note = "") {
      if (!stream.isTTY || total <= 0) return;
      if (bar === undefined) {
        bar = new SingleBar({ format: `${stage} {bar} {percentage}% {note}`, stream, clearOnComplete: true, hideCursor: true });
        bar.start(total, done, { note });
      }
      bar.update(done, { note });
    },
    close,
  };
}
