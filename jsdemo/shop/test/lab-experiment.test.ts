// Tests of the Lab's experiment: the choice model, chance, equal arms, and that Hearth can lose, with the real module too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "@hearthrank/sdk";
import { type Arm, hearth, newcomer, popularity, type Ranker } from "../src/lab/arms.ts";
import { attracted, choice, clicked, examined, threshold } from "../src/lab/choice.ts";
import { type DialReport, dialTrial, livesOf, overlap, positions } from "../src/lab/dial.ts";
import { assignment, experiment, type Group, People, seedOf, type Trial } from "../src/lab/experiment.ts";
import { clicksOf, lift, ratio, verdict, withinOf } from "../src/lab/statistics.ts";
import { Random } from "../src/simulate/random.ts";
import { fameSettings, labSettings, packSettings } from "../src/simulate/settings.ts";
import { type SimulatedFilm, Visitors } from "../src/simulate/visitors.ts";

const genres = ["Action", "Comedy", "Drama", "Horror", "Adventure"];
const films: SimulatedFilm[] = Array.from({ length: 150 }, (_, i) => ({
  id: `film-${i}`,
  title: `Film ${i}`,
  year: 1950 + (i % 60),
  genre: genres[i % genres.length] ?? "",
  director: `Director ${i % 40}`,
  votes: Math.round(300_000 / (i + 1)),
}));
const trial: Trial = { world: labSettings, choice, seed: 1, visitors: 120 };
const popular = popularity(films, choice.length);

/** The last films of the catalogue that are not seen: hardly anybody wants them. */
const obscure: Ranker = () => ({
  slate: (_, seen) =>
    films
      .map((_, i) => films.length - 1 - i)
      .filter((i) => !seen.has(i))
      .slice(0, choice.length),
  observe: () => undefined,
});

function finish<T>(steps: Generator<number, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function liftOf({ hearth, popularity }: Record<Arm, Group>, seed = 1) {
  return lift(clicksOf(hearth.outcomes), clicksOf(popularity.outcomes), seed);
}

test("places are looked at less and less, and all of them without decay", () => {
  assert.equal(examined(1, 0.5), 1);
  assert.equal(examined(4, 0.5), 0.5);
  assert.equal(examined(9, 0), 1);
});

test("a film at the threshold is clicked half the time when looked at", () => {
  assert.equal(attracted(3, 3), 0.5);
  assert.equal(attracted(9, 3), 0.75); // log odds are the difference of utilities: ln 9 − ln 3 = ln 3
  assert.equal(attracted(0, 3), 0);
});

test("the threshold is the weight at the person's own place", () => {
  const visitor = {
    name: "v",
    pull: new Float64Array(4),
    weights: Float64Array.of(1, 8, 2, 4),
    seen: new Set<number>(),
  };
  assert.equal(threshold(visitor, { ...choice, choosy: 2 }), 4);
  assert.equal(threshold(visitor, { ...choice, choosy: 99 }), 1);
});

test("clicks come as often as the model says, by place and by taste", () => {
  const random = new Random(5);
  const counts = [0, 0, 0];
  for (let n = 0; n < 20_000; n++)
    for (const film of clicked([0, 1, 2], (f) => [1, 1, 3][f] ?? 0, 1, 0.5, random))
      counts[film] = (counts[film] ?? 0) + 1;
  const expected = [0.5, 0.5 * 2 ** -0.5, 0.75 * 3 ** -0.5];
  for (const [i, n] of counts.entries())
    assert.ok(Math.abs(n / 20_000 - (expected[i] ?? 0)) < 0.012, `${i}: ${n}`);
});

test("arms are of one size, by chance, and follow from the seed", () => {
  const drawn = assignment(1, 1000);
  assert.equal(drawn.filter((arm) => arm === "hearth").length, 500);
  const first = drawn.filter((arm, i) => i % 2 === 0 && arm === "hearth").length;
  assert.ok(first > 200 && first < 300, String(first));
  assert.deepEqual(drawn, assignment(1, 1000));
  assert.notDeepEqual(drawn, assignment(2, 1000));
  assert.deepEqual(assignment(1, 600), drawn.slice(0, 600));
});

test("seeds of visitors and of kinds of draws differ", () => {
  const seeds = new Set<number>();
  for (let i = 0; i < 1000; i++) for (let draw = 1; draw < 5; draw++) seeds.add(seedOf(7, i, draw));
  assert.equal(seeds.size, 4000);
});

test("equal trials give equal outcomes, another seed gives others", () => {
  const run = (seed: number) =>
    finish(experiment(films, { ...trial, seed }, { hearth: obscure, popularity: popular }));
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1), run(2));
});

