// The search page: finds films on the device while one types, and keeps the words behind the # of the address.

import type { App, MakeView } from "../app.ts";
import { card, markDeeds } from "../card.ts";
import { el } from "../dom.ts";
import type { Film } from "../film.ts";
import { type Finder, queryLength } from "../finder.ts";

const pageLength = 24;

/** Makes the search page; the index is made once and shared by its visits. */
export function searchView(finder: Finder): MakeView {
  return async (app, rest) => {
    const search = new Search(app, finder, rest);
    await search.begin();
    return { title: app.texts.search.title, element: search.element, refresh: () => search.mark() };
  };
}

class Search {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #finder: Finder;
  readonly #box: HTMLInputElement;
  readonly #list = el("ol", { class: "grid", id: "results" });
  readonly #count = el("p", { class: "note", id: "result-count", role: "status" });
  readonly #more: HTMLButtonElement;
  #found: Film[] = [];

  constructor(app: App, finder: Finder, words: string) {
    this.#app = app;
    this.#finder = finder;
    const { texts } = app;
    this.#box = el("input", {
      id: "search",
      type: "search",
      placeholder: texts.search.label,
      maxlength: queryLength,
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      "aria-describedby": "search-note",
      on: { input: () => this.#typed() },
    });
    this.#box.value = words.slice(0, queryLength);
    const more = { type: "button", class: "quiet wide", id: "more", on: { click: () => this.#extend(true) } };
    this.#more = el("button", more, texts.search.more);
    this.element = el(
      "div",
      { class: "search-page" },
      el("h1", { tabindex: -1 }, texts.search.title),
      el(
        "search",
        {},
        el("label", { for: "search", class: "visually-hidden" }, texts.search.label),
        this.#box,
        el("p", { class: "note", id: "search-note" }, texts.search.note),
      ),
      this.#count,
      this.#list,
      this.#more,
    );
  }

  /** Shows the films for the words of the address; the index may have to be made first. */
  async begin(): Promise<void> {
    this.#count.textContent = this.#app.texts.search.preparing;
    void this.#finder.build().then(() => this.#renew());
  }

  #typed(): void {
    history.replaceState(history.state, "", this.#app.link("search", this.#box.value.trim()));
    this.#renew();
  }

  #renew(): void {
    const { lang, texts } = this.#app;
    this.#found = this.#finder.find(this.#box.value);
    this.#list.replaceChildren();
    this.#extend(false);
    const count = this.#found.length;
    this.#count.textContent =
      count === 0 ? texts.search.none : texts.search.found(count.toLocaleString(lang));
  }

  #extend(focus: boolean): void {
    const from = this.#list.children.length;
    const next = this.#found.slice(from, from + pageLength).map((film) => card(this.#app, film));
    this.#list.append(...next);
    this.#more.hidden = this.#list.children.length >= this.#found.length;
    if (focus) next[0]?.querySelector<HTMLElement>("a")?.focus();
    void this.mark();
  }

  /** Sets the buttons to what the device holds. */
  async mark(): Promise<void> {
    markDeeds(this.#list, await this.#app.session.person());
  }
}
