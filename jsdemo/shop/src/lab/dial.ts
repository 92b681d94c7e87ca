// The dial's trade: at each position, how often simulated visitors click, and how much of their slates any newcomer would get.

import type { SimulatedFilm } from "../simulate/visitors.ts";
import type { Ranker, Shelf } from "./arms.ts";
import { type Outcome, People, type Shown, type Trial } from "./experiment.ts";
import { clicksOf, type Estimate, estimate, type Pair } from "./statistics.ts";

/** The dial's positions that the Lab tries. */
export const positions = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] as const;

/** What came of one position. */
export interface DialPoint {
  dial: number;
  /** Clicks a slate. */
  rate: Estimate;
  /** Share of a slate's films that a device without history would have shown in that moment. */
  generic: Estimate;
}

/** All positions, and popularity's clicks a slate among the same visitors. */
export interface DialReport {
  points: DialPoint[];
  popularity: Estimate;
}

/** The rankers of the dial's trial. */
export interface DialRankers {
  at(dial: number): Ranker;
  newcomer: Ranker;
  popularity: Ranker;
}

/**
 * Lets the same visitors live once with popularity and once at each position; each step is one life, and gives how many are
 * done. Positions are compared on equal people, so that they differ by the dial alone.
 */
export function* dialTrial(
  films: readonly SimulatedFilm[],
  trial: Trial,
  rankers: DialRankers,
): Generator<number, DialReport> {
  const people = new People(films, trial);
  let done = 0;
  const outcomes: Outcome[] = [];
  for (let i = 0; i < trial.visitors; i++) {
    outcomes.push(people.live(i, rankers.popularity, () => undefined));
    yield ++done;
  }
  const points: DialPoint[] = [];
  for (const dial of positions) {
    const position = new Position(people, rankers.at(dial), rankers.newcomer);
    for (let i = 0; i < trial.visitors; i++) {
      position.live(i);
      yield ++done;
    }
    points.push(position.point(dial, trial.seed));
  }
  return { points, popularity: estimate(clicksOf(outcomes), trial.seed) };
}

/** How many lives a trial with so many visitors takes. */
export function livesOf(visitors: number): number {
  return visitors * (positions.length + 1);
}

/** All visitors at one position of the dial. */
class Position {
  readonly #people: People;
  readonly #rank: Ranker;
  readonly #newcomer: Ranker;
  readonly #outcomes: Outcome[] = [];
  readonly #shared: Pair[] = [];

  constructor(people: People, rank: Ranker, newcomer: Ranker) {
    this.#people = people;
    this.#rank = rank;
    this.#newcomer = newcomer;
  }

  live(i: number): void {
    let generic: Shelf | undefined;
    let [shared, shown] = [0, 0];
    const compare: Shown = (slate, time, { seen }) => {
      generic ??= this.#newcomer(time);
      shared += overlap(slate, generic.slate(time, seen));
      shown += slate.length;
    };
    this.#outcomes.push(this.#people.live(i, this.#rank, compare));
    this.#shared.push([shared, shown]);
  }

  point(dial: number, seed: number): DialPoint {
    return {
      dial,
      rate: estimate(clicksOf(this.#outcomes), seed),
      generic: estimate(this.#shared, seed),
    };
  }
}

/** How many films two slates share. */
export function overlap(a: readonly number[], b: readonly number[]): number {
  const other = new Set(b);
  return a.filter((film) => other.has(film)).length;
}
