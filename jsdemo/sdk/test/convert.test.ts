// Tests of names, times and values on their way to the wire and back.

import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { eventToWire, fromWire, localOffset, thousandths, toWire, withClock } from "../src/convert.ts";
import { EngineError } from "../src/errors.ts";

test("names change at every depth, the caller's keys do not", () => {
  const api = {
    maxEvents: 1,
    events: [{ basedOn: [1], context: { maxDays: "x", basedOn: "y" } }],
    snapshot: new Uint8Array(2),
  };
  assert.deepEqual(toWire(api), {
    max_events: 1,
    events: [{ based_on: [1], context: { maxDays: "x", basedOn: "y" } }],
    snapshot: new Uint8Array(2),
  });
});

test("reply names change back", () => {
  assert.deepEqual(fromWire({ log_bytes: 3, items: [{ max_days: 1 }] }), {
    logBytes: 3,
    items: [{ maxDays: 1 }],
  });
});

const rounded: [number, number][] = [
  [0, 0],
  [4.5, 4500],
  [0.0005, 1],
  [-0.0005, -1],
  [-0.0004, 0],
  [1.2344, 1234],
  [-2.5, -2500],
];

for (const [value, wire] of rounded) {
  test(`thousandths of ${value}`, () => {
    assert.ok(Object.is(thousandths(value, "v"), wire));
  });
}

for (const value of [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e14,
  Number.MAX_VALUE,
]) {
  test(`thousandths refuses ${value}`, () => {
    assert.throws(
      () => eventToWire({ type: "dwell", value }, 2),
      (error) => error instanceof EngineError && error.code === "range" && error.path === "events[2].value",
    );
  });
}

test("thousandths are at most half of one off", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      assert.ok(Math.abs(thousandths(value, "v") / 1000 - value) <= 0.0005000001);
    }),
  );
});

test("an event without a value stays without", () => {
  assert.deepEqual(eventToWire({ type: "view", item: "a" }, 0), { type: "view", item: "a" });
});

test("the clock given wins over the host's", () => {
  assert.deepEqual(withClock({ now: 5, offset: -60 }), { now: 5, offset: -60 });
});

test("the host's clock is the default", () => {
  const before = Date.now();
  const { now, offset } = withClock({});
  assert.ok(now >= before && now <= Date.now());
  assert.equal(offset + 0, -new Date(now).getTimezoneOffset() + 0);
});

test("a time beyond what dates hold has offset 0", () => {
  assert.ok(Object.is(localOffset(2 ** 53 - 1), 0));
});
