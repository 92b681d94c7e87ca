// Tests of the shelves: which there are, in which order their films stand, and that no film stands on two.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Contribution, Ranked, Slate } from "@hearthrank/sdk";
import type { Film } from "../src/film.ts";
import type { Person } from "../src/person.ts";
import { type Answers, shelfLength, shelves, tellingReason } from "../src/shelves.ts";

const genres = ["Horror", "Drama", "Comedy"];
const films = new Map<string, Film>(
  Array.from({ length: 90 }, (_, i) => {
    const id = `f${i}`;
    return [
      id,
      { id, title: id, year: 2000, released: "2000-01-01", genre: genres[i % 3] as string, votes: i },
    ];
  }),
);

function ranked(from: number, to: number, reasons: (i: number) => Contribution[]): Ranked[] {
  return Array.from({ length: to - from }, (_, i) => ({
    id: `f${from + i}`,
    propensity: 1,
    score: 100 - i,
    reasons: reasons(from + i),
  }));
}

function slate(items: Ranked[], personal: boolean): Slate {
  return { items, personal, eligible: films.size };
}

function person(parts: Partial<Person> = {}): Person {
  const none = new Map<string, number[]>();
  return {
    purposes: [],
    decided: true,
    steers: false,
    signal: false,
    refs: { like: none, dislike: none, watchlist: none },
    recent: [],
    genres: new Set(),
    blocked: new Set(),
    ...parts,
  };
}

const item = (of: string, score: number): Contribution => ({ kind: "item", item: of, event: "view", score });
const context = (score: number): Contribution => ({ kind: "context", field: "weekday", value: "sun", score });
const popularity = (score: number): Contribution => ({ kind: "popularity", score });

const everybody: Answers = {
  slate: slate(
    ranked(0, 60, (i) => [popularity(100 - i), context(i % 7), context(-2)]),
    false,
  ),
  popular: slate(
    ranked(60, 90, (i) => [popularity(i)]),
    false,
  ),
  person: person(),
};

const ids = (shelf?: { items: readonly { id: string }[] }) => shelf?.items.map(({ id }) => id) ?? [];
const kinds = (answers: Answers) => shelves(answers, films).map(({ kind }) => kind);

test("before there is a history: what is popular, and the moment", () => {
  assert.deepEqual(kinds(everybody), ["popular", "moment"]);
});

test("the moment goes by the sum of context, at most three of a genre", () => {
  const moment = shelves(everybody, films).at(-1);
  const sums = ids(moment).map((id) => (Number(id.slice(1)) % 7) - 2);
  assert.deepEqual(
    sums,
    sums.toSorted((a, b) => b - a),
  );
  assert.ok(sums.every((sum) => sum > 0));
  for (const genre of genres)
    assert.equal(ids(moment).filter((id) => films.get(id)?.genre === genre).length, 3);
});

test("popular goes by the contribution of popularity", () => {
  const popular = ids(shelves(everybody, films)[0]);
  assert.deepEqual(popular.slice(0, 3), ["f89", "f88", "f87"]);
  assert.equal(popular.length, shelfLength);
});

const personal: Answers = {
  slate: slate(
    ranked(0, 60, (i) => [item(i % 2 ? "a" : "b", 1000 - i), context(1)]),
    true,
  ),
  popular: everybody.popular,
  person: person({
    recent: [
      { id: "c", type: "dislike" },
      { id: "a", type: "like" },
      { id: "b", type: "view" },
      { id: "d", type: "view" },
    ],
    refs: {
      like: new Map(),
      dislike: new Map([["c", [1]]]),
      watchlist: new Map([
        ["f3", [2]],
        ["f7", [3]],
      ]),
    },
    genres: new Set(["Horror"]),
  }),
};

test("with a history the personal shelves come first", () => {
  assert.deepEqual(kinds(personal), ["you", "because", "because", "watchlist", "moment", "fresh", "popular"]);
});

test("for you is the slate’s own order", () => {
  const [you] = shelves(personal, films);
  assert.deepEqual(
    ids(you),
    personal.slate.items.slice(0, shelfLength).map(({ id }) => id),
  );
});

test("because goes by the contribution of the two latest films that are not disliked", () => {
  const because = shelves(personal, films).filter(({ kind }) => kind === "because");
  assert.deepEqual(
    because.map(({ about }) => about),
    [
      { id: "a", type: "like" },
      { id: "b", type: "view" },
    ],
  );
  assert.ok(ids(because[0]).every((id) => Number(id.slice(1)) % 2 === 1));
  assert.equal(ids(because[0])[0], "f1", "it says again of films for you what they are from");
});

test("a film goes to the one of the history that adds most to it, and to none that adds next to nothing", () => {
  const of = (reasons: Contribution[]) => {
    const items = ranked(0, 30, () => reasons);
    const all = shelves({ ...personal, slate: slate(items, true) }, films);
    return all.filter(({ kind }) => kind === "because").map(({ about }) => about?.id);
  };
  assert.deepEqual(of([item("a", 5), item("b", 4), popularity(9)]), ["a"]);
  assert.deepEqual(of([item("a", 3), item("b", 4), item("b", 1), popularity(9)]), ["b"]);
  assert.deepEqual(
    of([item("a", 3), item("b", 2), item("b", 2)]),
    ["b"],
    "a view and a like of one film are one",
  );
  assert.deepEqual(of([item("a", 3), item("d", 4)]), [], "an earlier film adds more");
  assert.deepEqual(of([item("a", 5), popularity(95)]), []);
});

test("new to you has no genre of the history", () => {
  const fresh = shelves(personal, films).find(({ kind }) => kind === "fresh");
  assert.ok(ids(fresh).length > 0);
  assert.ok(ids(fresh).every((id) => films.get(id)?.genre !== "Horror"));
});

test("the watchlist is the person’s own: the latest first, without what they blocked", () => {
  const of = (blocked: string[]) =>
    ids(
      shelves({ ...personal, person: { ...personal.person, blocked: new Set(blocked) } }, films).find(
        ({ kind }) => kind === "watchlist",
      ),
    );
  assert.deepEqual(of([]), ["f7", "f3"]);
  assert.deepEqual(of(["f7"]), ["f3"]);
});

test("no film stands on two shelves, but for the watchlist and what says why another is for you", () => {
  for (const but of ["you", "because"]) {
    const all = shelves(personal, films)
      .filter(({ kind }) => kind !== "watchlist" && kind !== but)
      .flatMap(ids);
    assert.equal(new Set(all).size, all.length);
  }
});

test("a shelf of fewer than four films is not shown", () => {
  const few = { ...everybody, popular: slate(everybody.popular.items.slice(0, 3), false) };
  assert.deepEqual(kinds(few), ["moment"]);
});

test("a card tells what the person did that speaks most for the film, else what speaks most", () => {
  const did = (score: number): Contribution => ({ kind: "item", score, item: "f1" });
  assert.deepEqual(tellingReason([popularity(50), did(7), did(8)]), did(8));
  assert.deepEqual(tellingReason([popularity(50), did(2), did(3)]), popularity(50), "too little to name");
  assert.deepEqual(tellingReason([popularity(50), did(-2)]), popularity(50));
  assert.deepEqual(tellingReason([context(3), popularity(5), context(-9)]), popularity(5));
  assert.equal(tellingReason([context(-1)]), undefined);
  assert.equal(tellingReason(undefined), undefined);
});
