// How long one element of a page was to be seen: stretches of time, between which it or the whole page was out of sight.

import type { EventInput } from "./types.js";

/** What an element on the page says about itself. */
export interface Marked {
  /** The catalogue's id of the item. */
  readonly item: string;
  /** The element is the item's own page, not a tile that leads there. */
  readonly view: boolean;
}

/** The time in sight of one element in one page view. Times are milliseconds of one clock. */
export class Exposure {
  readonly marked: Marked;
  /** Whether the viewport shows the element, be the page visible or not. */
  inSight = false;
  /** Whether what is to be recorded of this exposure was. */
  reported = false;
  /** What is recorded of the present or last stretch, with what the markup said when it began; undefined before the first. */
  event: EventInput | undefined;
  /** The timer that ends a long stretch. */
  timer = 0;
  #since: number | undefined;
  #before = 0;

  /** Begins one that was not in sight yet. */
  constructor(marked: Marked) {
    this.marked = marked;
  }

  /** Whether a stretch is running. */
  get running(): boolean {
    return this.#since !== undefined;
  }

  /** Begins a stretch, of which this is to be recorded. */
  start(now: number, event: EventInput): void {
    this.#since ??= now;
    this.event = event;
  }

  /** Ends the stretch, which counts into the total. */
  stop(now: number): void {
    this.#before = this.total(now);
    this.#since = undefined;
  }

  /** How long the present stretch is, 0 when none is running. A clock that goes back counts nothing. */
  stretch(now: number): number {
    return this.#since === undefined ? 0 : Math.max(0, now - this.#since);
  }

  /** How long all stretches are together. */
  total(now: number): number {
    return this.#before + this.stretch(now);
  }
}