test("a person is the same whoever ranks and whoever came before", () => {
  const times = (order: number[], rank: Ranker) => {
    const people = new People(films, trial);
    const found = new Map<number, string>();
    for (const i of order) {
      const seen: number[] = [];
      people.live(i, rank, (_, time, visitor) => seen.push(time, ...visitor.pull.subarray(0, 5)));
      found.set(i, `${seen[0]} ${seen.slice(1, 6)}`);
    }
    return order.toSorted((a, b) => a - b).map((i) => found.get(i));
  };
  assert.deepEqual(times([0, 1, 2, 3], popular), times([3, 1, 0, 2], obscure));
});

test("nobody is shown what they have seen, slates are full, and all that is shown is counted", () => {
  const people = new People(films, trial);
  for (let i = 0; i < 20; i++)
    people.live(i, popular, (slate, _, { seen }) => {
      assert.equal(new Set(slate).size, choice.length);
      assert.ok(slate.every((film) => !seen.has(film)));
    });
  const world = { ...labSettings, visits: 3 };
  const { hearth } = finish(experiment(films, { ...trial, world }, { hearth: popular, popularity: popular }));
  const slates = hearth.outcomes.reduce((n, { visits }) => n + visits.flat().length, 0);
  assert.equal(
    hearth.exposure.reduce((a, b) => a + b),
    slates * choice.length,
  );
});

test("A against A: about one seed in twenty finds a difference that is not there", () => {
  let found = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const groups = finish(experiment(films, { ...trial, seed }, { hearth: popular, popularity: popular }));
    if (verdict(liftOf(groups, seed)) !== "undecided") found++;
  }
  assert.ok(found <= 5, `${found} of 40`);
});

test("a ranker that shows what nobody wants loses", () => {
  const groups = finish(experiment(films, trial, { hearth: obscure, popularity: popular }));
  assert.equal(verdict(liftOf(groups)), "lost");
});

test("where every look follows from the last, who shows what follows is clicked more than popularity", () => {
  const world = { ...labSettings, follow: 1, visits: 1, filmsPerVisit: 2 };
  const last = { film: 0 };
  const alike: Ranker = () => ({
    slate: (_, seen) => films.map((_, i) => i).filter((i) => !seen.has(i) && i % 40 === last.film % 40),
    observe: (events) => {
      last.film = Number(events[0]?.item.slice(5));
    },
  });
  const within = (rank: Ranker) => {
    const people = new People(films, { ...trial, world });
    return ratio(withinOf(Array.from({ length: 60 }, (_, i) => people.live(i, rank, () => undefined))));
  };
  const rates = [within(alike), within(popular)] as const;
  assert.ok(rates[0] > 1.2 * rates[1], String(rates));
});

/** Knows every taste: the films of greatest weight. The visitor is the one to whom the last slate was shown. */
function oracle(people: { current?: Float64Array }): Ranker {
  const slate = (_: number, seen: ReadonlySet<number>) => {
    const weights = people.current ?? new Float64Array(films.length);
    const free = films.map((_, i) => i).filter((i) => !seen.has(i));
    return free.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0)).slice(0, choice.length);
  };
  return () => ({ slate, observe: () => undefined });
}

test("whoever knows the tastes wins over popularity where there are tastes, and cannot where fame is all", () => {
  const rate = (world: typeof labSettings, knowing: boolean) => {
    const people = new People(films, { ...trial, world });
    const known: { current?: Float64Array } = {};
    return Array.from({ length: 60 }, (_, i) => {
      const outcome = people.live(i, knowing ? oracle(known) : popular, (_, __, { weights }) => {
        known.current = weights;
      });
      return outcome.visits
        .flat()
        .slice(1)
        .reduce((a, b) => a + b, 0);
    }).reduce((a, b) => a + b, 0);
  };
  assert.ok(rate(labSettings, true) > 1.1 * rate(labSettings, false));
  assert.equal(rate(fameSettings, true), rate(fameSettings, false));
});

