// Tests of how interests are gathered and which of them show at first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { foremost, gather, perField } from "../src/own/interests.ts";

const inferred = (field: string, value: string, strength: number) => ({
  field,
  value,
  strength,
  events: [1],
});

test("what was declared and removed is put to what was inferred", () => {
  const all = gather({
    interests: [inferred("category", "Drama", 5), inferred("category", "Action", -9)],
    controls: [
      { kind: "mute", field: "category", value: "Action" },
      { kind: "interest", field: "category", value: "Western", amount: 50 },
      { kind: "interest", field: "category", value: "Drama", amount: -25 },
      { kind: "block", value: "titanic-1997" },
    ],
  });
  assert.deepEqual(
    all.map(({ value, strength, amount, muted }) => [value, strength, amount, muted]),
    [
      ["Drama", 5, -25, false],
      ["Western", 0, 50, false],
      ["Action", -9, undefined, true],
    ],
  );
});

test("genres come first, unknown fields last", () => {
  const fields = perField(
    gather({ interests: ["mood", "era", "category"].map((f) => inferred(f, "x", 1)), controls: [] }),
  );
  assert.deepEqual(
    fields.map(([field]) => field),
    ["category", "era", "mood"],
  );
});

test("weak interests wait behind “more”; what the person set does not", () => {
  const interests = [100, 90, 80, 70, 60, 50, 0.1].map((strength, i) =>
    inferred("category", `g${i}`, strength),
  );
  const all = gather({
    interests,
    controls: [{ kind: "interest", field: "category", value: "g6", amount: 25 }],
  });
  assert.deepEqual(
    foremost(all, 100).map(({ value }) => value),
    ["g0", "g1", "g2", "g3", "g4", "g6"],
  );
  const weak = gather({ interests: [inferred("category", "only", 0.1)], controls: [] });
  assert.equal(foremost(weak, 100).length, 1, "never nothing");
});
