// The experiment: simulated visitors are divided between two rankers by chance, and what they click is counted.

import { Random } from "../simulate/random.ts";
import type { Settings } from "../simulate/settings.ts";
import { type SimulatedFilm, type Visitor, Visitors } from "../simulate/visitors.ts";
import { type Arm, arms, type Ranker, type Shelf } from "./arms.ts";
import { type Choice, clicked, threshold } from "./choice.ts";

/** What is tried. Equal trials with equal rankers give equal outcomes. */
export interface Trial {
  world: Settings;
  choice: Choice;
  seed: number;
  visitors: number;
}

/** What one visitor did. */
export interface Outcome {
  /** Clicks on each slate of each visit, in the order of time; the first slate of a visit is shown on arrival. */
  visits: number[][];
  likes: number;
}

/** The outcomes of one arm, and how often each film was on a slate. */
export interface Group {
  outcomes: Outcome[];
  exposure: Uint32Array;
}

/** Called with every slate, when it is shown. */
export type Shown = (slate: readonly number[], time: number, visitor: Visitor) => void;

/** The draws of a visitor, each with a seed of its own: tastes and times, what they do, what they click, their arm. */
const draws = { taste: 1, conduct: 2, click: 3, arm: 4 } as const;

/** A seed for one kind of draw of one visitor (the mixing step of MurmurHash3, Appleby 2011). */
export function seedOf(seed: number, visitor: number, draw: number): number {
  let h = Math.imul(seed ^ Math.imul(visitor + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(draw, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The arm of each visitor, in the order in which they come: of every two, a coin decides which goes where (permuted
 * blocks), so that arms are of one size.
 */
export function assignment(seed: number, visitors: number): Arm[] {
  return Array.from({ length: visitors }, (_, i) => {
    const heads = new Random(seedOf(seed, i >> 1, draws.arm)).chance(0.5);
    return arms[heads === (i % 2 === 0) ? 0 : 1];
  });
}

/** A visitor's time with a shelf. */
interface Stay {
  readonly visitor: Visitor;
  readonly shelf: Shelf;
  readonly shown: Shown;
  readonly outcome: Outcome;
  /** The weight at which a film is clicked half the time. */
  readonly limit: number;
  readonly random: Random;
  now: number;
}

/** The people of a trial. The same number is the same person, whoever ranks for them. */
export class People {
  readonly #world: Visitors;
  readonly #films: readonly SimulatedFilm[];
  readonly #trial: Trial;

  /** Prepares the world. */
  constructor(films: readonly SimulatedFilm[], trial: Trial) {
    this.#films = films;
    this.#trial = trial;
    this.#world = new Visitors(films, trial.world);
  }

  /**
   * Lets person i live. At each step of a visit they want something, are shown a slate, and click or not; who clicks nothing
   * looks for a film without the shelf. The shelf is told of all looks and opinions.
   */
  live(i: number, rank: Ranker, shown: Shown): Outcome {
    const { seed } = this.#trial;
    this.#world.reseed(seedOf(seed, i, draws.taste));
    const taste = this.#world.person();
    const times = this.#world.times(taste);
    const visitor = this.#world.enter(`v${i + 1}`, taste);
    this.#world.reseed(seedOf(seed, i, draws.conduct));
    return this.#visits(visitor, times, rank(times[0] ?? 0), shown, seedOf(seed, i, draws.click));
  }

  #visits(visitor: Visitor, times: number[], shelf: Shelf, shown: Shown, seed: number): Outcome {
    const outcome: Outcome = { visits: [], likes: 0 };
    const limit = threshold(visitor, this.#trial.choice);
    const stay: Stay = { visitor, shelf, shown, outcome, limit, random: new Random(seed), now: 0 };
    for (const time of times) this.#visit(stay, Math.max(stay.now, time));
    return outcome;
  }

  /** One visit: as many slates as it has films, the first on arrival, each other one after a look. */
  #visit(stay: Stay, time: number): void {
    const { visitor, outcome } = stay;
    const mood = this.#world.begin(visitor, time);
    const clicks: number[] = [];
    outcome.visits.push(clicks);
    stay.now = time;
    let last: number | undefined;
    for (let n = this.#world.looks(); n > 0; n--) {
      const wanted = this.#world.following(visitor, last);
      const found = this.#clicks(stay, mood, wanted);
      clicks.push(found.length);
      const own = found.length > 0 ? undefined : this.#world.choose(visitor, mood, wanted);
      const looks = own === undefined ? found : [own];
      for (const film of looks) this.#look(stay, film);
      last = looks.at(-1) ?? last;
    }
  }

  /** Shows a slate, and gives the films that are clicked. */
  #clicks(
    { visitor, shelf, shown, limit, random, now }: Stay,
    mood: Float64Array,
    wanted: readonly number[],
  ): number[] {
    const slate = shelf.slate(now, visitor.seen);
    shown(slate, now, visitor);
    const weight = (film: number) => (visitor.weights[film] ?? 0) * (mood[film] ?? 0);
    const { decay } = this.#trial.choice;
    if (wanted.length === 0) return clicked(slate, weight, limit, decay, random);
    const best = Math.max(...wanted.map(weight));
    return clicked(slate, (film) => (wanted.includes(film) ? weight(film) : 0), best, decay, random);
  }

  #look(stay: Stay, film: number): void {
    const events = [...this.#world.look(stay.visitor, film, stay.now)];
    stay.outcome.likes += events.filter((event) => event.type === "like").length;
    stay.now += this.#world.pause();
    stay.shelf.observe(events, stay.now);
  }

  /** An empty group of this catalogue. */
  group(): Group {
    return { outcomes: [], exposure: new Uint32Array(this.#films.length) };
  }
}

/** Counts what is shown. */
export function exposes(group: Group): Shown {
  return (slate) => {
    for (const film of slate) group.exposure[film] = (group.exposure[film] ?? 0) + 1;
  };
}

/** Runs the experiment; each step is one visitor, and gives how many are done. */
export function* experiment(
  films: readonly SimulatedFilm[],
  trial: Trial,
  rankers: Record<Arm, Ranker>,
): Generator<number, Record<Arm, Group>> {
  const people = new People(films, trial);
  const groups = { hearth: people.group(), popularity: people.group() };
  for (const [i, arm] of assignment(trial.seed, trial.visitors).entries()) {
    groups[arm].outcomes.push(people.live(i, rankers[arm], exposes(groups[arm])));
    yield i + 1;
  }
  return groups;
}
