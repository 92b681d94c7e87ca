// The visit: asks the Hearth for slates, says what the person did, and tells pages when either has changed.

import type { Hearth, Slate } from "@hearthrank/sdk";
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
/** The purposes that the demo asks for: `looks` for what is opened and kept, `taste` for likes and dislikes. */
export const purposeOf = { like: "taste", dislike: "taste", watchlist: "looks" } as const;

/** One visit to the demo. */
export class Session {
  readonly hearth: Hearth;
  readonly #films: ReadonlyMap<string, Film>;
  readonly #popular: readonly string[];
  readonly #frame: (then: () => void) => void;
  readonly #listeners = new Set<() => void>();
  #picture: Promise<Picture> | undefined;
  #person: Promise<Person> | undefined;
  #hour = Number.NaN;
  #waiting = false;
  #queue: Promise<unknown> = Promise.resolve();

  /** Begins to listen. `popular` are the most popular films, best first. `frame` calls back once, before the next frame is painted. */
  constructor(
    hearth: Hearth,
    films: ReadonlyMap<string, Film>,
    popular: readonly string[],
    frame: (then: () => void) => void = (then) => requestAnimationFrame(then),
  ) {
    this.hearth = hearth;
    this.#films = films;
    this.#popular = popular;
    this.#frame = frame;
    hearth.on("change", () => this.#changed());
    hearth.on("purge", () => this.#changed());
  }

  /** Calls back once a frame in which something changed, in this tab or another. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What the shelves are made of; asked for once, until something changes, an hour begins, or the answer was an error. */
  picture(): Promise<Picture> {
    if (this.#picture && this.#hour === hourOf(Date.now())) return this.#picture;
    this.#hour = hourOf(Date.now());
    const asked = this.#ask();
    this.#picture = asked;
    asked.catch(() => {
      if (this.#picture === asked) this.#picture = undefined;
    });
    return asked;
  }

  /** What the device holds about the person. */
  person(): Promise<Person> {
    if (this.#person) return this.#person;
    const asked = this.hearth.profile().then((profile) => personOf(profile, this.#films));
    this.#person = asked;
    asked.catch(() => {
      if (this.#person === asked) this.#person = undefined;
    });
    return asked;
  }

  /** Tells the listeners when an hour has begun since the shelves were asked for. */
  look(): void {
    if (this.#picture && this.#hour !== hourOf(Date.now())) this.#changed();
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

  /** The popular films without those that the person has seen or blocked: the engine leaves them out. */
  #rankPopular(): Promise<Slate> {
    return this.hearth.rank({ candidates: [...this.#popular], reasons: -1, seen: "hide" });
  }

  /** Says that the person likes, dislikes or keeps a film, or no longer does. What is pressed quickly is done in its order. */
  toggle(deed: Deed, id: string): Promise<Outcome> {
    const done = this.#queue.then(() => this.#toggle(deed, id));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #toggle(deed: Deed, id: string): Promise<Outcome> {
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

/** The local hour that a time falls into. */
function hourOf(time: number): number {
  return new Date(time).setMinutes(0, 0, 0);
}
