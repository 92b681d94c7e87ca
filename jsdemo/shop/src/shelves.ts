// Which shelves the home page has, and which films stand on them: each follows from what the engine said of its slate.

import type { Contribution, Kind, Ranked, Slate } from "@hearthrank/sdk";
import type { Film } from "./film.ts";
import type { Person } from "./person.ts";

/** What a shelf is about. */
export type ShelfKind = "you" | "because" | "moment" | "fresh" | "popular" | "watchlist";

/** A shelf with its films, the first one first. */
export interface Shelf {
  kind: ShelfKind;
  /** The film that it follows from. */
  about?: { id: string; type: string };
  items: readonly Pick<Ranked, "id" | "reasons">[];
}

/** What the engine said, and about whom. */
export interface Answers {
  /** The first films of the catalogue for the person and the moment, with all reasons. */
  slate: Slate;
  /** The popular films that may be shown, with all reasons. */
  popular: Slate;
  person: Person;
}

/** Films on a shelf at most, and those below which a shelf is not worth its heading. */
export const shelfLength = 12;
const least = 4;
/** A part of what speaks for an item, below which it is no reason to name. */
const felt = 0.1;

/**
 * The shelves, the most personal first; for those of whom nothing is known, what is popular. No film stands on two of them, but that *Because you …* says again of films
 * *For you* what they are from, and that the watchlist is the person's own.
 *
 * The engine has one slate a moment, so the shelves are views of it: *For you* is its order. *Because you …* are the films with the
 * strongest contribution of that one film, if no other film of the history adds more to them. *Right for …* goes by the sum of the contributions of hour and weekday, which is what
 * the engine adds for context alone, at most three of a genre, since all films of one have nearly the same. *New to you* is the slate without the genres of the history. *Popular* goes by the
 * contribution of popularity, which is the same for everybody.
 */
export function shelves(answers: Answers, films: ReadonlyMap<string, Film>): Shelf[] {
  const { slate, popular, person } = answers;
  const taken = new Set<string>();
  const known = () => take(taken, { kind: "popular", items: byScore(popular.items, ofKind("popularity")) });
  const first: Shelf[] = slate.personal ? [] : [known()];
  const seeds = slate.personal ? reasonsFor(person) : [];
  const because = seeds.map((about) => becauseOf(slate, about, taken));
  const personal: Shelf[] = slate.personal ? [take(new Set(), { kind: "you", items: slate.items })] : [];
  for (const { id } of personal.flatMap(({ items }) => items)) taken.add(id);
  const left = slate.items.filter(({ id }) => !taken.has(id));
  const moment = take(taken, { kind: "moment", items: mixed(byScore(left, context), films) });
  const fresh: Shelf[] = slate.personal ? [take(taken, freshTo(person, slate, films))] : [];
  const last: Shelf[] = slate.personal ? [known()] : [];
  const all = [...first, ...personal, ...because, watchlist(person), moment, ...fresh, ...last];
  return all.filter(({ kind, items }) => items.length >= (kind === "watchlist" ? 1 : least));
}

/** The films that a shelf of their own may follow from: the two latest that the person did not dislike. */
function reasonsFor({ recent, refs }: Person): { id: string; type: string }[] {
  return recent.filter(({ id }) => !refs.dislike.has(id)).slice(0, 2);
}

/** The films to which no other film of the history adds more, and this one a part that can be felt. */
function becauseOf(slate: Slate, about: { id: string; type: string }, taken: Set<string>): Shelf {
  const ofIt = (reason: Contribution) => reason.kind === "item" && reason.item === about.id;
  const items = byScore(slate.items, ofIt).filter(({ reasons = [] }) => {
    const all = added(reasons);
    const its = all.get(about.id) ?? 0;
    return its === Math.max(...all.values()) && part(its, reasons) >= felt;
  });
  return take(taken, { kind: "because", about, items });
}

/** What each film of the history adds. */
function added(reasons: readonly Contribution[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { kind, item = "", score } of reasons)
    if (kind === "item") all.set(item, (all.get(item) ?? 0) + score);
  return all;
}

/** The part of a score in all that speaks for an item. */
function part(score: number, reasons: readonly Contribution[]): number {
  return score / sum(reasons.filter((reason) => reason.score > 0));
}

function freshTo({ genres }: Person, slate: Slate, films: ReadonlyMap<string, Film>): Shelf {
  const isNew = (id: string) => !genres.has(films.get(id)?.genre ?? "") && films.get(id)?.genre !== undefined;
  return { kind: "fresh", items: slate.items.filter(({ id }) => isNew(id)) };
}

/** The watchlist stands in the person's own order, the latest first. */
function watchlist({ refs, blocked }: Person): Shelf {
  const ids = [...refs.watchlist.keys()].reverse().filter((id) => !blocked.has(id));
  return { kind: "watchlist", items: ids.map((id) => ({ id })) };
}

/** The shelf with its first films that stand on no other. */
function take(taken: Set<string>, shelf: Shelf): Shelf {
  const items = shelf.items.filter(({ id }) => !taken.has(id)).slice(0, shelfLength);
  if (items.length >= least) for (const { id } of items) taken.add(id);
  return { ...shelf, items };
}

/** The items for which the reasons chosen speak, most strongly first. Equal ones stay in the order of the slate. */
export function byScore(items: readonly Ranked[], chosen: (reason: Contribution) => boolean): Ranked[] {
  const scored = items.map((item) => ({ item, score: sum(item.reasons?.filter(chosen) ?? []) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

/** The items with at most three of a genre, in their order. */
function mixed(items: readonly Ranked[], films: ReadonlyMap<string, Film>): Ranked[] {
  const count = new Map<string, number>();
  return items.filter(({ id }) => {
    const genre = films.get(id)?.genre ?? "";
    count.set(genre, (count.get(genre) ?? 0) + 1);
    return (count.get(genre) ?? 0) <= 3;
  });
}

function sum(reasons: readonly Contribution[]): number {
  return reasons.reduce((total, { score }) => total + score, 0);
}

/** Chooses the reasons of a kind. */
export function ofKind(kind: Kind): (reason: Contribution) => boolean {
  return (reason) => reason.kind === kind;
}

const context = ofKind("context");

/** Reasons that are the same for everybody, or for everybody at this moment. */
const common: ReadonlySet<Kind> = new Set(["popularity", "context", "freshness"]);

/**
 * The reason to tell on a card: what speaks most for the item of what the person did and said, for what is popular is so on all
 * cards; without any, what speaks most for it. The whole sum with its shares is behind "Why this?".
 */
export function tellingReason(reasons: readonly Contribution[] = []): Contribution | undefined {
  const own = strongest(reasons.filter(({ kind }) => !common.has(kind)));
  return own && part(own.score, reasons) >= felt ? own : strongest(reasons);
}

function strongest(reasons: readonly Contribution[]): Contribution | undefined {
  return reasons.reduce<Contribution | undefined>(
    (best, reason) => (reason.score > (best?.score ?? 0) ? reason : best),
    undefined,
  );
}
