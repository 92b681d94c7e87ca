// Tests of which films are like a film.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Film } from "../src/film.ts";
import { similarTo } from "../src/similar.ts";

function film(id: string, year: number, votes: number, genre?: string, director?: string): Film {
  const parts = { ...(genre ? { genre } : {}), ...(director ? { director } : {}) };
  return { id, title: id, year, released: `${year}-01-01`, votes, ...parts };
}

const films = [
  film("it", 1990, 5, "Drama", "Ann"),
  film("same-director", 1960, 0, "Horror", "Ann"),
  film("kin", 1995, 1, "Drama", "Bob"),
  film("known-kin", 1999, 9, "Drama"),
  film("other-decade", 2001, 9, "Drama"),
  film("other-genre", 1991, 9, "Comedy"),
];

test("the director’s first, then genre and decade by votes; never the film itself", () => {
  assert.deepEqual(similarTo(films[0] as Film, films), ["same-director", "known-kin", "kin"]);
});

test("without a director no film is of the same one", () => {
  const alone = film("alone", 1950, 1, "Western");
  assert.deepEqual(similarTo(alone, [alone, film("b", 1960, 1)]), []);
});

test("there are at most eighty", () => {
  const many = Array.from({ length: 200 }, (_, i) => film(`f${i}`, 1990, i, "Drama"));
  assert.equal(similarTo(many[0] as Film, many).length, 80);
});
