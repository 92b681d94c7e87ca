// Shows the page that the address names, moves the focus to its heading, and refreshes it when something changes.

import { type Address, format, type Page, parse } from "./address.ts";
import type { App, MakeView, View } from "./app.ts";
import { el } from "./dom.ts";

/** What the router needs of the shell. */
export interface Place {
  /** Where pages are shown. */
  outlet: HTMLElement;
  makers: Readonly<Record<Page, MakeView>>;
  /** The app in the language of an address. */
  app(address: Address): App;
  /** The language to keep in addresses, if it is not the browser's. */
  lang(): Address["lang"];
  /** Called when a page is in the document. */
  shown(address: Address, view: View): void;
  /** Called when a page could not be made. */
  failed(error: unknown): void;
}

/** Follows the address. */
export class Router {
  readonly #place: Place;
  #address: Address = { page: "home", rest: "" };
  #view: View | undefined;
  #turn = 0;
  #busy = false;
  #stale = false;
  #changes = 0;
  /** How far down each entry of the history was scrolled, by its number. */
  readonly #scrolled = new Map<number, number>();
  #entry = 0;
  #entries = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  /** Shows the first page and listens. */
  async begin(): Promise<void> {
    history.scrollRestoration = "manual";
    addEventListener("hashchange", () => void this.#follow());
    addEventListener("scroll", () => this.#scrolled.set(this.#entry, scrollY), { passive: true });
    this.#address = parse(location.hash) ?? this.#address;
    this.#number();
    await this.#show(false);
  }

  /** Goes to the same page again, as after a change of the language. */
  async again(): Promise<void> {
    this.#address = parse(location.hash) ?? this.#address; // the search writes its words there as one types
    this.#keepLanguage();
    await this.#show(false);
  }

  /** Refreshes the page that is shown, one question at a time, and once more when something changed meanwhile. */
  async refresh(): Promise<void> {
    this.#stale = true;
    this.#changes++;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#stale) {
      this.#stale = false;
      await Promise.resolve(this.#view?.refresh?.()).catch((error) => this.#place.failed(error));
    }
    this.#busy = false;
  }

  async #follow(): Promise<void> {
    const address = parse(location.hash);
    if (!address && !location.hash.startsWith("#/")) return; // a place in the page
    if (!address) history.replaceState(history.state, "", format({ page: "home" })); // there is no such page
    this.#address = address ?? { page: "home", rest: "" };
    this.#number();
    if (!this.#address.lang) this.#keepLanguage();
    await this.#show(true);
  }

  /** Numbers the entries of the history, so that going back finds the place where one was. */
  #number(): void {
    const known = (history.state as { entry?: number } | null)?.entry;
    this.#entry = known ?? ++this.#entries + Date.now();
    if (known === undefined) history.replaceState({ entry: this.#entry }, "");
  }

  /** A link that names no language keeps the one that the person chose. */
  #keepLanguage(): void {
    const lang = this.#place.lang();
    if (this.#address.lang === lang) return;
    this.#address = { ...this.#address, lang };
    history.replaceState(history.state, "", format(this.#address));
  }

  async #show(moved: boolean): Promise<void> {
    const turn = ++this.#turn;
    const { page, rest } = this.#address;
    const changes = this.#changes;
    const view = await this.#make(page, rest, turn);
    if (turn !== this.#turn) return view?.leave?.();
    this.#view?.leave?.();
    this.#view = view;
    if (!view) return;
    const heading = headed(view);
    this.#place.outlet.replaceChildren(view.element);
    this.#place.shown(this.#address, view);
    if (changes !== this.#changes) void this.refresh(); // it was made of what was before
    if (!moved) return;
    heading.focus({ preventScroll: true });
    scrollTo(0, this.#scrolled.get(this.#entry) ?? 0);
  }

  async #make(page: Page, rest: string, turn: number): Promise<View | undefined> {
    try {
      return await this.#place.makers[page](this.#place.app(this.#address), rest);
    } catch (error) {
      if (turn === this.#turn) this.#place.failed(error);
      return undefined;
    }
  }
}

/** The page's heading, made where it has none; it can take the focus, which tells screen readers where they are. */
function headed({ element, title }: View): HTMLElement {
  const heading = element.querySelector("h1") ?? el("h1", {}, title);
  if (!element.contains(heading)) element.prepend(heading);
  heading.tabIndex = -1;
  return heading;
}
