// Puts numbers, dates, events and purposes into a catalogue's words.

import type { Contribution, Held, PurposeStatus, Removed } from "../messages.js";
import { wordsOf } from "../words.js";
import { deElements } from "./texts.de.js";
import { type ElementCatalogue, enElements, type PurposeWords, type Text, type TextKey } from "./texts.js";

/** What goes into a text's braces. `n` also chooses its plural form. */
export type Params = Readonly<Record<string, string | number>>;

/** Says what something is called: an item's title by its id. */
export type TitleOf = (item: string) => string | undefined;

/** The built-in catalogue for a language tag; English for all but German. */
export function builtIn(language: string): ElementCatalogue {
  return /^de\b/i.test(language) ? deElements : enElements;
}

/** A catalogue with its language's numbers and dates. */
export class Wording {
  readonly catalogue: ElementCatalogue;
  readonly #titleOf: TitleOf;

  /** BCP 47: the page's tag where it is of the catalogue's language, such as en-GB. */
  readonly language: string;

  /** Makes one; `titleOf` names items that the pack has no title for. */
  constructor(catalogue: ElementCatalogue, titleOf: TitleOf, tag: string) {
    const { language } = catalogue.reasons;
    this.catalogue = catalogue;
    this.#titleOf = titleOf;
    this.language = tag.startsWith(`${language}-`) ? tag : language;
  }

  /** A text of the catalogue. */
  text(key: TextKey, params: Params = {}): string {
    return this.#fill(this.catalogue.texts[key], params);
  }

  #fill(text: Text, params: Params, type: Intl.PluralRuleType = "cardinal"): string {
    const form = typeof text === "string" ? text : (this.#plural(text, Number(params.n), type) ?? "");
    return form.replace(/\{(\w+)\}/g, (_, name: string) => this.#param(params[name] ?? ""));
  }

  #plural(text: Exclude<Text, string>, n: number, type: Intl.PluralRuleType): string | undefined {
    if (n === 0 && text.zero) return text.zero;
    return text[new Intl.PluralRules(this.language, { type }).select(n)] ?? text.other;
  }

  #param(value: string | number): string {
    return typeof value === "number" ? this.number(value) : value;
  }

  /** A number, with digits as the language has them. */
  number(value: number, options?: Intl.NumberFormatOptions): string {
    return value.toLocaleString(this.language, options);
  }

  /** A part of 1 in per cent. */
  share(part: number): string {
    return this.number(part, { style: "percent", maximumFractionDigits: part < 0.01 ? 1 : 0 });
  }

  /** A size in bytes or kilobytes. */
  size(bytes: number): string {
    const small = bytes < 1000;
    const unit = small ? "byte" : "kilobyte";
    const unitDisplay = small ? "long" : "short";
    return this.number(small ? bytes : bytes / 1000, {
      style: "unit",
      unit,
      unitDisplay,
      maximumFractionDigits: 1,
    });
  }

  /** A place, such as 1st. */
  place(n: number): string {
    return this.#fill(this.catalogue.places, { n }, "ordinal");
  }

  /** A day. */
  day(time: number, timeZone?: "UTC"): string {
    return new Date(time).toLocaleDateString(this.language, {
      dateStyle: "medium",
      ...(timeZone && { timeZone }),
    });
  }

  /** A day and a time of day. */
  moment(time: number): string {
    return new Date(time).toLocaleString(this.language, { dateStyle: "medium", timeStyle: "short" });
  }

  /** What an item is called. */
  title(item: string, title?: string): string {
    return title ?? this.#titleOf(item) ?? item;
  }

  /** A reason in words. */
  reason(contribution: Contribution): string {
    const { item, title } = contribution;
    const named = item === undefined ? {} : { title: this.title(item, title) };
    return wordsOf({ ...contribution, ...named }, this.catalogue.reasons);
  }

  /** What an event was about. */
  subject({ item, title, query, type }: Partial<Held> & Removed): string {
    if (item) return this.title(item, title);
    return query === undefined ? this.deed(type) : `“${query}”`;
  }

  /** What was done, as a participle. */
  deed(type: string): string {
    return look(this.catalogue.events, type) ?? look(this.catalogue.reasons.events, type) ?? type;
  }

  /** Categories of data in words. */
  category(name: string): string {
    return look(this.catalogue.categories, name) ?? name;
  }

  /** A list, such as "a, b and c". */
  list(parts: readonly string[]): string {
    return new Intl.ListFormat(this.language).format(parts);
  }

  /** A purpose in words: by its id, else by its stage; when neither is in the catalogue its id stands for it. */
  purpose({ id, stage }: Pick<PurposeStatus, "id" | "stage">): PurposeWords {
    const { purposes } = this.catalogue;
    return look(purposes, id) ?? look(purposes, stage) ?? { title: id, benefit: "" };
  }
}

/** Looks a word up; names of the language's own objects are none. */
function look<T>(words: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}
