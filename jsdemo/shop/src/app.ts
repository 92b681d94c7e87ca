// What every page of the demo is given, and what it gives back.

import type { Hearth } from "@hearthrank/sdk";
import type { Film } from "./film.ts";

/** The languages of the demo. */
export type Lang = "en" | "de";

/** Words of one page, in both languages. */
export type Texts<T> = Record<Lang, T>;

/** The running demo, as its pages see it. */
export interface App {
  readonly hearth: Hearth;
  /** All films by id, in the order of the catalogue. */
  readonly films: ReadonlyMap<string, Film>;
  readonly lang: Lang;
  /** What the start took and fetched, measured in this browser. */
  readonly started: Started;
  /** Shows a line for a few seconds; screen readers read it. */
  say(text: string): void;
}

/** Figures of the start in this browser: times in ms since navigation began, sizes in bytes. */
export interface Started {
  /** When the first slate was on the page. */
  firstSlate: number;
  /** How long `open()` took. */
  opened: number;
  /** How long the first `recommend` took. */
  firstRanking: number;
}

/** A page of the demo: made when its address is opened, thrown away when it is left. */
export interface View {
  /** Its heading and the document's title. */
  readonly title: string;
  readonly element: HTMLElement;
  /** Called after the Hearth's state has changed, in this tab or another. It keeps focus and scroll position. */
  refresh?(): void | Promise<void>;
  /** Called when the page is left: stops workers and observers. */
  leave?(): void;
}

/** Makes a page from what follows its name in the address: `#/film/alien-1979` gives `alien-1979`. */
export type MakeView = (app: App, rest: string) => View | Promise<View>;
