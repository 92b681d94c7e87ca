// Tests of what is popular: asked of the famous, and sorted by popularity alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Film } from "../src/film.ts";
import { famous, mostPopular } from "../src/popular.ts";

const films = Array.from({ length: 200 }, (_, votes): Film => {
  return { id: `f${votes}`, title: `f${votes}`, year: 2000, released: "2000-01-01", votes };
});

test("the engine is asked about the 120 films with the most votes", () => {
  const asked = famous(films);
  assert.equal(asked.length, 120);
  assert.deepEqual([asked[0], asked.at(-1)], ["f199", "f80"]);
});

test("36 are kept, by the contribution of popularity and whatever else speaks for them", () => {
  const items = films.map(({ id, votes }) => ({
    id,
    propensity: 1,
    score: -votes,
    reasons: [{ kind: "context", score: -2 * votes } as const, { kind: "popularity", score: votes } as const],
  }));
  const kept = mostPopular([...items, { id: "plain", propensity: 1, score: 9 }]);
  assert.equal(kept.length, 36);
  assert.deepEqual([kept[0], kept.at(-1)], ["f199", "f164"]);
});
