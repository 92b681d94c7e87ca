// Takes the calls that a site makes for analytics already, in Segment's form, and records those that say something about items.

import type { Hearth } from "./api.js";
import { fits, MAX_NAME, MAX_QUERY } from "./limits.js";
import { type EventMapping, mappingOf, segmentEvents } from "./segment.js";
import type { EventInput } from "./types.js";

export { type EventMapping, segmentEvents };

/** Properties or traits of a call, of which only those that a mapping names are read. */
export type Properties = Readonly<Record<string, unknown>>;

/** A call as one object, as Segment's libraries for servers and its middleware have it. */
export interface AnalyticsMessage {
  /** Which call it is, for {@link AnalyticsAdapter.send}. */
  readonly type?: string;
  /** Of a `track` call: what happened. */
  readonly event?: string;
  /** Of a `page` call: the page's name. */
  readonly name?: string;
  /** What is said about it; only what a mapping names is read. */
  readonly properties?: Properties;
  /** When it happened; by default now. A time to come counts as now. */
  readonly timestamp?: string | Date;
}

/** How {@link analyticsAdapter} works. */
export interface AnalyticsOptions {
  /** Properties that hold the catalogue's id of a product, the first that is there counts (default `product_id`, `sku`, `id`). */
  idKeys?: readonly string[];
  /** Mappings beside {@link segmentEvents}, or in place of them; `false` drops an event. */
  events?: Readonly<Record<string, EventMapping | false>>;
  /** Pages whose call is mapped, by name; by default none, as a shop sends `Product Viewed` beside the page of a product. */
  pages?: Readonly<Record<string, EventMapping>>;
  /** Context that every event gets, such as `contextFromBrowser()`. */
  context?: () => Record<string, string>;
  /** Gets what goes wrong; by default it is counted alone. */
  onError?: (error: unknown) => void;
}

/**
 * Why something was dropped. `unmapped`: no mapping knows the call, and for `identify` none can; `no_item`: no id of a product
 * was found, or none that can be recorded; `no_value`: a rating or a search without its number or text; `refused`: no purpose that the
 * person granted may record it; `failed`: an error.
 */
export type DropReason = "unmapped" | "no_item" | "no_value" | "refused" | "failed";

/** How often what was dropped, by reason and by name: an event's, or `page`, `identify` and the like. Never what was in it. */
export type Dropped = Readonly<Record<DropReason, Readonly<Record<string, number>>>>;

/** What takes the calls. No method ever rejects or throws, as analytics must not hold up a page. */
export interface AnalyticsAdapter {
  /** Takes an event: recorded when a mapping knows it. Resolves when that is done. */
  track(event: string | AnalyticsMessage, properties?: Properties): Promise<void>;
  /** Takes a page: recorded when {@link AnalyticsOptions.pages} has it. A category may stand before the name. */
  page(...call: readonly unknown[]): Promise<void>;
  /** Takes who the person is, looks at none of it, and drops it: there is no user id on a device. */
  identify(...call: readonly unknown[]): Promise<void>;
  /** Takes any of these as one object with a `type`; other types are dropped. */
  send(message: AnalyticsMessage): Promise<void>;
  /** Events that were recorded. */
  readonly recorded: number;
  /** What was dropped, so far. */
  readonly dropped: Dropped;
}

/** Names that are counted apart for each reason; those beyond are counted together. */
const maxNames = 100;

/**
 * Makes an adapter: give it the calls that the site's analytics gets. It sends nothing anywhere; what the person's purposes
 * allow goes into the log on the device, and the rest is dropped and counted.
 *
 * @example
 * ```ts
 * const adapter = analyticsAdapter(hearth);
 * adapter.track("Product Viewed", { product_id: "alien-1979" });
 * adapter.track("Order Completed", { products: [{ product_id: "alien-1979" }] });
 * adapter.dropped.unmapped; // { "Coupon Entered": 2, identify: 1 }
 * ```
 */
export function analyticsAdapter(
  hearth: Pick<Hearth, "observe">,
  options: AnalyticsOptions = {},
): AnalyticsAdapter {
  return new Adapter(hearth, options);
}

class Adapter implements AnalyticsAdapter {
  readonly #hearth: Pick<Hearth, "observe">;
  readonly #options: AnalyticsOptions;
  readonly #dropped = new Map<DropReason, Map<string, number>>();
  #recorded = 0;

  constructor(hearth: Pick<Hearth, "observe">, options: AnalyticsOptions) {
    this.#hearth = hearth;
    this.#options = options;
  }

  get recorded(): number {
    return this.#recorded;
  }

