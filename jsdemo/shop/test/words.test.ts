// Tests of the search and of the words for reasons.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Contribution } from "@hearthrank/sdk";
import type { Film } from "../src/film.ts";
import { era } from "../src/film.ts";
import { moment, sentence } from "../src/reasons.ts";
import { Search } from "../src/search.ts";

const films: Film[] = [
  {
    id: "alien-1979",
    title: "Alien",
    year: 1979,
    released: "1979-05-25",
    genre: "Horror",
    director: "Ridley Scott",
    votes: 50,
  },
  {
    id: "aliens-1986",
    title: "Aliens",
    year: 1986,
    released: "1986-07-18",
    genre: "Action",
    director: "James Cameron",
    votes: 90,
  },
  {
    id: "deja-vu-2006",
    title: "Déjà Vu",
    year: 2006,
    released: "2006-11-22",
    genre: "Thriller",
    director: "Tony Scott",
    votes: 60,
  },
  {
    id: "monsters-vs-aliens-2009",
    title: "Monsters vs. Aliens",
    year: 2009,
    released: "2009-03-27",
    votes: 99,
  },
  { id: "whats-up-1972", title: "What's Up, Doc?", year: 1972, released: "1972-03-10", votes: 1 },
];

const searches: [string, string[]][] = [
  ["", ["monsters-vs-aliens-2009", "aliens-1986", "deja-vu-2006", "alien-1979", "whats-up-1972"]],
  ["alien", ["aliens-1986", "alien-1979", "monsters-vs-aliens-2009"]],
  ["DEJA  vu ", ["deja-vu-2006"]],
  ["déjà", ["deja-vu-2006"]],
  ["scott", ["deja-vu-2006", "alien-1979"]],
  ["scott horror", ["alien-1979"]],
  ["1980s", ["aliens-1986"]],
  ["1972", ["whats-up-1972"]],
  ["whats up", ["whats-up-1972"]],
  ["lien", []],
  ["!?", ["monsters-vs-aliens-2009", "aliens-1986", "deja-vu-2006", "alien-1979", "whats-up-1972"]],
];

for (const [query, ids] of searches) {
  test(`search for “${query}”`, () => {
    assert.deepEqual(
      new Search(films).find(query).map((film) => film.id),
      ids,
    );
  });
}

test("the decade of a film", () => {
  assert.equal(era({ year: 1999 }), "1990s");
  assert.equal(era({ year: 2000 }), "2000s");
});

const reasons: [Contribution, string][] = [
  [{ kind: "item", event: "view", item: "a", title: "Alien", score: 5 }, "You looked at Alien"],
  [
    { kind: "item", event: "dislike", item: "a", title: "Alien", score: -5 },
    "You said “not for me” to Alien",
  ],
  [{ kind: "item", event: "purchase", item: "a", score: 5 }, "You did “purchase” with a"],
  [{ kind: "return", event: "like", item: "a", score: 5 }, "You liked this film itself"],
  [
    { kind: "used", event: "like", item: "a", count: 3, score: 5 },
    "You come back to this film: 3 times before",
  ],
  [{ kind: "used", event: "like", item: "a", count: 1, score: -5 }, "You have had this film once before"],
  [
    { kind: "habit", event: "like", item: "a", field: "daypart", value: "evening", count: 2, score: 5 },
    "Often your film in the evening: 2 times before",
  ],
  [
    { kind: "habit", event: "like", item: "a", field: "weekday", value: "sun", count: 1, score: -5 },
    "Seldom your film on Sundays: once before",
  ],
  [{ kind: "attribute", field: "category", value: "Horror", score: 5 }, "You lean towards the genre Horror"],
  [
    { kind: "attribute", field: "director", value: "Ridley Scott", score: -5 },
    "You turn from films by Ridley Scott",
  ],
  [{ kind: "attribute", field: "era", value: "1980s", score: 5 }, "You lean towards the 1980s"],
  [{ kind: "attribute", field: "certificate", value: "R", score: 5 }, "You lean towards films rated R"],
  [{ kind: "attribute", field: "setting", value: "Fantasy", score: 5 }, "You lean towards Fantasy"],
  [{ kind: "attribute", field: "studio", value: "MGM", score: 5 }, "You lean towards studio MGM"],
  [{ kind: "context", field: "weekday", value: "sun", score: 5 }, "Wanted on Sundays"],
  [{ kind: "context", field: "daypart", value: "night", score: -5 }, "Less wanted at night"],
  [{ kind: "context", field: "device", value: "phone", score: 5 }, "Wanted when device is phone"],
  [{ kind: "popularity", score: 5 }, "Often chosen by the simulated visitors"],
  [{ kind: "popularity", score: -5 }, "Seldom chosen by the simulated visitors"],
  [{ kind: "freshness", score: 5 }, "New in the catalogue"],
];

for (const [reason, text] of reasons) {
  test(`the reason “${text}”`, () => {
    assert.equal(sentence(reason), text);
  });
}

test("a moment in words", () => {
  assert.equal(moment(new Date(2026, 5, 6, 23, 30)), "a Saturday evening");
  assert.equal(moment(new Date(2026, 5, 7, 0, 30)), "a Sunday night");
});
