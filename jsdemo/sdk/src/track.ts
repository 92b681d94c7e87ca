// Records what a person sees and does on a page from attributes in its markup: impressions, clicks, views, dwell, exit intent.

import type { Hearth } from "./api.js";
import { Batch } from "./batch.js";
import { HearthError } from "./errors.js";
import { Exposure, type Marked } from "./exposure.js";
import { fits, MAX_BASED_ON, MAX_NAME } from "./limits.js";
import type { EventInput } from "./types.js";

/** How {@link autoTrack} works. */
export interface TrackOptions {
  /** Context that every event gets, such as `contextFromBrowser()`; asked when the event happens. */
  context?: () => Record<string, string>;
  /** Whether to record exit intent (default true), once a page view, as an event `exit_intent`. */
  exitIntent?: boolean;
  /** Gets what goes wrong; by default the console. */
  onError?: (error: unknown) => void;
}

/** What of a Hearth this module uses. */
export type Observer = Pick<Hearth, "observe">;

/** Milliseconds in sight without a break that make an impression. */
const leastImpression = 1000;
/** Milliseconds after which an impression is recorded although the element is still in sight. */
const longestImpression = 30_000;
/** Milliseconds in sight that make dwell on an item's own page: below, the person had but a glance. */
const leastDwell = 10_000;
/** Milliseconds of dwell that count at most: beyond, the page lies open and nobody looks. */
const longestDwell = 600_000;
/** Milliseconds out of sight after which a page that is shown again is viewed anew. */
const longAbsence = 30 * 60_000;
/** Shares of an element at which the browser tells how much of it is in sight. */
const steps = Array.from({ length: 11 }, (_, i) => i / 10);

const marks = "[data-hearth-item],[data-hearth-view]";

/**
 * Records what the marked elements below `root`, and `root` itself, are looked at and used for, until it is stopped. It is
 * the site's choice to call it, and the person's consent decides what is kept of it: without a yes nothing is.
 *
 * | Attribute | On | Says |
 * |---|---|---|
 * | `data-hearth-item="ID"` | a tile, a card, a link | the item that it stands for |
 * | `data-hearth-view` | an item's own page | being there is a view of the item; the id is this one's or `data-hearth-item`'s |
 * | `data-hearth-type="TYPE"` | an item or a control within it | the type of event that a click on it is (default `click`) |
 * | `data-hearth-slot="NAME"` | an item or what it lies in | goes into the context as `slot` |
 * | `data-hearth-based-on="REF,REF"` | an item or what it lies in | the refs of events that the slate was based on, for impressions |
 *
 * | Event | When |
 * |---|---|
 * | `impression` | half of the element, or as much of it as fills half of the viewport, was in sight for a second: once per element and page view, when it goes out of sight or after 30 seconds; its value is the seconds |
 * | `click` | a click or middle click on an item, but for its own page; a double click is one |
 * | `view` | an item's own page is in sight: once per page view, so that coming back is a repeat view |
 * | `dwell` | an item's own page was in sight for ten seconds or more: once per page view, when it is left; its value is the seconds, 600 at most |
 * | `exit_intent` | a mouse leaves the page over its upper edge: once per page view; it names the item whose page it is. No pack scores it unless its configuration names it |
 *
 * Time counts only while the page is visible. A page view begins with the call, with a return by the back/forward cache, and
 * when a page is shown again after half an hour; a page that is being prerendered is not viewed until it is shown. Elements may come, go and change their
 * attributes at any time. `observe` is called at most once an animation frame, and at once when the page is left.
 *
 * @returns what stops it: it records what is under way and removes every listener. In a document without a window
 *   nothing is tracked.
 *
 * @example
 * ```ts
 * const stop = autoTrack(document, hearth, { context: contextFromBrowser });
 * ```
 */
export function autoTrack(
  root: Document | ShadowRoot | Element,
  hearth: Observer,
  options: TrackOptions = {},
): () => void {
  const page = root.ownerDocument ?? (root as Document);
  const window = page.defaultView;
  if (!window) return () => {};
  const end = new AbortController();
  const begin = () => new Tracker(root, page, window, hearth, options).begin(end.signal);
  if (isPrerendering(page))
    page.addEventListener("prerenderingchange", begin, { once: true, signal: end.signal });
  else begin();
  return () => end.abort();
}

function isPrerendering(page: Document): boolean {
  return (page as Document & { prerendering?: boolean }).prerendering === true;
}

type Window = globalThis.Window & typeof globalThis;

class Tracker {
  readonly #root: Document | ShadowRoot | Element;
  readonly #page: Document;
  readonly #window: Window;
  readonly #options: TrackOptions;
  readonly #batch: Batch;
  readonly #sight: IntersectionObserver;
  readonly #exposures = new Map<Element, Exposure>();
  #exitSeen = false;
  #hiddenAt: number | undefined;

