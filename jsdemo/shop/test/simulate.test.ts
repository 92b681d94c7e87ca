// Tests of the simulated visitors: seeded, valid, and with the tastes that the settings say.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../src/simulate/random.ts";
import { packSettings, type Settings } from "../src/simulate/settings.ts";
import { partOfWeek, type SimulatedFilm, series, Visitors } from "../src/simulate/visitors.ts";

const genres = ["Action", "Comedy", "Drama", "Horror", "Adventure"];
const films: SimulatedFilm[] = Array.from({ length: 200 }, (_, i) => ({
  id: `film-${i}`,
  title: `Film ${i}`,
  year: 1950 + (i % 60),
  genre: genres[i % genres.length] ?? "",
  director: `Director ${i % 40}`,
  votes: 1000,
}));
const byId = new Map(films.map((film) => [film.id, film]));
const small: Settings = { ...packSettings, visitors: 60 };

function simulate(settings: Settings) {
  return [...new Visitors(films, settings).events()];
}

test("equal settings give equal events, another seed gives others", () => {
  assert.deepEqual(simulate(small), simulate(small));
  assert.notDeepEqual(simulate(small), simulate({ ...small, seed: 7 }));
});

test("events are of known films and within the days; opinions follow a look", () => {
  const first = Date.parse(`${small.start}T00:00:00Z`);
  const looked = new Set<string>();
  for (const { person, item, type, time } of simulate(small)) {
    assert.ok(byId.has(item));
    assert.ok(time >= first && time < first + (small.days + 2) * 86_400_000);
    const key = `${person} ${item}`;
    assert.equal(looked.has(key), type !== "view", "each film is looked at once, and judged only after");
    looked.add(key);
  }
});

test("every visitor comes, and the settings' means are met roughly", () => {
  const events = simulate({ ...small, visitors: 400 });
  const views = events.filter((e) => e.type === "view").length;
  assert.equal(new Set(events.map((e) => e.person)).size, 400);
  assert.ok(Math.abs(views / 400 / (small.visits * small.filmsPerVisit) - 1) < 0.35, String(views / 400));
});

function share(settings: Settings, part: string, genre: string): number {
  const views = simulate(settings).filter((e) => e.type === "view" && partOfWeek(e.time) === part);
  return views.filter((e) => byId.get(e.item)?.genre === genre).length / views.length;
}

test("hours and weekdays shift what is looked at, and not when that is switched off", () => {
  const many = { ...small, visitors: 300 };
  assert.ok(share(many, "weekend morning", "Adventure") > 2 * share(many, "weekday evening", "Adventure"));
  const flat = { ...many, moment: 0 };
  assert.ok(share(flat, "weekend morning", "Adventure") < 1.5 * share(flat, "weekday evening", "Adventure"));
});

test("a film of a favourite director and genre draws more", () => {
  const world = new Visitors(films, small);
  const taste = {
    genres: new Map([["Horror", 1]]),
    directors: new Set(["Director 3"]),
    year: 1980,
    hour: 20,
  };
  const film = { ...(films[3] as SimulatedFilm), genre: "Horror", year: 1980 };
  assert.ok(world.pull(taste, film) > world.pull(taste, { ...film, director: "Nobody" }));
  assert.ok(world.pull(taste, film) > world.pull(taste, { ...film, genre: "Comedy" }));
  assert.ok(world.pull(taste, film) > world.pull(taste, { ...film, year: 1950 }));
});

test("a catalogue of two films is not looked at for ever", () => {
  const events = [...new Visitors(films.slice(0, 2), small).events()];
  assert.ok(events.filter((e) => e.type === "view").length <= 2 * small.visitors);
});

const titles: [string, string | undefined][] = [
  ["The Lord of the Rings: The Two Towers", "the lord of the rings"],
  ["Jaws 2", "jaws"],
  ["Rocky IV", "rocky"],
  ["The Godfather: Part II", "the godfather"],
  ["Alien", undefined],
  ["M:I", undefined],
];

for (const [title, stem] of titles) {
  test(`the series of ${title}`, () => {
    assert.equal(series(title), stem);
  });
}

test("parts of the week", () => {
  assert.equal(partOfWeek(Date.parse("2026-03-07T05:59:59Z")), "weekend night");
  assert.equal(partOfWeek(Date.parse("2026-03-09T06:00:00Z")), "weekday morning");
  assert.deepEqual(
    [...new Set(Array.from({ length: 7 * 24 }, (_, h) => partOfWeek(h * 3_600_000)))].sort(),
    Object.keys(packSettings.moods).sort(),
  );
});

test("random numbers stay in their ranges for every seed", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, n) => {
      const random = new Random(seed);
      const u = random.uniform();
      assert.ok(u >= 0 && u < 1);
      assert.ok(random.below(n) < n);
      assert.ok(random.count(n) >= 1);
      assert.ok(Number.isFinite(random.normal()));
      assert.equal(random.weighted([0, n, 0]), 1);
    }),
  );
});

test("random numbers have the right mean and deviation", () => {
  const random = new Random(1);
  const draws = Array.from({ length: 20_000 }, () => random.normal());
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  const deviation = Math.sqrt(draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length);
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(deviation - 1) < 0.03, `${mean} ${deviation}`);
  const counts = Array.from({ length: 20_000 }, () => random.count(5));
  assert.ok(Math.abs(counts.reduce((a, b) => a + b) / counts.length - 5) < 0.2);
});
