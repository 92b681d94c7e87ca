// Your data: everything that the device holds about the person, as pictures, every line of it editable and erasable.

import type { Profile, Removed } from "@hearthrank/sdk";
import type { App, MakeView } from "../app.ts";
import { el } from "../dom.ts";
import type { Range } from "../own/days.ts";
import { askErase, type EraseWords, type Scope } from "../own/erase.ts";
import { type Section, Sheet } from "../own/sheet.ts";
import { kindName } from "../own/vocabulary.ts";
import { Words } from "../own/words.ts";
import { reasonOf } from "../reason.ts";
import "../own/own.css";
import "./data.css";
import { type DataKey, dataTexts } from "./data.texts.ts";
import { eventSections } from "./data-events.ts";
import { fileSections } from "./data-files.ts";
import { interestsSection } from "./data-interests.ts";
import { purposesSection } from "./data-purposes.ts";
import { steerSection } from "./data-steer.ts";

/** What the page shows. */
export interface DataState {
  profile: Profile;
  /** Bytes of this origin's storage, as the browser estimates it. */
  usage: number | undefined;
}

/** What the person has chosen to see; it is kept nowhere. */
export interface Looking {
  range: Range | undefined;
  /** Kinds of events that are not shown. */
  hidden: Set<string>;
  /** Events listed. */
  listed: number;
  /** Fields of which all interests are shown. */
  whole: Set<string>;
  /** What the last decision on a purpose did, by its id. */
  outcomes: Map<string, string>;
}

/** What the sections work with. */
export interface Desk {
  readonly app: App;
  readonly w: Words<DataKey>;
  readonly looking: Looking;
  /** Draws a section anew after the person chose to see something else. */
  redraw(id: string): void;
  /** Does something to the Hearth, says what it did, and shows the new state. */
  act(deed: () => Promise<string | undefined>): Promise<void>;
  /** Asks what exactly to erase, with a preview, and erases it. */
  erase(title: string, scopes: readonly Scope[]): Promise<void>;
  /** The title of a film, as well as it is known. */
  title(event: { item?: string; title?: string; query?: string }): string;
}

/** The page at `#/data`. */
export const dataView: MakeView = async (app) => {
  const page = new DataPage(app);
  await page.refresh();
  return { title: page.w.t("title"), element: page.element, refresh: () => page.refresh() };
};

class DataPage implements Desk {
  readonly app: App;
  readonly w: Words<DataKey>;
  readonly looking: Looking = {
    range: undefined,
    hidden: new Set(["impression"]),
    listed: 12,
    whole: new Set(),
    outcomes: new Map(),
  };
  readonly #sheet: Sheet<DataState>;
  #state: DataState | undefined;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(app: App) {
    this.app = app;
    this.w = new Words(app.lang, dataTexts);
    this.#sheet = new Sheet("own-data", [el("p", { class: "own-lede" }, this.w.t("lede"))], this.#sections());
  }

  #sections(): Section<DataState>[] {
    return [
      ...eventSections.summary(this),
      interestsSection(this),
      ...eventSections.timeline(this),
      purposesSection(this),
      steerSection(this),
      ...fileSections(this),
    ];
  }

  get element(): HTMLElement {
    return this.#sheet.element;
  }

  /** Reads the state and shows it. Calls that come while it is read are one more reading. */
  refresh(): Promise<void> {
    this.#again = this.#reading !== undefined;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    do {
      this.#again = false;
      const [profile, usage] = await Promise.all([this.app.hearth.profile(), usageOf()]);
      this.#state = { profile, usage };
      this.#sheet.show(this.#state);
    } while (this.#again);
  }

  redraw(id: string): void {
    this.#sheet.forgetDrawn(id);
    if (this.#state) this.#sheet.show(this.#state);
  }

  async act(deed: () => Promise<string | undefined>): Promise<void> {
    try {
      const said = await deed();
      await this.refresh();
      if (said) this.app.say(said);
    } catch (error) {
      this.app.say(this.w.t("failed", { reason: reasonOf(error) }));
    }
  }

  async erase(title: string, scopes: readonly Scope[]): Promise<void> {
    const removed = await askErase(this.app.hearth, scopes, this.#eraseWords(title));
    if (removed === undefined) return;
    await this.act(async () => this.w.t("erased", { n: removed }));
  }

  #eraseWords(title: string): EraseWords {
    const { w } = this;
    return {
      title,
      cancel: w.t("keep"),
      confirm: (n) => w.t("eraseN", { n }),
      goes: (n) => w.t("goes", { n }),
      nothing: w.t("goesNothing"),
      more: (n) => w.t("andMore", { n }),
      line: (removed) => this.#line(removed),
      failed: (error) => w.t("failed", { reason: reasonOf(error) }),
    };
  }

  #line(removed: Removed): string {
    const { w, app } = this;
    const name = removed.item ? ` · ${this.title(removed)}` : "";
    return `${kindName(app.lang, removed.type)}${name} · ${w.shortDay(removed.time)}, ${w.clock(removed.time)}`;
  }

  title({ item = "", title, query }: { item?: string; title?: string; query?: string }): string {
    return title ?? this.app.films.get(item)?.title ?? (item || (query ? `“${query}”` : ""));
  }
}

/** What this origin stores, as the browser says; a local call, and undefined where it does not say. */
async function usageOf(): Promise<number | undefined> {
  const estimate = await navigator.storage?.estimate?.().catch(() => undefined);
  return estimate?.usage;
}
