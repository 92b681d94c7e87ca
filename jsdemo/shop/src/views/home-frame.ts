// What the home page consists of before its films: the head with its figures, and shelves with their headings.

import type { App } from "../app.ts";
import { el } from "../dom.ts";
import { figure } from "../figures.ts";
import type { Shelf } from "../shelves.ts";

/** What of the app the frame needs. */
export type Frame = Pick<App, "lang" | "texts">;

/** Title and lead, and what follows them. */
export function hero({ texts }: Frame, ...more: HTMLElement[]): HTMLElement {
  return el(
    "div",
    { class: "hero" },
    el("h1", { tabindex: -1, "data-text": "hero.title" }, texts.hero.title),
    el("p", { class: "lead", "data-text": "hero.text" }, texts.hero.text),
    ...more,
  );
}

/** A figure with its words. */
export type Fact = [figure: string, text: string];

/** The three figures of the head, and the ways to set the first two anew. How long the ranking took is not known yet. */
export function figures({ lang, texts: { facts } }: Frame, films: number, kilobytes: number) {
  const ranked = pair(facts.ranked(figure(films, lang), "–"));
  const requests = pair(facts.requests(0));
  requests.value.id = "requests";
  const module = pair(facts.module(figure(kilobytes, lang)));
  const element = el("dl", { class: "figures" }, ranked.element, requests.element, module.element);
  return { element, ranked: ranked.set, requests: requests.set };
}

function pair([first, words]: Fact) {
  const value = el("dd", {}, first);
  const name = el("dt", {}, words);
  const set = ([shown, text]: Fact) => {
    value.textContent = shown;
    name.textContent = text;
  };
  return { element: el("div", {}, name, value), value, set };
}

/** What tells a shelf from the others. */
export function keyOf({ kind, about }: Pick<Shelf, "kind" | "about">): string {
  return about ? `${kind} ${about.id}` : kind;
}

/** A shelf without its films. */
export function section(shelf: Pick<Shelf, "kind" | "about">): HTMLElement {
  const id = `shelf-${keyOf(shelf).replace(/\W+/g, "-")}`;
  return el(
    "section",
    { class: "shelf", "aria-labelledby": id, "data-shelf": keyOf(shelf), "data-kind": shelf.kind },
    el("div", { class: "section-head" }, el("h2", { id, class: "shelf-title" }), el("p", { class: "note" })),
    el("ol", { class: "row", tabindex: -1 }),
  );
}
