// Tests of the person as the pages see them: opinions, what is known, what is blocked.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Held, Profile } from "@hearthrank/sdk";
import type { Film } from "../src/film.ts";
import { personOf } from "../src/person.ts";

const films = new Map<string, Film>([
  ["a", { id: "a", title: "A", year: 1990, released: "1990-01-01", genre: "Drama", votes: 1 }],
  ["b", { id: "b", title: "B", year: 1990, released: "1990-01-01", genre: "Horror", votes: 1 }],
  ["c", { id: "c", title: "C", year: 1990, released: "1990-01-01", votes: 1 }],
]);

let ref = 0;
function held(type: string, item: string, time: number, used = true): Held {
  return { type, item, time, ref: ++ref, used, category: "browsing", purposes: ["looks"] };
}

function profile(events: Held[], controls: Profile["controls"] = []): Profile {
  return { audit: [], bytes: 0, controls, events, interests: [], ledger: [], purposes: [], signal: true };
}

test("films by what was done last, the latest first; time spent is no deed", () => {
  const events = [
    held("view", "a", 1),
    held("view", "b", 2),
    held("like", "a", 3),
    held("dwell", "b", 9),
    held("view", "c", 4),
  ];
  assert.deepEqual(personOf(profile(events), films).recent, [
    { id: "c", type: "view" },
    { id: "a", type: "like" },
    { id: "b", type: "view" },
  ]);
});

test("genres of the history; a film without one has none", () => {
  const { genres } = personOf(profile([held("view", "a", 1), held("view", "c", 2)]), films);
  assert.deepEqual([...genres], ["Drama"]);
});

test("refs of likes, so that they can be forgotten", () => {
  const events = [
    held("like", "a", 1),
    held("like", "a", 2),
    held("watchlist", "b", 3),
    held("dislike", "c", 4),
  ];
  const { refs } = personOf(profile(events), films);
  assert.deepEqual(refs.like.get("a"), [events[0]?.ref, events[1]?.ref]);
  assert.deepEqual([...refs.watchlist.keys()], ["b"]);
  assert.deepEqual([...refs.dislike.keys()], ["c"]);
});

test("what is masked counts for nothing", () => {
  const { recent, refs } = personOf(profile([held("like", "a", 1, false)]), films);
  assert.deepEqual([recent, refs.like.size], [[], 0]);
});

test("blocked films, and the signal; a blocked genre is no film", () => {
  const person = personOf(
    profile(
      [],
      [
        { kind: "block", value: "a" },
        { kind: "block", field: "category", value: "Horror" },
        { kind: "dial", amount: 3 },
      ],
    ),
    films,
  );
  assert.deepEqual([[...person.blocked], person.signal], [["a"], true]);
});
