// Tests of the Lab's figures, by cases computed by hand and by properties.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Outcome } from "../src/lab/experiment.ts";
import { clockStep, report } from "../src/lab/results.ts";
import {
  arrivalsOf,
  clicksOf,
  coverage,
  estimate,
  gini,
  histogram,
  lift,
  likesOf,
  type Pair,
  ratio,
  verdict,
  visitOf,
  withinOf,
} from "../src/lab/statistics.ts";

const outcomes: Outcome[] = [
  { visits: [[1], [0, 2]], likes: 1 },
  { visits: [[3]], likes: 0 },
];

test("a visitor is one pair: clicks of slates, likes of one, clicks of one visit", () => {
  assert.deepEqual(clicksOf(outcomes), [
    [3, 3],
    [3, 1],
  ]);
  assert.deepEqual(likesOf(outcomes), [
    [1, 1],
    [0, 1],
  ]);
  assert.deepEqual(visitOf(outcomes, 0), [
    [1, 1],
    [3, 1],
  ]);
  assert.deepEqual(visitOf(outcomes, 1), [[2, 2]]);
  assert.deepEqual(visitOf(outcomes, 2), []);
});

test("slates on arrival and later ones are told apart", () => {
  assert.deepEqual(arrivalsOf(outcomes), [
    [1, 2],
    [3, 1],
  ]);
  assert.deepEqual(withinOf(outcomes), [
    [2, 1],
    [0, 0],
  ]);
});

test("the ratio is of sums, not the mean of ratios", () => {
  assert.equal(ratio(clicksOf(outcomes)), 6 / 4);
  assert.ok(Number.isNaN(ratio([])));
});

test("visitors that are all alike have an interval without width", () => {
  const alike = new Array<Pair>(50).fill([2, 4]);
  const twice = new Array<Pair>(50).fill([4, 4]);
  assert.deepEqual(estimate(alike, 1), { value: 0.5, low: 0.5, high: 0.5 });
  assert.deepEqual(lift(twice, alike, 1), { value: 1, low: 1, high: 1 });
});

/** n visitors with one slate each, of whom k clicked once. */
function coins(k: number, n: number): Pair[] {
  return Array.from({ length: n }, (_, i): Pair => [i < k ? 1 : 0, 1]);
}

test("the interval of a share is that of the normal approximation", () => {
  const { value, low, high } = estimate(coins(300, 1000), 3);
  const half = 1.96 * Math.sqrt((0.3 * 0.7) / 1000);
  assert.equal(value, 0.3);
  assert.ok(Math.abs(low - (0.3 - half)) < 0.004, String(low));
  assert.ok(Math.abs(high - (0.3 + half)) < 0.004, String(high));
});

test("the interval of the lift is that of the delta method", () => {
  const { value, low, high } = lift(coins(330, 1000), coins(300, 1000), 3);
  // Var(log ratio) ≈ (1 − p)/(n p) of either arm.
  const half = 1.96 * 1.1 * Math.sqrt(0.67 / 330 + 0.7 / 300);
  assert.ok(Math.abs(value - 0.1) < 1e-12);
  assert.ok(Math.abs(high - low - 2 * half) < 0.04, `${low} ${high}`);
});

test("visitors are the unit: ten visits of one person count as one person", () => {
  const visits = coins(30, 100);
  const persons = visits.map(([count, of]): Pair => [10 * count, 10 * of]);
  assert.deepEqual(estimate(persons, 5), estimate(visits, 5));
});

test("equal seeds draw equal samples", () => {
  assert.deepEqual(estimate(coins(300, 1000), 5), estimate(coins(300, 1000), 5));
  assert.notDeepEqual(estimate(coins(300, 1000), 5), estimate(coins(300, 1000), 6));
});

const verdicts: [number, number, string][] = [
  [0.01, 0.2, "won"],
  [-0.2, -0.01, "lost"],
  [-0.01, 0.2, "undecided"],
  [0, 0.2, "undecided"],
  [Number.NaN, Number.NaN, "undecided"],
];

