// A page without a browser: happy-dom's document with a clock, frames and a viewport that the test moves.

import { type Document as HappyDocument, Window as HappyWindow } from "happy-dom";

type Callback = (entries: IntersectionObserverEntry[]) => void;
type Timer = { at: number; run: () => void };

const viewport = { width: 1000, height: 800 };

/** A document in a fake window. Time stands still until {@link Page.wait}. */
export class Page {
  readonly window = new HappyWindow({ url: "https://shop.example.com/" });
  /** Elements that the tracker has the browser watch. */
  readonly watched = new Set<Element>();
  /** Milliseconds since the page began. */
  now = 1000;
  /** Whether there is a mouse. */
  mouse = true;
  /** Frames that were drawn. */
  frames = 0;
  #callback: Callback = () => {};
  #timers = new Map<number, Timer>();
  #waiting = new Map<number, () => void>();
  #next = 1;
  #hidden = false;

  constructor(html: string) {
    this.window.document.body.innerHTML = html;
    const page = this;
    Object.assign(this.window, {
      IntersectionObserver: class {
        constructor(callback: Callback) {
          page.#callback = callback;
        }
        observe = (element: Element) => page.watched.add(element);
        unobserve = (element: Element) => page.watched.delete(element);
        disconnect = () => page.watched.clear();
      },
      matchMedia: () => ({ matches: this.mouse }),
      requestAnimationFrame: (run: () => void) => this.#add(this.#waiting, run),
      cancelAnimationFrame: (id: number) => this.#waiting.delete(id),
      setTimeout: (run: () => void, time: number) => this.#add(this.#timers, { at: this.now + time, run }),
      clearTimeout: (id: number) => this.#timers.delete(id),
    });
    Object.defineProperty(this.window, "performance", { value: { now: () => this.now } });
    Object.defineProperty(this.window.document, "hidden", { get: () => this.#hidden });
  }

  get document(): Document {
    return this.window.document as HappyDocument as unknown as Document;
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Frames that are waited for. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get(selector: string): Element {
    const element = this.document.querySelector(selector);
    if (!element) throw new Error(`no ${selector}`);
    return element;
  }

  /** Says which share of elements is in sight; `size` is that of the whole element, by default 100 × 100. */
  sight(selector: string | Element, share: number, size = { width: 100, height: 100 }): void {
    const target = typeof selector === "string" ? this.get(selector) : selector;
    if (!this.watched.has(target)) return;
    const intersectionRect = { width: size.width, height: size.height * share };
    const entry = {
      target,
      isIntersecting: share > 0,
      intersectionRatio: share,
      intersectionRect,
      rootBounds: viewport,
    };
    this.#callback([entry as unknown as IntersectionObserverEntry]);
  }

  /** Lets time pass, with timers and, where the page is visible, one frame at the end. */
  wait(time: number): void {
    const end = this.now + time;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, timer]) => timer.at <= end)
        .sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.now = Math.max(this.now, due[1].at);
      due[1].run();
    }
    this.now = end;
    this.frame();
  }

  frame(): void {
    if (this.#hidden) return;
    this.frames++;
    const runs = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const run of runs) run();
  }

  hide(hidden: boolean): void {
    this.#hidden = hidden;
    this.fire(this.document, "visibilitychange");
  }

  /** The page is left; `back` returns to it by the back/forward cache. */
  leave(): void {
    this.fire(this.window as unknown as EventTarget, "pagehide", { persisted: true });
    this.hide(true);
  }

  back(persisted = true): void {
    this.hide(false);
    this.fire(this.window as unknown as EventTarget, "pageshow", { persisted });
  }

  fire(target: EventTarget, type: string, more: object = {}): void {
    const event = new this.window.Event(type, { bubbles: true });
    target.dispatchEvent(Object.assign(event, more) as unknown as Event);
  }

  click(selector: string, more: object = {}, type = "click"): void {
    this.fire(this.get(selector), type, { detail: 1, ...more });
  }

  exit(clientY = -1): void {
    this.fire(this.document.documentElement, "mouseleave", { clientY });
  }

  /** Lets the browser tell of changes of the document. */
  async changes(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #add<T>(map: Map<number, T>, value: T): number {
    map.set(this.#next, value);
    return this.#next++;
  }
}
