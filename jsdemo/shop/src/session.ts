// The visit: asks the Hearth for slates, says what the person did, and tells pages when either has changed.

import type { Contribution, Hearth } from "@hearthrank/sdk";
import type { Film } from "./film.ts";
import { type Deed, type Person, personOf } from "./person.ts";
import type { Answers } from "./shelves.ts";

/** The slate of a moment, and how long it took from the question to the answer, in ms. */
export interface Picture extends Answers {
  now: number;
  took: number;
}

/** What came of a deed: it holds, it was taken back, or it was not recorded, for want of a yes or because of a no. */
export type Outcome = "done" | "undone" | "undecided" | "refused";

/** Films of the slate that the shelves choose from. */
const slateLength = 150;
/** Of so many films with the most votes the engine says which are the most popular. */
const candidates = 120;
const popularLength = 36;

/** The purposes that the demo asks for: `looks` for what is opened and kept, `taste` for likes and dislikes. */
export const purposeOf = { like: "taste", dislike: "taste", watchlist: "looks" } as const;

/** One visit to the demo. */
export class Session {
  readonly hearth: Hearth;
  readonly #films: ReadonlyMap<string, Film>;
  readonly #frame: (then: () => void) => void;
  readonly #listeners = new Set<() => void>();
  #popular: string[] | undefined;
  #finding = false;
  #picture: Promise<Picture> | undefined;
  #person: Promise<Person> | undefined;
  #waiting = false;

  /** Begins to listen. `frame` calls back once, before the next frame is painted. */
  constructor(
    hearth: Hearth,
    films: ReadonlyMap<string, Film>,
    frame: (then: () => void) => void = (then) => requestAnimationFrame(then),
  ) {
    this.hearth = hearth;
    this.#films = films;
    this.#frame = frame;
    hearth.on("change", () => this.#changed());
    hearth.on("purge", () => this.#changed());
  }

  /** Calls back once a frame in which something changed, in this tab or another. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What the shelves are made of; asked for once, until something changes or an hour begins. */
  picture(): Promise<Picture> {
    this.#picture ??= this.#ask();
    return this.#picture;
  }

  /** What the device holds about the person. */
  person(): Promise<Person> {
    this.#person ??= this.hearth.profile().then((profile) => personOf(profile, this.#films));
    return this.#person;
  }

  async #ask(): Promise<Picture> {
    const now = Date.now();
    const start = performance.now();
    const timed = this.hearth
      .recommend({ n: slateLength, reasons: -1, seen: "hide", now })
      .then((slate) => ({ slate, took: performance.now() - start }));
    const [{ slate, took }, popular, person] = await Promise.all([timed, this.#rankPopular(), this.person()]);
    return { slate, popular, person, now, took };
  }

  /** The popular films without those that the person has seen or blocked: the engine leaves them out. None at first, which is no reason to wait. */
  async #rankPopular(): Promise<Answers["popular"]> {
    if (this.#popular) return this.hearth.rank({ candidates: this.#popular, reasons: -1, seen: "hide" });
    void this.#findPopular();
    return { items: [], eligible: 0, personal: false };
  }

  /** Popularity is of the pack and the same for everybody, so it is asked for once. */
  async #findPopular(): Promise<void> {
    if (this.#finding) return;
    this.#finding = true;
    const famous = [...this.#films.values()].sort((a, b) => b.votes - a.votes).slice(0, candidates);
    const { items } = await this.hearth.rank({ candidates: famous.map(({ id }) => id), reasons: -1 });
    const score = new Map(items.map(({ id, reasons = [] }) => [id, popularity(reasons)]));
    const sorted = [...score].sort((a, b) => b[1] - a[1]);
    this.#popular = sorted.slice(0, popularLength).map(([id]) => id);
    this.#changed();
  }

  /** Says that the person likes, dislikes or keeps a film, or no longer does. */
  async toggle(deed: Deed, id: string): Promise<Outcome> {
    const { refs } = await this.person();
    const held = refs[deed].get(id);
    const other = deed === "watchlist" ? undefined : refs[deed === "like" ? "dislike" : "like"].get(id);
    const away = held ?? other;
    const forgotten = away && this.hearth.forget({ events: [...away] });
    const recorded = held ? undefined : this.hearth.observe({ type: deed, item: id });
    this.#changed(); // the engine takes calls in order, so the next slate has it already
    await forgotten;
    if (!recorded) return "undone";
    return (await recorded).recorded > 0 ? "done" : this.#whyNot(deed);
  }

  async #whyNot(deed: Deed): Promise<Outcome> {
    const { purposes } = await this.hearth.consent.state();
    const state = purposes.find(({ id }) => id === purposeOf[deed])?.state;
    return state === "denied" || state === "withdrawn" ? "refused" : "undecided";
  }

  /** Hides a film until that is taken back. It is an order, not evidence, and needs no yes; before one it holds for this visit. */
  async setBlocked(id: string, blocked: boolean): Promise<void> {
    const { feedback } = this.hearth;
    const done = blocked ? feedback.notInterested(id) : feedback.interestedAgain(id);
    this.#changed();
    await done;
  }

  /** Forgets what was answered and tells the listeners, once before the next frame. */
  #changed(): void {
    this.#picture = undefined;
    this.#person = undefined;
    if (this.#waiting) return;
    this.#waiting = true;
    this.#frame(() => {
      this.#waiting = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

function popularity(reasons: readonly Contribution[]): number {
  return reasons.find(({ kind }) => kind === "popularity")?.score ?? 0;
}
