// Reasons as codes with parameters, and their wording: a catalogue a language, which a site can change or replace.

import type { Contribution, Kind } from "./messages.js";

/**
 * What a contribution says, without words: its kind, and whether it speaks for the item or against it. `once` stands for a
 * single use, `other` for an event whose type has no word in the catalogue.
 */
export type ReasonCode =
  | "item.for"
  | "item.for.other"
  | "item.against"
  | "return.for"
  | "return.against"
  | "used.for"
  | "used.for.once"
  | "used.against"
  | "used.against.once"
  | "habit.for"
  | "habit.against"
  | "attribute.for"
  | "attribute.against"
  | "interest.for"
  | "interest.against"
  | "context.for"
  | "context.against"
  | "popularity.for"
  | "popularity.against"
  | "freshness.for"
  | "freshness.against";

/** A reason as a code and what goes into its text. */
export interface Reason {
  /** Names the text in a {@link Catalogue}. */
  code: ReasonCode;
  /** `item`, `event`, `count`, `field`, `value`: what the contribution has of them, as it has them. */
  params: Readonly<Record<string, string>>;
}

/** The words of a language. Texts have parameters in braces, such as `{item}`. */
export interface Catalogue {
  /** BCP 47 */
  language: string;
  /** Texts by reason. */
  reasons: Readonly<Record<ReasonCode, string>>;
  /** What was done with an item, by event type, as `{event}` has it. */
  events: Readonly<Record<string, string>>;
  /** Values of attributes and context features, as `{value}` has them; one that is not here stands as it is. */
  values: Readonly<Record<string, string>>;
}

/** English. */
export const en: Catalogue = {
  language: "en",
  reasons: {
    "item.for": "Because you {event} {item}",
    "item.for.other": "Because of what you did with {item}",
    "item.against": "Held back by what you did with {item}",
    "return.for": "You have been here before",
    "return.against": "Held back because you know it",
    "used.for": "You come back to it: {count} times so far",
    "used.for.once": "You have had it once",
    "used.against": "Held back because you have had it {count} times",
    "used.against.once": "Held back because you have had it",
    "habit.for": "What you choose {value}",
    "habit.against": "Not what you choose {value}",
    "attribute.for": "Fits your interest in {value}",
    "attribute.against": "You seem to care less for {value}",
    "interest.for": "You said that you are interested in {value}",
    "interest.against": "You said that you are not interested in {value}",
    "context.for": "Often chosen {value}",
    "context.against": "Seldom chosen {value}",
    "popularity.for": "Popular",
    "popularity.against": "Less popular",
    "freshness.for": "New",
    "freshness.against": "Not new",
  },
  events: {
    view: "viewed",
    click: "clicked",
    dwell: "spent time with",
    like: "liked",
    purchase: "bought",
    add_to_cart: "put into the basket",
    rate: "rated",
    search: "searched for",
  },
  values: {
    night: "at night",
    morning: "in the morning",
    afternoon: "in the afternoon",
    evening: "in the evening",
    mon: "on Mondays",
    tue: "on Tuesdays",
    wed: "on Wednesdays",
    thu: "on Thursdays",
    fri: "on Fridays",
    sat: "on Saturdays",
    sun: "on Sundays",
    phone: "on the phone",
    tablet: "on the tablet",
    desktop: "on the computer",
  },
};

/** German. */
export const de: Catalogue = {
  language: "de",
  reasons: {
    "item.for": "Weil Sie {item} {event} haben",
    "item.for.other": "Wegen Ihres Umgangs mit {item}",
    "item.against": "Zurückgestellt wegen Ihres Umgangs mit {item}",
    "return.for": "Sie waren schon hier",
    "return.against": "Zurückgestellt, weil Sie es kennen",
    "used.for": "Sie kommen darauf zurück: bisher {count}-mal",
    "used.for.once": "Sie hatten es schon einmal",
    "used.against": "Zurückgestellt, weil Sie es schon {count}-mal hatten",
    "used.against.once": "Zurückgestellt, weil Sie es schon hatten",
    "habit.for": "Ihre Wahl {value}",
    "habit.against": "Nicht Ihre Wahl {value}",
    "attribute.for": "Passt zu Ihrem Interesse an {value}",
    "attribute.against": "{value} scheint Sie weniger zu reizen",
    "interest.for": "Sie interessieren sich nach eigener Angabe für {value}",
    "interest.against": "Sie interessieren sich nach eigener Angabe nicht für {value}",
    "context.for": "Oft gewählt {value}",
    "context.against": "Selten gewählt {value}",
    "popularity.for": "Beliebt",
    "popularity.against": "Weniger beliebt",
    "freshness.for": "Neu",
    "freshness.against": "Nicht mehr neu",
  },
  events: {
    view: "angesehen",
    click: "angeklickt",
    dwell: "länger betrachtet",
    like: "mit „Gefällt mir“ bewertet",
    purchase: "gekauft",
    add_to_cart: "in den Korb gelegt",
    rate: "bewertet",
    search: "gesucht",
  },
  values: {
    night: "nachts",
    morning: "am Morgen",
    afternoon: "am Nachmittag",
    evening: "am Abend",
    mon: "am Montag",
    tue: "am Dienstag",
    wed: "am Mittwoch",
    thu: "am Donnerstag",
    fri: "am Freitag",
    sat: "am Samstag",
    sun: "am Sonntag",
    phone: "auf dem Telefon",
    tablet: "auf dem Tablet",
    desktop: "am Rechner",
  },
};

const named: Readonly<Partial<Record<Kind, true>>> = { item: true, return: true, used: true, habit: true };

/** The code and the parameters of a contribution. */
export function reasonOf(contribution: Contribution): Reason {
  const { kind, score, count, field, value, title, item, event } = contribution;
  const params: Record<string, string> = {};
  if (named[kind]) params.item = title ?? item ?? "";
  if (event !== undefined) params.event = event;
  if (count !== undefined) params.count = String(count);
  if (field !== undefined) params.field = field;
  if (value !== undefined || field !== undefined) params.value = value ?? field ?? "";
  const once = kind === "used" && count === 1 ? ".once" : "";
  return { code: `${kind}.${score < 0 ? "against" : "for"}${once}` as ReasonCode, params };
}

/**
 * A contribution in words.
 *
 * @param own - texts of the site, which go before the catalogue's.
 *
 * @example
 * ```ts
 * slate.items[0].reasons?.map((r) => wordsOf(r, de, { "popularity.for": "Gerade gefragt" }));
 * ```
 */
export function wordsOf(
  contribution: Contribution,
  catalogue: Catalogue = en,
  own: Readonly<Partial<Record<ReasonCode, string>>> = {},
): string {
  const { code, params } = reasonOf(contribution);
  const event = word(catalogue.events, params.event);
  const value = word(catalogue.values, params.value) ?? params.value;
  const used: ReasonCode = code === "item.for" && event === undefined ? "item.for.other" : code;
  const words: Record<string, string | undefined> = { ...params, event, value };
  return (own[used] ?? catalogue.reasons[used]).replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
}

/** Looks a word up; names of the language's own objects are none. */
function word(words: Readonly<Record<string, string>>, name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(words, name) ? words[name] : undefined;
}
