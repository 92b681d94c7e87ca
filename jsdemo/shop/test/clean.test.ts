// Tests of the cleaning rules and of the lines for the trainer.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { clean, type RawFilm } from "../scripts/clean.ts";
import { eventLines, itemLines } from "../scripts/rows.ts";

function raw(parts: Partial<RawFilm>): RawFilm {
  return {
    Title: "A Film",
    "Release Date": "Jun 12 1998",
    "MPAA Rating": null,
    "Running Time min": null,
    Source: null,
    "Major Genre": null,
    "Creative Type": null,
    Director: null,
    "IMDB Rating": null,
    "IMDB Votes": null,
    ...parts,
  };
}

const titles: [string | number, string, string][] = [
  ["DÈj‡ Vu", "Déjà Vu", "deja-vu-1998"],
  ["Die F‰lscher", "Die Fälscher", "die-falscher-1998"],
  [
    "The Naked Gun 2Ω: The Smell of Fear",
    "The Naked Gun 2½: The Smell of Fear",
    "the-naked-gun-21-2-the-smell-of-fear-1998",
  ],
  ["Alien³", "Alien³", "alien3-1998"],
  ["Barbarians, The", "The Barbarians", "the-barbarians-1998"],
  ["Halloween:  The Curse", "Halloween: The Curse", "halloween-the-curse-1998"],
  ["King Kong (1933)", "King Kong", "king-kong-1998"],
  ["Fantasia 2000 (IMAX)", "Fantasia 2000", "fantasia-2000-1998"],
  [
    "Precious (Based on the Novel Push)",
    "Precious (Based on the Novel Push)",
    "precious-based-on-the-novel-push-1998",
  ],
  ["What's Up", "What's Up", "whats-up-1998"],
  [1941, "1941", "1941-1998"],
  ["???", "???", "film-1998"],
];

for (const [given, title, id] of titles) {
  test(`the title ${given}`, () => {
    const [film] = clean([raw({ Title: given })]).films;
    assert.deepEqual([film?.title, film?.id], [title, id]);
  });
}

const dates: [string, string][] = [
  ["Jun 12 1998", "1998-06-12"],
  ["Dec 31 2046", "1946-12-31"],
  ["Dec 23 2011", "2011-12-23"],
  ["Jan 01 2012", "1912-01-01"],
];

for (const [given, released] of dates) {
  test(`the date ${given}`, () => {
    const [film] = clean([raw({ "Release Date": given })]).films;
    assert.deepEqual([film?.released, film?.year], [released, Number(released.slice(0, 4))]);
  });
}

test("a date that cannot be read is an error", () => {
  assert.throws(
    () => clean([raw({ "Release Date": "12.6.1998" })]),
    /cannot read the release date "12\.6\.1998"/,
  );
});

test("what is unknown is absent", () => {
  const [film] = clean([
    raw({ "MPAA Rating": "Not Rated", Director: " ", "Creative Type": "Multiple Creative Types" }),
  ]).films;
  assert.deepEqual(film, {
    id: "a-film-1998",
    title: "A Film",
    year: 1998,
    released: "1998-06-12",
    votes: 0,
  });
});

test("rows without a title are dropped and counted", () => {
  const { films, report } = clean([raw({ Title: null }), raw({})]);
  assert.equal(films.length, 1);
  assert.equal(report["rows without a title dropped"], 1);
});

test("rows of the same title and year are one film with the parts of both", () => {
  const { films } = clean([
    raw({ Director: "A. B.", "IMDB Votes": 5 }),
    raw({ "Major Genre": "Drama", "IMDB Votes": 9, Director: "C. D." }),
  ]);
  assert.equal(films.length, 1);
  assert.deepEqual([films[0]?.director, films[0]?.genre, films[0]?.votes], ["A. B.", "Drama", 9]);
});

test("namesakes share the votes that the source gave to each", () => {
  const { films } = clean([
    raw({ "IMDB Votes": 100 }),
    raw({ "Release Date": "Jun 12 2008", "IMDB Votes": 100 }),
  ]);
  assert.deepEqual(
    films.map((f) => f.votes),
    [50, 50],
  );
});

const entry = createRequire(import.meta.url).resolve("vega-datasets");
const rows = JSON.parse(
  readFileSync(new URL("../data/movies.json", pathToFileURL(entry)), "utf8"),
) as RawFilm[];

test("the real file gives films with distinct ids and plausible years", () => {
  const { films, report } = clean(rows);
  assert.equal(films.length, 3199);
  assert.equal(new Set(films.map((f) => f.id)).size, films.length);
  assert.ok(films.every((f) => f.year >= 1911 && f.year <= 2011 && /^[a-z0-9-]+-\d{4}(-\d+)?$/.test(f.id)));
  assert.equal(films.find((f) => f.title === "The Best Years of Our Lives")?.released, "1946-11-21");
  assert.equal(report["titles with garbled letters repaired"], 18);
  assert.ok(films.every((f) => !/[ÈÍ˘Ω‰‡]/.test(f.title)));
});

test("cleaning is the same every time", () => {
  assert.deepEqual(clean(rows), clean(rows));
});

test("items have the trainer's form, and a title names one film", () => {
  const { films } = clean(rows);
  const items = itemLines(films)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(items.length, films.length);
  assert.equal(new Set(items.map((item) => item.title)).size, items.length);
  const kong = items.filter((item) => item.title.startsWith("King Kong ("));
  assert.ok(kong.length > 1);
  const alien = items.find((item) => item.id === "alien-1979");
  assert.deepEqual(alien.categories, ["Horror"]);
  assert.equal(alien.attributes.era, "1970s");
  assert.equal(alien.attributes.director, "Ridley Scott");
  assert.equal(alien.published, "1979-05-25");
});

test("events are lines with times in UTC", () => {
  assert.equal(
    eventLines([{ person: "p1", item: "alien-1979", type: "view", time: 0 }]),
    "person,item,type,time\np1,alien-1979,view,1970-01-01T00:00:00.000Z\n",
  );
});
