// Writes the Lab's figures in the words of a language: rates, differences and intervals.

import type { Words } from "../own/words.ts";
import type { Estimate } from "./statistics.ts";

/** Any page's words. */
type Numbers = Pick<Words<never>, "lang" | "number">;

/** A rate with two digits after the point; a dash where there is none. */
export function rate(w: Numbers, value: number): string {
  if (!Number.isFinite(value)) return "–";
  return w.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A difference in per cent, with its sign, and with a digit after the point below 1 %; a dash where there is none. */
export function change(w: Numbers, part: number): string {
  if (!Number.isFinite(part)) return "–";
  return w.number(part, {
    style: "percent",
    maximumFractionDigits: Math.abs(part) < 0.01 ? 1 : 0,
    signDisplay: "exceptZero",
  });
}

/** A share in per cent, with a digit after the point below 10 %. */
export function share(w: Numbers, part: number): string {
  return w.number(part, { style: "percent", maximumFractionDigits: part < 0.1 ? 1 : 0 });
}

/** Both ends of an interval. */
export function ends(w: Numbers, { low, high }: Estimate, write: (value: number) => string): string {
  return `${write(low)} ${w.lang === "de" ? "bis" : "to"} ${write(high)}`;
}

/** A time in ms to what the clock can tell apart, in µs below 1 ms. */
export function time(w: Numbers, ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  if (ms < 0.9995) return `${w.number(Math.round(ms * 1000))} µs`;
  return `${w.number(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`;
}

/** Seconds with one digit after the point. */
export function seconds(w: Numbers, ms: number): string {
  return `${w.number(ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
}
