// The rankers that the Lab compares: Hearth's module on a simulated device, and the order of popularity.

import type { Device, Engine } from "@hearthrank/sdk";
import type { SimulatedEvent, SimulatedFilm } from "../simulate/visitors.ts";

/** The two arms of the experiment. */
export const arms = ["hearth", "popularity"] as const;
export type Arm = (typeof arms)[number];

/** What ranks for one simulated visitor. Films are indexes into the catalogue. */
export interface Shelf {
  /** The films to show at a time, best first, none of those that the visitor has seen. */
  slate(time: number, seen: ReadonlySet<number>): number[];
  /** Tells what the visitor did. */
  observe(events: readonly SimulatedEvent[], now: number): void;
}

/** Makes the shelf of a visitor who comes for the first time at `now`. */
export type Ranker = (now: number) => Shelf;

/** Orders by votes, the same for everybody but what they have seen; equal votes by id. */
export function popularity(films: readonly SimulatedFilm[], length: number): Ranker {
  const order = films.map((_, i) => i).sort((a, b) => byVotes(films[a], films[b]));
  const slate = (_: number, seen: ReadonlySet<number>) => firstUnseen(order, seen, length);
  return () => ({ slate, observe: () => undefined });
}

function byVotes(a: SimulatedFilm | undefined, b: SimulatedFilm | undefined): number {
  return (b?.votes ?? 0) - (a?.votes ?? 0) || ((a?.id ?? "") < (b?.id ?? "") ? -1 : 1);
}

function firstUnseen(order: readonly number[], seen: ReadonlySet<number>, length: number): number[] {
  const slate: number[] = [];
  for (const film of order) {
    if (slate.length === length) break;
    if (!seen.has(film)) slate.push(film);
  }
  return slate;
}

/** How Hearth ranks in the Lab. */
export interface HearthOptions {
  /** 0 to 100: how far the history counts; default: as it is without an order, 100. */
  dial?: number | undefined;
  /** Called around every `recommend`. */
  timed?: (<T>(call: () => T) => T) | undefined;
}

const plain = <T>(call: () => T): T => call();

/**
 * Hearth with an open pack: each visitor is a device of its own, which has said yes to every purpose of the pack and ranks from
 * what it observed of this visitor alone. What was seen is left out by the request, as popularity leaves it out: with the dial
 * at 0 the module does not look into the history even for that.
 */
export function hearth(
  engine: Engine,
  films: readonly SimulatedFilm[],
  length: number,
  { dial, timed = plain }: HearthOptions = {},
): Ranker {
  const index = new Map(films.map((film, i) => [film.id, i]));
  return (now) => {
    const device = engine.restore({ grants: ["all"], now, offset: 0 });
    if (dial !== undefined) device.order({ set: [{ kind: "dial", amount: dial }], now, offset: 0 });
    return {
      slate: (time, seen) => {
        const request = { n: length, exclude: idsOf(seen, films), now: time, offset: 0 };
        return indexes(
          timed(() => device.recommend(request)),
          index,
        );
      },
      observe: (events, at) => observe(device, events, at),
    };
  };
}

/** What Hearth would show a device that has no history: without any grant, only the films seen are left out. */
export function newcomer(engine: Engine, films: readonly SimulatedFilm[], length: number): Ranker {
  const index = new Map(films.map((film, i) => [film.id, i]));
  return (begin) => {
    const device = engine.restore({ now: begin, offset: 0 });
    const slate = (now: number, seen: ReadonlySet<number>) => {
      return indexes(device.recommend({ n: length, exclude: idsOf(seen, films), now, offset: 0 }), index);
    };
    return { slate, observe: () => undefined };
  };
}

function idsOf(seen: ReadonlySet<number>, films: readonly SimulatedFilm[]): string[] {
  return [...seen].map((film) => films[film]?.id ?? "");
}

function indexes(slate: { items: { id: string }[] }, index: ReadonlyMap<string, number>): number[] {
  return slate.items.map(({ id }) => index.get(id)).filter((film) => film !== undefined);
}

function observe(device: Device, events: readonly SimulatedEvent[], now: number): void {
  const list = events.map(({ type, item, time }) => ({ type, item, time, offset: 0 }));
  device.observe(list, { now, offset: 0 });
}