  get dropped(): Dropped {
    const of = (reason: DropReason) => Object.fromEntries(this.#dropped.get(reason) ?? []);
    return {
      unmapped: of("unmapped"),
      no_item: of("no_item"),
      no_value: of("no_value"),
      refused: of("refused"),
      failed: of("failed"),
    };
  }

  async track(event: string | AnalyticsMessage, properties: Properties = {}): Promise<void> {
    const message = isObject(event) ? event : { event, properties };
    const name = String(message.event ?? "");
    await this.#take(name || "track", mappingOf(name, this.#options.events), message);
  }

  async page(...call: readonly unknown[]): Promise<void> {
    const message = pageMessage(call);
    const { name = "" } = message;
    const { pages = {} } = this.#options;
    await this.#take("page", Object.hasOwn(pages, name) ? pages[name] : undefined, message);
  }

  async identify(..._call: readonly unknown[]): Promise<void> {
    this.#drop("unmapped", "identify");
  }

  async send(message: AnalyticsMessage): Promise<void> {
    if (message?.type === "track") await this.track(message);
    else if (message?.type === "page") await this.page(message);
    else this.#drop("unmapped", String(message?.type ?? "send"));
  }

  async #take(name: string, mapping: EventMapping | undefined, message: AnalyticsMessage): Promise<void> {
    if (!mapping) return this.#drop("unmapped", name);
    try {
      const events = this.#events(name, mapping, message);
      if (events.length === 0) return;
      const { refs } = await this.#hearth.observe(events);
      for (const ref of refs) this.#count(ref, name);
    } catch (error) {
      this.#drop("failed", name);
      this.#options.onError?.(error);
    }
  }

  #count(ref: number, name: string): void {
    if (ref === 0) this.#drop("refused", name);
    else this.#recorded++;
  }

  #events(name: string, mapping: EventMapping, message: AnalyticsMessage): EventInput[] {
    const properties = isObject(message.properties) ? message.properties : {};
    const sources = mapping.query ? [properties] : productsOf(properties);
    const common = { ...withTime(message.timestamp), ...this.#context() };
    const events = [];
    for (const source of sources) {
      const event = this.#event(mapping, source);
      if (typeof event === "string") this.#drop(event, name);
      else events.push({ ...event, ...common });
    }
    return events;
  }

  /** One event of one product, or why there is none. */
  #event(mapping: EventMapping, source: Properties): EventInput | DropReason {
    const { type, query, value } = mapping;
    if (query) return queryEvent(type, source[query]);
    const item = this.#item(source);
    if (item === undefined) return "no_item";
    if (!value) return { type, item };
    const number = numberOf(source[value]);
    return number === undefined ? "no_value" : { type, item, value: number };
  }

  #item(source: Properties): string | undefined {
    for (const key of this.#options.idKeys ?? ["product_id", "sku", "id"]) {
      const id = source[key];
      const text = typeof id === "number" ? String(id) : id;
      if (typeof text === "string" && fits(text, MAX_NAME)) return text;
    }
    return undefined;
  }

  #context(): Pick<EventInput, "context"> {
    const { context } = this.#options;
    return context ? { context: context() } : {};
  }

  #drop(reason: DropReason, name: string): void {
    const counts = this.#dropped.get(reason) ?? new Map<string, number>();
    const key = counts.has(name) || counts.size < maxNames ? name : "(others)";
    this.#dropped.set(reason, counts.set(key, (counts.get(key) ?? 0) + 1));
  }
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}

/** Segment's page([category], [name], [properties]), or its object. */
function pageMessage(call: readonly unknown[]): AnalyticsMessage {
  if (isObject(call[0]) && ("properties" in call[0] || "name" in call[0])) return call[0] as AnalyticsMessage;
  const name = call.filter((part) => typeof part === "string").at(-1) ?? "";
  return { name, properties: call.find(isObject) ?? {} };
}

/** The products of a call: those in its list, else the one that its properties describe. What is none names no item. */
function productsOf(properties: Properties): readonly Properties[] {
  const { products } = properties;
  if (!Array.isArray(products)) return [properties];
  return products.length === 0 ? [{}] : products.map((product) => (isObject(product) ? product : {}));
}

function queryEvent(type: string, query: unknown): EventInput | DropReason {
  const text = typeof query === "string" ? query.trim() : "";
  return fits(text, MAX_QUERY) ? { type, query: text } : "no_value";
}

/** A number, also as text, as forms have it. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Math.abs(number) <= 1e12 ? number : undefined;
}

function withTime(timestamp: unknown): Pick<EventInput, "time"> {
  const time = timestamp === undefined ? Number.NaN : new Date(timestamp as string).getTime();
  return Number.isNaN(time) ? {} : { time: Math.min(time, Date.now()) };
}