test("the Lab's world is not the pack's", () => {
  for (const key of [
    "seed",
    "fame",
    "genre",
    "director",
    "era",
    "genreSpread",
    "eraWidth",
    "follow",
    "moods",
  ] as const)
    assert.notDeepEqual(labSettings[key], packSettings[key], key);
});

// With the module itself, and a pack of the conformance traces: its items are taken for films.

const wasm = new URL("../../../wasm/", import.meta.url);
const engine = await load(new URL("engine.wasm", wasm));
const bytes = readFileSync(new URL("conformance/testdata/shop.pack", wasm));
await engine.openPack(bytes);
const stocked: SimulatedFilm[] = engine
  .restore()
  .recommend({ n: 1000 })
  .items.map(({ id }, i) => ({
    id,
    title: id,
    year: 1950 + i,
    genre: genres[i % 5] ?? "",
    votes: Math.round(100_000 / (i + 1)),
  }));
const few = { ...choice, length: 4, choosy: 4 };

test("the module ranks for visitors one after another, and nothing of one is left for the next", () => {
  const rank = hearth(engine, stocked, few.length);
  const now = Date.parse("2026-06-15T20:00:00Z");
  const fresh = rank(now).slate(now, new Set());
  const shelf = rank(now);
  const event = { person: "v1", item: stocked[0]?.id ?? "", type: "like", time: now } as const;
  shelf.observe([event], now);
  const after = shelf.slate(now, new Set([0]));
  assert.ok(!after.includes(0), "what was seen is hidden");
  assert.notDeepEqual(after, fresh);
  assert.deepEqual(rank(now).slate(now, new Set()), fresh);
  assert.deepEqual(newcomer(engine, stocked, few.length)(now).slate(now, new Set()), fresh);
});

test("where fame is all, the module does not claim to win", () => {
  const world = { ...fameSettings, visits: 4 };
  for (const seed of [1, 2, 3]) {
    const groups = finish(
      experiment(
        stocked,
        { world, choice: few, seed, visitors: 100 },
        { hearth: hearth(engine, stocked, few.length), popularity: popularity(stocked, few.length) },
      ),
    );
    assert.notEqual(verdict(liftOf(groups)), "won", `seed ${seed}`);
  }
});

async function dialReport(): Promise<DialReport> {
  const other = await load(engine.module);
  await other.openPack(bytes);
  const world = { ...labSettings, visits: 3 };
  const steps = dialTrial(
    stocked,
    { world, choice: few, seed: 1, visitors: 12 },
    {
      at: (dial) => hearth(engine, stocked, few.length, { dial }),
      newcomer: newcomer(other, stocked, few.length),
      popularity: popularity(stocked, few.length),
    },
  );
  let lives = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) {
      assert.equal(lives, livesOf(12));
      return step.value;
    }
    assert.equal(step.value, ++lives);
  }
}

test("with the dial at 0 everybody gets what a newcomer gets, and the same visitors are asked at each position", async () => {
  const { points } = await dialReport();
  assert.deepEqual(
    points.map(({ dial }) => dial),
    [...positions],
  );
  assert.deepEqual(points[0]?.generic, { value: 1, low: 1, high: 1 });
  assert.ok((points.at(-1)?.generic.value ?? 1) < 1);
});

test("films that two slates share", () => {
  assert.equal(overlap([1, 2, 3], [3, 4, 1]), 2);
  assert.equal(overlap([], [1]), 0);
});

test("a visitor of the generator, let in by hand, is the one that it draws", () => {
  const [a, b] = [new Visitors(films, labSettings), new Visitors(films, labSettings)];
  const taste = b.person();
  const visitor = b.enter("p1", taste);
  const byHand = b.times(taste).flatMap((time) => [...b.visit(visitor, time)]);
  assert.deepEqual([...a.visitor("p1")], byHand);
});
