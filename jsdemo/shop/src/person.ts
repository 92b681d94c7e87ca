// What the device holds about the person, as the pages ask for it: opinions, watchlist, what is known and what is blocked.

import type { Held, Profile, PurposeStatus } from "@hearthrank/sdk";
import type { Film } from "./film.ts";
import { decisions } from "./own/decisions.ts";

/** What a person can say about a film; each is a type of event. */
export type Deed = "like" | "dislike" | "watchlist";

/** The person, as far as the device knows them. */
export interface Person {
  purposes: readonly PurposeStatus[];
  /** They have decided something: from then on orders are kept; before, they hold for the visit. */
  decided: boolean;
  /** Some order changes the lists: a film is blocked, or the dial moved. */
  steers: boolean;
  /** Global Privacy Control is present. */
  signal: boolean;
  /** Refs of the events by which a film was liked, disliked or put on the watchlist. */
  refs: Readonly<Record<Deed, ReadonlyMap<string, readonly number[]>>>;
  /** Films that something was done with, the latest first, and the type of what was done last. */
  recent: readonly { id: string; type: string }[];
  /** Genres of those films. */
  genres: ReadonlySet<string>;
  /** Films that must not be shown. */
  blocked: ReadonlySet<string>;
}

/** The person of a profile. */
export function personOf(profile: Profile, films: ReadonlyMap<string, Film>): Person {
  const events = profile.events.filter((event) => event.used && event.item !== undefined);
  const recent = latest(events);
  const genres = recent.map(({ id }) => films.get(id)?.genre).filter((genre) => genre !== undefined);
  const blocks = profile.controls.filter(({ kind, field }) => kind === "block" && !field);
  return {
    purposes: profile.purposes,
    decided: decisions(profile) > 0,
    steers: profile.controls.length > 0,
    signal: profile.signal,
    refs: {
      like: refs(events, "like"),
      dislike: refs(events, "dislike"),
      watchlist: refs(events, "watchlist"),
    },
    recent,
    genres: new Set(genres),
    blocked: new Set(blocks.map(({ value = "" }) => value)),
  };
}

function refs(events: readonly Held[], type: Deed): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { type: of, item = "", ref } of events)
    if (of === type) found.set(item, [...(found.get(item) ?? []), ref]);
  return found;
}

/** Films by their latest event; time spent with a film says nothing that looking at it did not. */
function latest(events: readonly Held[]): { id: string; type: string }[] {
  const found = new Map<string, { id: string; type: string; time: number }>();
  for (const { item = "", type, time } of events) {
    if (type === "dwell" || (found.get(item)?.time ?? -1) > time) continue;
    found.delete(item);
    found.set(item, { id: item, type, time });
  }
  return [...found.values()].sort((a, b) => b.time - a.time).map(({ id, type }) => ({ id, type }));
}
