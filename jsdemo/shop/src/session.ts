// The visit: engine, device and what the page remembers of the events so that they can be listed and forgotten.

import type { Device, Engine, Explained, Slate } from "@hearthrank/sdk";

/** What a visitor can do with a film. */
export type Deed = "view" | "like" | "dislike";

/** An event that the device holds. */
export interface Held {
  ref: number;
  type: Deed;
  item: string;
  time: number;
}

/** A slate, when it was computed and how long that took. */
export interface Ranking {
  slate: Slate;
  now: number;
  milliseconds: number;
}

/** One visit. Before {@link Session.personalise} nothing is recorded. */
export class Session {
  readonly #engine: Engine;
  readonly #clock: () => number;
  #device: Device;
  #held: Held[] = [];
  #personal = false;
  #now: number;

  /** Begins a visit without any grant. */
  constructor(engine: Engine, clock: () => number = Date.now) {
    this.#engine = engine;
    this.#clock = clock;
    this.#now = clock();
    this.#device = engine.restore({ now: this.#now });
  }

  /** Whether the visitor has asked for personalisation. */
  get personal(): boolean {
    return this.#personal;
  }

  /** The events held, latest first. */
  get held(): readonly Held[] {
    return this.#held.toReversed();
  }

  /** Grants the purpose `rank`: from now on what the visitor does is recorded. */
  personalise(): void {
    this.#restart(["rank"]);
  }

  /** Ends personalisation: the device's state is wiped and nothing more is recorded. */
  stop(): void {
    this.#restart([]);
  }

  #restart(grants: string[]): void {
    this.#device = this.#engine.restore({ grants, now: this.#tick() });
    this.#held = [];
    this.#personal = grants.length > 0;
  }

  /** Records a deed. False when nothing was recorded, because personalisation is off. */
  observe(type: Deed, item: string): boolean {
    const time = this.#tick();
    const [ref = 0] = this.#device.observe({ type, item, time }, { now: time }).refs;
    if (ref === 0) return false;
    this.#held.push({ ref, type, item, time });
    return true;
  }

  /** The visitor's latest like or dislike of a film, if it is held. */
  opinion(item: string): Held | undefined {
    return this.#held.findLast((event) => event.item === item && event.type !== "view");
  }

  /** Forgets one event. */
  forget(ref: number): void {
    this.#device.forget({ events: [ref], now: this.#tick() });
    this.#held = this.#held.filter((event) => event.ref !== ref);
  }

  /** Forgets all events. */
  forgetAll(): void {
    this.#device.forget({ all: true, now: this.#tick() });
    this.#held = [];
  }

  /** The first n films of the whole catalogue for now, without those of the history. */
  recommend(n: number): Ranking {
    const now = this.#tick();
    const start = performance.now();
    const slate = this.#device.recommend({ n, reasons: -1, seen: "hide", now });
    return { slate, now, milliseconds: performance.now() - start };
  }

  /** Where a film stands among all, and why, at the time of the last change or ranking. */
  explain(item: string): { explained: Explained; eligible: number } {
    const reply = this.#device.explain({ items: [item], reasons: -1, seen: "hide", now: this.#now });
    const [explained] = reply.items;
    if (!explained) throw new Error(`the module said nothing about ${item}`);
    return { explained, eligible: reply.eligible };
  }

  /** Bytes of the device's log. */
  logBytes(): number {
    return this.#device.stats({ now: this.#now }).logBytes;
  }

  /** The present; never earlier than the call before. */
  #tick(): number {
    this.#now = Math.max(this.#now, this.#clock());
    return this.#now;
  }
}
