// Which films are the most popular: asked of the engine once, when the demo is built, since a pack says the same to everybody.

import type { Ranked } from "@hearthrank/sdk";
import type { Film } from "./film.ts";
import { byScore, ofKind } from "./shelves.ts";

/** Of so many films with the most votes the engine says which are the most popular. */
const candidates = 120;
/** So many are kept: a shelf of them, and what takes the place of those that a person has seen or blocked. */
const kept = 36;

/** The films to ask the engine about: `rank({ candidates, reasons: -1 })`. */
export function famous(films: Iterable<Film>): string[] {
  const sorted = [...films].sort((a, b) => b.votes - a.votes);
  return sorted.slice(0, candidates).map(({ id }) => id);
}

/** The most popular of those that the engine has ranked, by the contribution of popularity alone. */
export function mostPopular(items: readonly Ranked[]): string[] {
  return byScore(items, ofKind("popularity"))
    .slice(0, kept)
    .map(({ id }) => id);
}
