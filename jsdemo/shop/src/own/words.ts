// Puts numbers, sizes, times and plurals into the words of a page.

import type { Lang } from "../app.ts";

/** A text, or one for each plural form of its `{n}`. Parameters stand in braces. */
export type Text = string | { readonly one: string; readonly other: string };

/** What goes into a text's braces; `n` chooses the plural form too. */
export type Params = Readonly<Record<string, string | number>>;

/** A page's texts in one language, with that language's numbers and dates. */
export class Words<K extends string> {
  readonly lang: Lang;
  readonly #texts: Readonly<Record<K, Text>>;

  constructor(lang: Lang, texts: Readonly<Record<Lang, Readonly<Record<K, Text>>>>) {
    this.lang = lang;
    this.#texts = texts[lang];
  }

  /** The locale of numbers and dates: English dates have the day first, as German ones have. */
  get locale(): string {
    return this.lang === "de" ? "de-DE" : "en-GB";
  }

  /** The text of a key, with its parameters. */
  t(key: K, params: Params = {}): string {
    const text = this.#texts[key];
    const form = typeof text === "string" ? text : text[this.#plural(Number(params.n))];
    return form.replace(/\{(\w+)\}/g, (_, name: string) => this.#param(params[name]));
  }

  #plural(n: number): "one" | "other" {
    return new Intl.PluralRules(this.locale).select(n) === "one" ? "one" : "other";
  }

  #param(value: string | number | undefined): string {
    return typeof value === "number" ? this.number(value) : (value ?? "");
  }

  /** A number with the digits of the language and a true minus. */
  number(value: number, options?: Intl.NumberFormatOptions): string {
    return value.toLocaleString(this.locale, options).replace("-", "−");
  }

  /** A part of 1 in per cent. */
  share(part: number): string {
    return this.number(part, { style: "percent", maximumFractionDigits: 0 });
  }

  /** A size in bytes, kilobytes or megabytes. */
  size(bytes: number): string {
    const [unit, by] =
      bytes < 1000
        ? (["byte", 1] as const)
        : bytes < 1e6
          ? (["kilobyte", 1000] as const)
          : (["megabyte", 1e6] as const);
    const unitDisplay = unit === "byte" ? "long" : "short";
    return this.number(bytes / by, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 });
  }

  /** Milliseconds: one digit after the point below 10, two below 1, none for 0. */
  ms(value: number): string {
    const digits = value === 0 || value >= 10 ? 0 : value < 1 ? 2 : 1;
    return `${this.number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ms`;
  }

  /** A day in words, such as "Sunday, 29 November". */
  day(time: number): string {
    return this.#date(time, { weekday: "long", day: "numeric", month: "long" });
  }

  /** A day in short, such as "29 Nov". */
  shortDay(time: number): string {
    return this.#date(time, { day: "numeric", month: "short" });
  }

  /** A day with its year. */
  date(time: number): string {
    return this.#date(time, { day: "numeric", month: "long", year: "numeric" });
  }

  /** Hours and minutes. */
  clock(time: number): string {
    return this.#date(time, { hour: "2-digit", minute: "2-digit" });
  }

  #date(time: number, options: Intl.DateTimeFormatOptions): string {
    return new Date(time).toLocaleString(this.locale, options);
  }

  /** Names with commas and an "and". */
  list(names: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: "conjunction" }).format(names);
  }
}
