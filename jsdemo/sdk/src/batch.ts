// Hands events over in batches, at most one an animation frame, so that a page that scrolls is not held up.

import type { EventInput } from "./types.js";

/** Where the frames come from: a window. */
export type Frames = Pick<Window, "requestAnimationFrame" | "cancelAnimationFrame">;

/** Events that wait for the next frame. */
export class Batch {
  readonly #frames: Frames;
  readonly #send: (events: EventInput[]) => void;
  #queue: EventInput[] = [];
  #frame = 0;
  #sent = false;

  /** Makes an empty batch; `send` gets what has gathered, never an empty list. */
  constructor(frames: Frames, send: (events: EventInput[]) => void) {
    this.#frames = frames;
    this.#send = send;
  }

  /** Adds an event, to go with the next frame. */
  add(event: EventInput): void {
    this.#queue.push(event);
    this.#schedule();
  }

  /** Adds an event that may be the page's last: it goes at once, unless this frame has had its batch. */
  addUrgent(event: EventInput): void {
    this.add(event);
    if (!this.#sent) this.flush();
  }

  /** Hands over what has gathered, without waiting: the page is being left. */
  flush(): void {
    if (this.#queue.length === 0) return;
    this.#sent = true;
    this.#schedule();
    this.#send(this.#queue.splice(0));
  }

  /** Hands over what has gathered and waits for no more frames. */
  close(): void {
    this.flush();
    this.#frames.cancelAnimationFrame(this.#frame);
  }

  #schedule(): void {
    this.#frame ||= this.#frames.requestAnimationFrame(() => this.#tick());
  }

  #tick(): void {
    this.#frame = 0;
    this.#sent = false;
    this.flush();
  }
}
