// What the Lab reports of an experiment: per arm and of the difference, ready to be shown.

import { quantile } from "../quantile.ts";
import type { Arm } from "./arms.ts";
import type { Group, Outcome } from "./experiment.ts";
import {
  arrivalsOf,
  type Bin,
  clicksOf,
  coverage,
  type Estimate,
  estimate,
  gini,
  histogram,
  lift,
  likesOf,
  type Pair,
  type Verdict,
  verdict,
  visitOf,
  withinOf,
} from "./statistics.ts";

/** Figures of one arm. */
export interface ArmReport {
  visitors: number;
  slates: number;
  clicks: number;
  /** Clicks a slate. */
  rate: Estimate;
  /** Likes a visitor. */
  likes: Estimate;
  /** Share of the catalogue that was on any slate, and how unequally films were shown. */
  coverage: number;
  gini: number;
  /** Clicks a slate at the first visit, the second and so on, while enough visitors came that often. */
  curve: Estimate[];
}

/** How long `recommend` took, in ms. */
export interface Latency {
  count: number;
  /** The clock cannot tell apart what is nearer than this. */
  step: number;
  median: number;
  p95: number;
  bins: Bin[];
}

/** The whole report. */
export interface Report {
  arms: Record<Arm, ArmReport>;
  /** Of clicks a slate: the figure that decides, said in advance. */
  lift: Estimate;
  /** Of clicks a slate on arrival, and after a look in the same visit: where the lift comes from. */
  arrivalLift: Estimate;
  withinLift: Estimate;
  /** Of likes a visitor. */
  likesLift: Estimate;
  verdict: Verdict;
  latency: Latency;
}

/** Visits with fewer visitors in an arm are not in its curve, and visits after this one neither. */
const fewest = 20;
const longest = 12;

/** Computes the report; the seed draws the bootstrap samples. */
export function report(
  groups: Record<Arm, Group>,
  timings: readonly number[],
  step: number,
  seed: number,
): Report {
  const of = (pairs: (outcomes: readonly Outcome[]) => Pair[]) =>
    lift(pairs(groups.hearth.outcomes), pairs(groups.popularity.outcomes), seed);
  const main = of(clicksOf);
  return {
    arms: { hearth: armReport(groups.hearth, seed), popularity: armReport(groups.popularity, seed) },
    lift: main,
    arrivalLift: of(arrivalsOf),
    withinLift: of(withinOf),
    likesLift: of(likesOf),
    verdict: verdict(main),
    latency: latency(timings, step),
  };
}

function armReport({ outcomes, exposure }: Group, seed: number): ArmReport {
  const pairs = clicksOf(outcomes);
  return {
    visitors: outcomes.length,
    slates: pairs.reduce((n, [, of]) => n + of, 0),
    clicks: pairs.reduce((n, [count]) => n + count, 0),
    rate: estimate(pairs, seed),
    likes: estimate(likesOf(outcomes), seed),
    coverage: coverage(exposure),
    gini: gini(exposure),
    curve: curve({ outcomes, exposure }, seed),
  };
}

function curve({ outcomes }: Group, seed: number): Estimate[] {
  const points: Estimate[] = [];
  for (let k = 0; k < longest; k++) {
    const pairs = visitOf(outcomes, k);
    if (pairs.length < fewest) break;
    points.push(estimate(pairs, seed));
  }
  return points;
}

function latency(timings: readonly number[], step: number): Latency {
  return {
    count: timings.length,
    step,
    median: quantile(timings, 0.5),
    p95: quantile(timings, 0.95),
    bins: histogram(timings, step),
  };
}

/** The smallest step of a clock in ms, to the microsecond; browsers blur theirs on purpose. At least 1 µs. */
export function clockStep(clock: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  let last = clock();
  for (let ticks = 0, tries = 0; ticks < 20 && tries < 1_000_000; tries++) {
    const now = clock();
    if (now === last) continue;
    least = Math.min(least, now - last);
    last = now;
    ticks++;
  }
  return Number.isFinite(least) ? Math.max(Math.round(least * 1000), 1) / 1000 : 0.001;
}
