// Tests of the time in sight against the wall clock.

import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { Exposure } from "../src/exposure.ts";

const event = { type: "impression", item: "a" };

function make(): Exposure {
  return new Exposure({ item: "a", view: false });
}

test("a stretch runs from start to stop", () => {
  const exposure = make();
  assert.equal(exposure.running, false);
  assert.equal(exposure.event, undefined);
  exposure.start(100, event);
  assert.equal(exposure.running, true);
  assert.equal(exposure.stretch(350), 250);
  exposure.stop(400);
  assert.deepEqual([exposure.running, exposure.stretch(500), exposure.total(500)], [false, 0, 300]);
  assert.equal(exposure.event, event);
});

test("stretches add up, and a running one counts", () => {
  const exposure = make();
  exposure.start(0, event);
  exposure.stop(10);
  exposure.start(100, event);
  assert.equal(exposure.total(105), 15);
});

test("a second start and a second stop change nothing", () => {
  const exposure = make();
  exposure.start(0, event);
  exposure.start(5, event);
  exposure.stop(10);
  exposure.stop(20);
  assert.equal(exposure.total(30), 10);
});

test("a clock that goes back counts nothing", () => {
  const exposure = make();
  exposure.start(100, event);
  assert.equal(exposure.stretch(50), 0);
  exposure.stop(50);
  assert.equal(exposure.total(200), 0);
});

const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(100_000)));

test("the total is the time between starts and stops, and never more than the wall's", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const exposure = make();
      let [now, want] = [0, 0];
      let running = false;
      for (const [start, time] of all) {
        if (start) exposure.start(now, event);
        else exposure.stop(now);
        running = start;
        now += time;
        if (running) want += time;
        assert.equal(exposure.total(now), want);
        assert.ok(want <= now);
      }
    }),
  );
});
