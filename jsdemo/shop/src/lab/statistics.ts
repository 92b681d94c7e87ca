// The Lab's figures: ratios with bootstrap intervals, coverage, the Gini coefficient and a histogram.

import { quantile } from "../quantile.ts";
import { Random } from "../simulate/random.ts";
import type { Outcome } from "./experiment.ts";

/** A figure and its 95 % interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** Of one visitor: what is counted, and of how many. */
export type Pair = readonly [count: number, of: number];

/** Bootstrap samples behind an interval, as in bench/eval. */
export const resamples = 1000;

/** Clicks and slates of each visitor. */
export function clicksOf(outcomes: readonly Outcome[]): Pair[] {
  return outcomes.map(({ visits }) => pair(visits.flat()));
}

/** Clicks and slates on arrival of each visitor: the first slate of every visit. */
export function arrivalsOf(outcomes: readonly Outcome[]): Pair[] {
  return outcomes.map(({ visits }) => pair(visits.map(([first = 0]) => first)));
}

/** Clicks and slates of each visitor after the first of a visit. */
export function withinOf(outcomes: readonly Outcome[]): Pair[] {
  return outcomes.map(({ visits }) => pair(visits.flatMap((visit) => visit.slice(1))));
}

/** Likes of each visitor. */
export function likesOf(outcomes: readonly Outcome[]): Pair[] {
  return outcomes.map(({ likes }) => [likes, 1]);
}

/** Clicks and slates in visit k, from 0, of those who came that often. */
export function visitOf(outcomes: readonly Outcome[], k: number): Pair[] {
  return outcomes.flatMap(({ visits }) => visits.slice(k, k + 1)).map(pair);
}

function pair(clicks: readonly number[]): Pair {
  return [sum(clicks), clicks.length];
}

/** Sum of counts by sum of what they are of; NaN when that is 0. */
export function ratio(pairs: readonly Pair[]): number {
  let [count, of] = [0, 0];
  for (const pair of pairs) [count, of] = [count + pair[0], of + pair[1]];
  return count / of;
}

function drawn(pairs: readonly Pair[], random: Random): number {
  let [count, of] = [0, 0];
  for (let i = pairs.length; i > 0; i--) {
    const pair = pairs[random.below(pairs.length)] ?? [0, 0];
    count += pair[0];
    of += pair[1];
  }
  return count / of;
}

/**
 * Ratio and its percentile interval (Efron 1979). Visitors are resampled, each with all their visits: a visitor is the
 * unit that chance has assigned, and visits of one person are alike.
 */
export function estimate(pairs: readonly Pair[], seed: number): Estimate {
  const random = new Random(seed);
  return interval(
    ratio(pairs),
    Array.from({ length: resamples }, () => drawn(pairs, random)),
  );
}

/** Ratio of the treated by ratio of the control, minus 1; each arm is resampled by itself. */
export function lift(treated: readonly Pair[], control: readonly Pair[], seed: number): Estimate {
  const random = new Random(seed);
  const one = () => drawn(treated, random) / drawn(control, random) - 1;
  return interval(ratio(treated) / ratio(control) - 1, Array.from({ length: resamples }, one));
}

function interval(value: number, samples: readonly number[]): Estimate {
  return { value, low: quantile(samples, 0.025), high: quantile(samples, 0.975) };
}

/** What an interval of the lift says. It is undecided when 0 lies in it, and where there is no interval. */
export type Verdict = "won" | "lost" | "undecided";

/** Reads the verdict off the interval, never off the value. */
export function verdict({ low, high }: Estimate): Verdict {
  if (low > 0) return "won";
  return high < 0 ? "lost" : "undecided";
}

/** Share of the films that were shown at all. */
export function coverage(exposure: ArrayLike<number>): number {
  return Array.from(exposure).filter((n) => n > 0).length / exposure.length;
}

/**
 * The Gini coefficient of how often films were shown, as in bench/eval: Σ (2i − n − 1) xᵢ / (n Σ xᵢ), ascending. 0: all
 * alike; near 1: few films have it all. 0 when nothing was shown.
 */
export function gini(exposure: ArrayLike<number>): number {
  const x = Array.from(exposure).sort((a, b) => a - b);
  const total = sum(x);
  if (total === 0) return 0;
  return x.reduce((g, n, i) => g + (2 * (i + 1) - x.length - 1) * n, 0) / x.length / total;
}

/** Counts of numbers from `from` to below `to`. */
export interface Bin {
  from: number;
  to: number;
  count: number;
}

/**
 * A histogram over a logarithmic axis, without empty bins at its ends. Edges are 0, then the clock's step times 1, 2, 3, 4,
 * 6, 8, 12, 16 … : two bins an octave, none narrower than what the clock can tell apart.
 *
 * @param values - multiples of step, but for rounding.
 */
export function histogram(values: readonly number[], step: number): Bin[] {
  const steps = values.map((value) => Math.round(value / step));
  const edges = edgesAbove(steps.reduce((most, n) => Math.max(most, n), 0));
  const counts = new Array<number>(edges.length).fill(0);
  for (const n of steps) {
    const k = edges.findLastIndex((edge) => edge <= n);
    counts[k] = (counts[k] ?? 0) + 1;
  }
  const bins = counts.map((count, k) => ({ from: edges[k] ?? 0, to: edges[k + 1] ?? 0, count }));
  const first = bins.findIndex(({ count }) => count > 0);
  const last = bins.findLastIndex(({ count }) => count > 0);
  return bins.slice(Math.max(first, 0), last + 1).map((bin) => scaled(bin, step));
}

/** 0, 1, 2, 3, 4, 6, 8, 12 … up to two beyond the number. */
function edgesAbove(n: number): number[] {
  const edges = [0, 1];
  for (let low = 2; (edges.at(-2) as number) <= n; low *= 2) edges.push(low, low * 1.5);
  return edges;
}

function scaled({ from, to, count }: Bin, step: number): Bin {
  return { from: from * step, to: to * step, count };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
