/** Numbers as people read them. Rounds for the eye only: nothing computes with what this returns. Knows no unit but the one it is asked for. */

const MISSING = "–";

/** A share of one as per cent with a sign: `+12.3 %`. */
export function signedPercent(fraction: number): string {
  return Number.isNaN(fraction) ? MISSING : `${fraction > 0 ? "+" : fraction < 0 ? "−" : ""}${percent(Math.abs(fraction))}`;
}

/** A share of one as per cent: `12.3 %`; more digits where it is small. */
export function percent(fraction: number): string {
  const value = fraction * 100, size = Math.abs(value);
  return number(value, size >= 100 ? 0 : size >= 10 ? 1 : 2) + (Number.isNaN(fraction) ? "" : " %");
}

/** Of a coin that accounts are kept in: to the satoshi, whatever the amount. */
const DIGITS: Readonly<Record<string, number>> = { BTC: 8 };

/** Money with thousands apart: whole from 1,000 on, two digits below; coin with all its digits. */
export const money = (amount: number, currency: string): string => (Number.isNaN(amount) ? MISSING : `${number(amount, DIGITS[currency] ?? (Math.abs(amount) >= 1000 ? 0 : 2))} ${currency}`);

/** `1,234.50`; a typographic minus; infinity as ∞. */
export function number(value: number, digits: number = 2): string {
  if (Number.isNaN(value)) return MISSING;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(/^-(?=.*[1-9])/, "−").replace(/^-/, "");
}

export const count = (value: number): string => number(value, 0);

/** `3 d 4 h`, `5 h 20 min`, `45 s`: the two largest units. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return MISSING;
  const units = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]] as const;
  const at = units.findIndex(([, size]) => ms >= size);
  if (at < 0) return `${Math.round(ms)} ms`;
  const [name, size] = units[at]!, next = units[at + 1], rest = next === undefined ? 0 : Math.floor((ms % size) / next[1]);
  return `${count(Math.floor(ms / size))} ${name}${next === undefined || rest === 0 ? "" : ` ${rest} ${next[0]}`}`;
}

/** The day of a time, UTC: `2020-01-31`. */
export const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