  constructor(
    root: Document | ShadowRoot | Element,
    page: Document,
    window: Window,
    hearth: Observer,
    options: TrackOptions,
  ) {
    this.#root = root;
    this.#page = page;
    this.#window = window;
    this.#options = options;
    this.#batch = new Batch(window, (events) => void this.#send(hearth, events));
    this.#sight = new window.IntersectionObserver((entries) => this.#sighted(entries), { threshold: steps });
  }

  begin(signal: AbortSignal): void {
    const changes = new this.#window.MutationObserver((records) => this.#changed(records));
    changes.observe(this.#root, {
      childList: true,
      subtree: true,
      attributeFilter: ["data-hearth-item", "data-hearth-view"],
    });
    this.#listen(signal);
    this.#found(this.#root);
    signal.addEventListener("abort", () => {
      changes.disconnect();
      this.#leave();
      this.#sight.disconnect();
      this.#batch.close();
    });
  }

  #listen(signal: AbortSignal): void {
    const on = (target: EventTarget, type: string, listener: (event: never) => void) =>
      target.addEventListener(type, listener as (event: Event) => void, { capture: true, signal });
    on(this.#root, "click", (event) => this.#clicked(event));
    on(this.#root, "auxclick", (event: MouseEvent) => event.button === 1 && this.#clicked(event));
    on(this.#page, "visibilitychange", () => (this.#page.hidden ? this.#leave() : this.#shown()));
    on(this.#window, "pagehide", () => this.#leave());
    on(this.#window, "pageshow", (event: PageTransitionEvent) => event.persisted && this.#restart());
    if (
      this.#options.exitIntent !== false &&
      this.#window.matchMedia("(hover:hover) and (pointer:fine)").matches
    )
      this.#page.documentElement.addEventListener("mouseleave", (event) => this.#exits(event), { signal });
  }

  // The elements.

  #changed(records: readonly MutationRecord[]): void {
    for (const { type, target, addedNodes } of records) {
      if (type === "attributes") this.#remarked(target as Element);
      for (const node of addedNodes) if (node.nodeType === 1) this.#found(node as Element);
    }
    for (const element of this.#exposures.keys()) if (!this.#root.contains(element)) this.#lose(element);
  }

  #found(below: Document | ShadowRoot | Element): void {
    if ("matches" in below && below.matches(marks)) this.#track(below);
    for (const element of below.querySelectorAll(marks)) this.#track(element);
  }

  #remarked(element: Element): void {
    const { item, view } = marked(element);
    const former = this.#exposures.get(element)?.marked;
    if (former?.item === item && former.view === view) return;
    this.#lose(element);
    if (element.matches(marks)) this.#track(element);
  }

  #track(element: Element): void {
    if (this.#exposures.has(element) || !this.#root.contains(element)) return;
    const mark = marked(element);
    if (fits(mark.item, MAX_NAME)) {
      this.#exposures.set(element, new Exposure(mark));
      this.#sight.observe(element);
    } else this.#fail(badItem(mark.item));
  }

  #lose(element: Element): void {
    const exposure = this.#exposures.get(element);
    if (!exposure) return;
    this.#close(exposure);
    this.#sight.unobserve(element);
    this.#exposures.delete(element);
  }

  // What is in sight.

  #sighted(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const exposure = this.#exposures.get(entry.target);
      if (!exposure) continue;
      exposure.inSight = exposure.marked.view ? entry.isIntersecting : isHalf(entry);
      this.#update(entry.target, exposure);
    }
  }

  #update(element: Element, exposure: Exposure): void {
    const running = exposure.inSight && !exposure.reported && !this.#page.hidden;
    if (running === exposure.running) return;
    if (running) this.#start(element, exposure);
    else this.#pause(exposure);
  }

  #start(element: Element, exposure: Exposure): void {
    const { event: former, marked } = exposure;
    const event = this.#event(marked.view ? "view" : "impression", element, marked.item);
    exposure.start(this.#now(), event);
    if (!marked.view) this.#startTile(element, exposure, event);
    else if (!former) this.#batch.add(event);
  }

  #startTile(element: Element, exposure: Exposure, event: EventInput): void {
    const basedOn = refs(element);
    if (basedOn.length > 0) event.basedOn = basedOn;
    exposure.timer = this.#window.setTimeout(() => this.#pause(exposure), longestImpression);
  }

  /** Ends a stretch; one that was long enough is the impression of this page view. */
  #pause(exposure: Exposure): void {
    const stretch = exposure.stretch(this.#now());
    this.#window.clearTimeout(exposure.timer);
    exposure.stop(this.#now());
    if (!exposure.marked.view && stretch >= leastImpression)
      this.#report(exposure, { value: Math.min(stretch, longestImpression) / 1000 });
  }

  /** Ends an element's part in this page view. */
  #close(exposure: Exposure): void {
    this.#pause(exposure);
    const total = exposure.total(this.#now());
    if (exposure.marked.view && !exposure.reported && total >= leastDwell)
      this.#report(exposure, {
        type: "dwell",
        time: Date.now(),
        value: Math.min(total, longestDwell) / 1000,
      });
  }

  #report(exposure: Exposure, more: Partial<EventInput>): void {
    exposure.reported = true;
    if (exposure.event) this.#batch.add({ ...exposure.event, ...more });
  }

  // The page.

  #leave(): void {
    this.#hiddenAt ??= this.#now();
    for (const exposure of this.#exposures.values()) this.#close(exposure);
    this.#batch.flush();
  }

  #shown(): void {
    const since = this.#hiddenAt ?? Number.POSITIVE_INFINITY;
    this.#hiddenAt = undefined;
    if (this.#now() - since >= longAbsence) this.#restart();
    for (const [element, exposure] of this.#exposures) this.#update(element, exposure);
  }

  /** Begins a page view: the browser tells again what is in sight. */
  #restart(): void {
    this.#hiddenAt = undefined;
    this.#exitSeen = false;
    for (const element of [...this.#exposures.keys()]) {
      this.#lose(element);
      this.#track(element);
    }
  }

  // What the person does.

  #clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const element = target.closest?.(marks);
    const exposure = element && this.#exposures.get(element);
    if (!exposure || event.detail > 1) return;
    const type = typeOf(target, element) || (exposure.marked.view ? "" : "click");
    if (!type) return;
    if (!exposure.marked.view) this.#glance(exposure);
    this.#batch.addUrgent(this.#event(type, element, exposure.marked.item));
  }

  /** Records the impression that led to a click before the click. */
  #glance(exposure: Exposure): void {
    if (exposure.stretch(this.#now()) >= leastImpression) this.#pause(exposure);
  }

  #exits(event: MouseEvent): void {
    if (event.clientY > 0 || this.#exitSeen) return;
    this.#exitSeen = true;
    const viewed = [...this.#exposures].find(([, { marked, running }]) => marked.view && running);
    this.#batch.add(this.#event("exit_intent", viewed?.[0] ?? null, viewed?.[1].marked.item));
  }

  // Events and time.

  #event(type: string, element: Element | null, item?: string): EventInput {
    const event: EventInput = { type, time: Date.now() };
    if (item !== undefined) event.item = item;
    const slot = element?.closest<HTMLElement>("[data-hearth-slot]")?.dataset.hearthSlot;
    const context = { ...this.#context(), ...(slot && fits(slot, MAX_NAME) && { slot }) };
    if (Object.keys(context).length > 0) event.context = context;
    return event;
  }

  #context(): Record<string, string> | undefined {
    try {
      return this.#options.context?.();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** A clock that nobody sets. */
  #now(): number {
    return this.#window.performance.now();
  }

  async #send(hearth: Observer, events: EventInput[]): Promise<void> {
    try {
      await hearth.observe(events);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    (this.#options.onError ?? console.error)(error);
  }
}

/** Reads an element's marks; the item is "" where they name none. */
function marked(element: Element): Marked {
  const { hearthItem, hearthView } = (element as HTMLElement).dataset;
  return { item: hearthItem || hearthView || "", view: hearthView !== undefined };
}

/** The type of event that a click is, as the markup says; "" where it says none. */
function typeOf(target: Element, element: Element): string {
  const typed = target.closest<HTMLElement>("[data-hearth-type]");
  const type = (typed && element.contains(typed) && typed.dataset.hearthType) || "";
  return fits(type, MAX_NAME) ? type : "";
}

function badItem(id: string): HearthError {
  return new HearthError(
    "range",
    `autoTrack: data-hearth-item: ${id ? "too long or no Unicode text" : "empty"}`,
    {
      hint: `Name the item by its id in the catalogue, of at most ${MAX_NAME} bytes.`,
    },
  );
}

/** Whether half of an element is in sight, or as much of a large one as fills half of the viewport. */
function isHalf({
  isIntersecting,
  intersectionRatio,
  intersectionRect,
  rootBounds,
}: IntersectionObserverEntry) {
  if (!isIntersecting || intersectionRect.width * intersectionRect.height === 0) return false;
  return intersectionRatio >= 0.5 || (!!rootBounds && area(intersectionRect) >= area(rootBounds) / 2);
}

function area({ width, height }: DOMRectReadOnly): number {
  return width * height;
}

/** The refs of `data-hearth-based-on`; what is no ref is left out. */
function refs(element: Element): number[] {
  const text = element.closest<HTMLElement>("[data-hearth-based-on]")?.dataset.hearthBasedOn ?? "";
  const numbers = text.split(",").map(Number);
  return numbers.filter((n) => Number.isSafeInteger(n) && n > 0).slice(0, MAX_BASED_ON);
}