for (const [low, high, word] of verdicts) {
  test(`an interval from ${low} to ${high} is ${word}, whatever the value`, () => {
    assert.equal(verdict({ value: 0.5, low, high }), word);
    assert.equal(verdict({ value: -0.5, low, high }), word);
  });
}

test("a control that never clicks decides nothing", () => {
  assert.equal(verdict(lift(coins(0, 20), coins(0, 20), 1)), "undecided");
});

test("coverage and Gini coefficient, by hand", () => {
  assert.equal(coverage([0, 2, 0, 1]), 0.5);
  assert.equal(gini([3, 3, 3, 3]), 0);
  assert.equal(gini([0, 0, 0, 8]), 0.75); // (n − 1)/n
  assert.equal(gini([1, 3]), 0.25); // (−1·1 + 1·3) / 2 / 4
  assert.equal(gini([0, 0]), 0);
});

test("the histogram has two bins an octave, none below the clock's step", () => {
  assert.deepEqual(histogram([0.1, 0.1, 0.2, 0.5, 0.7000000000000001], 0.1), [
    { from: 0.1, to: 0.2, count: 2 },
    { from: 0.2, to: 0.30000000000000004, count: 1 },
    { from: 0.30000000000000004, to: 0.4, count: 0 },
    { from: 0.4, to: 0.6000000000000001, count: 1 },
    { from: 0.6000000000000001, to: 0.8, count: 1 },
  ]);
  assert.deepEqual(histogram([0, 0], 1), [{ from: 0, to: 1, count: 2 }]);
  assert.deepEqual(histogram([], 1), []);
});

test("a histogram counts every value once, in the bin that holds it", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1 }), (values) => {
      const bins = histogram(values, 1);
      for (const { from, to, count } of bins)
        assert.equal(count, values.filter((v) => v >= from && v < to).length);
      assert.equal(
        bins.reduce((n, { count }) => n + count, 0),
        values.length,
      );
    }),
  );
});

test("the Gini coefficient lies from 0 to below 1 and does not depend on the order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (x) => {
      const g = gini(x);
      assert.ok(g >= 0 && g < 1);
      assert.equal(gini(x.toReversed()), g);
    }),
  );
});

test("the clock's step is found, and a clock that stands still ends the search", () => {
  let calls = 0;
  assert.equal(
    clockStep(() => Math.floor(calls++ / 5) * 0.1),
    0.1,
  );
  assert.equal(
    clockStep(() => 7),
    0.001,
  );
});

test("a report has the figures of both arms, and curves end where few visitors are left", () => {
  const many = (...visits: number[][]) => new Array<Outcome>(30).fill({ visits, likes: 1 });
  const treated = [...many([2, 4], [4]), { visits: [[2, 4], [4], [4]], likes: 1 }];
  const groups = {
    hearth: { outcomes: treated, exposure: new Uint32Array([1, 1, 1, 0]) },
    popularity: { outcomes: many([1, 2], [2]), exposure: new Uint32Array([5, 0, 0, 0]) },
  };
  const { arms, lift, arrivalLift, withinLift, verdict, latency } = report(groups, [0.3, 0.1, 0.2], 0.1, 1);
  assert.equal(verdict, "won");
  assert.ok(Math.abs(lift.value - 1) < 0.1);
  assert.ok(Math.abs(arrivalLift.value - 1) < 0.1);
  assert.deepEqual(withinLift, { value: 1, low: 1, high: 1 });
  assert.equal(arms.hearth.curve.length, 2);
  assert.deepEqual([arms.hearth.coverage, arms.popularity.coverage], [0.75, 0.25]);
  assert.deepEqual([arms.popularity.clicks, arms.popularity.slates, arms.popularity.visitors], [150, 90, 30]);
  assert.deepEqual([latency.count, latency.median, latency.p95], [3, 0.2, 0.3]);
});
