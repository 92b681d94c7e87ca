// What every page of the demo is given, and what it gives back.

import type { Hearth } from "@hearthrank/sdk";
import type { ElementCatalogue } from "@hearthrank/sdk/elements";
import type { Page } from "./address.ts";
import type { Film } from "./film.ts";
import type { Deed } from "./person.ts";
import type { Session } from "./session.ts";
import type { ShellTexts } from "./texts.ts";

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
  /** The visit: slates, what the device holds, likes; refreshed when something changes. */
  readonly session: Session;
  /** The words of the shell and its pages in {@link lang}. */
  readonly texts: ShellTexts;
  /** The words for the SDK's elements in {@link lang}, with this demo's purposes: `element.catalogue = app.words`. */
  readonly words: ElementCatalogue;
  /** Names films for the SDK's elements: `element.titleOf = app.titleOf`. */
  titleOf(id: string): string | undefined;
  /** The link to a page, such as `#/film/alien-1979`; it keeps the language. */
  link(page: Page, rest?: string): string;
  /** Opens the exact reasons for a film's place. */
  why(id: string): void;
  /** Likes, dislikes or keeps a film, or takes that back, and says what came of it; true when it holds now. Rejects, when it has told why it could not. */
  act(deed: Deed, id: string): Promise<boolean>;
  /** Opens the invitation again, with the present answers: for a link "Privacy settings". */
  openConsent(): void;
}

/** What a card needs of it. */
export type CardApp = Pick<App, "films" | "lang" | "texts" | "link" | "why" | "act">;

/** Figures of the start in this browser: times in ms since navigation began, sizes in bytes. */
export interface Started {
  /** When the films of the page itself were in sight; undefined where they were not shown. */
  inSight: number | undefined;
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
