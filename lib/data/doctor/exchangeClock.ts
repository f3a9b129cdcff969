/** How far this computer's clock is from an exchange's. Orders carry our time: Binance refuses what is a second ahead, or older than its window. */
import type { Millis } from "../../market/units.js";
import type { Source } from "../sources/source.js";
import type { Finding } from "./finding.js";

const WARNING: Millis = 250, ERROR: Millis = 1_000;

/** The answer is taken for the middle of question and answer. @throws QuantError of the source */
export async function clockFinding(source: Source, now: () => Millis = Date.now): Promise<Finding> {
  await source.serverTime(); // the first answer waits for a connection
  const asked = now(), theirs = await source.serverTime(), answered = now(), skew = Math.round((asked + answered) / 2 - theirs), doubt = Math.ceil((answered - asked) / 2);
  const subject = `clock of ${source.exchange}`, sentence = `${Math.abs(skew)} ms ${skew < 0 ? "behind" : "ahead"} (± ${doubt} ms)`;
  if (Math.abs(skew) - doubt > ERROR) return { subject, verdict: "error", sentence: `this computer is ${sentence}: signed requests will be refused; set its clock by NTP` };
  if (Math.abs(skew) - doubt > WARNING) return { subject, verdict: "warning", sentence: `this computer is ${sentence}: set its clock by NTP` };
  return { subject, verdict: "ok", sentence };
}
