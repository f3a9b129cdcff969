/** The one clock of a run over prints, read by whatever has to know the time. A field, because a number handed from call to call is boxed. */
export class Clock {
  /** ms UTC of what is happening at the exchange. */
  now: number = NaN;
}
