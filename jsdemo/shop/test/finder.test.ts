// Tests of the search: words, beginnings of words, accents, mistypings, German genres.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Film } from "../src/film.ts";
import { era } from "../src/film.ts";
import { Finder } from "../src/finder.ts";

const rows: [id: string, title: string, year: number, votes: number, genre?: string, director?: string][] = [
  ["alien-1979", "Alien", 1979, 500, "Horror", "Ridley Scott"],
  ["aliens-1986", "Aliens", 1986, 900, "Action", "James Cameron"],
  ["deja-vu-2006", "Déjà Vu", 2006, 600, "Thriller", "Tony Scott"],
  ["monsters-vs-aliens-2009", "Monsters vs. Aliens", 2009, 9900],
  ["whats-up-1972", "What's Up, Doc?", 1972, 1, "Comedy"],
];
const films = new Map<string, Film>(
  rows.map(([id, title, year, votes, genre, director]) => [
    id,
    {
      id,
      title,
      year,
      released: `${year}-01-01`,
      votes,
      ...(genre ? { genre } : {}),
      ...(director ? { director } : {}),
    },
  ]),
);
const finder = new Finder(films);
before(() => finder.build());

const searches: [string, string[]][] = [
  ["", ["monsters-vs-aliens-2009", "aliens-1986", "deja-vu-2006", "alien-1979", "whats-up-1972"]],
  ["!?", ["monsters-vs-aliens-2009", "aliens-1986", "deja-vu-2006", "alien-1979", "whats-up-1972"]],
  ["DEJA  vu ", ["deja-vu-2006"]],
  ["déjà", ["deja-vu-2006"]],
  ["scott horror", ["alien-1979"]],
  ["1980s", ["aliens-1986"]],
  ["1972", ["whats-up-1972"]],
  ["whats up", ["whats-up-1972"]],
  ["Komödie", ["whats-up-1972"]],
  ["camerom", ["aliens-1986"]],
  ["zzz", []],
];

for (const [query, ids] of searches) {
  test(`search for “${query}”`, () => {
    assert.deepEqual(
      finder.find(query).map(({ id }) => id),
      ids,
    );
  });
}

test("the beginning of a word finds all that begin with it, a whole word first", () => {
  const ids = finder.find("alien").map(({ id }) => id);
  assert.equal(ids[0], "alien-1979");
  assert.deepEqual(ids.toSorted(), ["alien-1979", "aliens-1986", "monsters-vs-aliens-2009"]);
});

test("the index is made once", () => {
  assert.equal(finder.build(), finder.build());
});

test("the decade of a film", () => {
  assert.equal(era({ year: 1999 }), "1990s");
  assert.equal(era({ year: 2000 }), "2000s");
});
