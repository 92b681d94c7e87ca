// Tests of days, ranges and ticks, in a time zone whose clocks are changed.

process.env.TZ = "Europe/Berlin";

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as days from "../src/own/days.ts";

const at = (text: string) => new Date(text).getTime();
const event = (text: string, type = "view") => ({ time: at(text), type });

test("a day begins at midnight of this device, also when clocks are changed", () => {
  const before = days.dayStart(at("2026-03-28T12:00"));
  const changed = days.addDays(before, 1);
  assert.equal(days.addDays(changed, 1) - changed, 23 * 3_600_000, "the day of the change has 23 hours");
  assert.equal(days.inputDate(days.addDays(changed, 1)), "2026-03-30");
  assert.equal(days.addDays(changed, -1), before);
});

test("columns reach from the first event to today and hold every event once", () => {
  const now = at("2026-11-29T10:00");
  const events = [event("2026-11-01T23:59"), event("2026-11-29T00:01", "like"), event("2026-11-29T09:00")];
  const columns = days.columns(events, now);
  assert.equal(columns.length, 29);
  assert.deepEqual(
    columns
      .filter((day) => day.events.length > 0)
      .map((day) => [days.inputDate(day.start), day.events.length]),
    [
      ["2026-11-01", 1],
      ["2026-11-29", 2],
    ],
  );
  assert.equal(days.columns([], now).length, 14, "without events, the last two weeks");
  assert.equal(
    days.columns([event("2026-12-01T00:00")], now).at(-1)?.events.length,
    1,
    "a clock that was ahead",
  );
});

test("columns lose and double nothing, whatever the times", () => {
  const now = at("2026-11-29T10:00");
  const times = fc.array(fc.integer({ min: now - 200 * 86_400_000, max: now + 86_400_000 }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(times, (list) => {
      const columns = days.columns(
        list.map((time) => ({ time, type: "view" })),
        now,
      );
      assert.equal(columns.flatMap(({ events }) => events).length, list.length);
      columns.forEach(({ start, events }) => {
        for (const { time } of events) assert.equal(days.dayStart(time), start);
      });
    }),
  );
});

test("the list has the latest first", () => {
  const list = days.latestFirst([
    event("2026-11-01T10:00"),
    event("2026-11-03T08:00"),
    event("2026-11-03T09:00"),
  ]);
  assert.deepEqual(
    list.map((day) => day.events.map(({ time }) => new Date(time).getHours())),
    [[9, 8], [10]],
  );
});

test("kinds are counted, the commonest first", () => {
  const events = ["view", "like", "view", "dislike"].map((type) => event("2026-11-01T10:00", type));
  assert.deepEqual(days.countTypes(events), [
    ["view", 2],
    ["dislike", 1],
    ["like", 1],
  ]);
});

test("a range has both its days, in either order, and one date is enough", () => {
  const now = at("2026-11-29T10:00");
  const range = days.rangeOf("2026-11-05", "2026-11-02", now);
  assert.ok(range);
  assert.ok(days.within(at("2026-11-02T00:00"), range) && days.within(at("2026-11-05T23:59"), range));
  assert.ok(!days.within(at("2026-11-06T00:00"), range));
  assert.ok(days.within(at("2026-11-29T23:00"), days.rangeOf("2026-11-28", "", now)));
  assert.equal(days.rangeOf("", "", now), undefined);
  assert.equal(days.rangeOf("soon", "", now), undefined);
});

test("labels stand under the last day and every k-th before it", () => {
  const starts = Array.from({ length: 60 }, (_, i) => i);
  const shown = [...days.ticks(starts, 8)];
  assert.ok(shown.length <= 8 && shown.at(-1) === 59);
});
