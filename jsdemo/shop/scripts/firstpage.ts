// Draws the home page as it is for whom nothing is known, so that its popular films are in sight before any script has run.

import { parseHTML } from "linkedom";
import { format } from "../src/address.ts";
import type { CardApp } from "../src/app.ts";
import type { Film } from "../src/film.ts";
import { shelfLength } from "../src/shelves.ts";
import { enTexts } from "../src/texts.ts";

/** A document for what draws with `document`, without a browser. All posters are near the window of a page that has none. */
function stage(): Document {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  class Near {
    readonly #seen: (entries: { target: Element; isIntersecting: boolean }[]) => void;
    constructor(seen: (entries: { target: Element; isIntersecting: boolean }[]) => void) {
      this.#seen = seen;
    }
    observe(target: Element): void {
      this.#seen([{ target, isIntersecting: true }]);
    }
    unobserve(): void {}
  }
  Object.assign(globalThis, { document, IntersectionObserver: Near, requestIdleCallback: () => 0 });
  return document as unknown as Document;
}

/** The page's markup, and the style rules that it needs: the page's policy allows no styles in attributes. */
export interface FirstPage {
  html: string;
  css: string;
}

/** Draws it from the catalogue and the ids of the most popular films, in English; first.ts puts it into the language of the browser. */
export async function firstPage(
  films: readonly Film[],
  popular: readonly string[],
  kilobytes: number,
): Promise<FirstPage> {
  const document = stage();
  const { card } = await import("../src/card.ts"); // which asks for a document as soon as it is there
  const { figures, hero, section } = await import("../src/views/home-frame.ts");
  const { el } = await import("../src/dom.ts");
  const byId = new Map(films.map((film) => [film.id, film]));
  const app: CardApp = {
    films: byId,
    lang: "en",
    texts: enTexts,
    link: (page, rest = "") => format({ page, rest }),
    why: () => undefined,
    act: async () => false,
  };
  const shelf = section({ kind: "popular" });
  const [title, note, row] = [".shelf-title", ".note", ".row"].map(
    (place) => shelf.querySelector(place) as HTMLElement,
  );
  speak(title, "shelf.popular", enTexts.shelf.popular);
  speak(note, "note.popular", enTexts.note.popular);
  const cards = popular.slice(0, shelfLength).flatMap((id) => {
    const film = byId.get(id);
    return film ? [card(app, film)] : [];
  });
  cards[0]?.querySelector(".poster-title")?.setAttribute("elementtiming", "films"); // main.ts learns when it was painted
  row?.append(...cards);
  const generic = el("p", { class: "note generic" });
  speak(generic, "generic.consent", enTexts.generic.consent ?? "");
  const home = el(
    "div",
    { class: "home first" },
    hero(app, figures(app, films.length, kilobytes).element),
    generic,
    el("div", { class: "shelves" }, shelf),
  );
  const css = cards.map(styleOf).join("\n");
  document.body.append(home);
  return { html: document.body.innerHTML, css };
}

function speak(place: HTMLElement | undefined, path: string, text: string): void {
  if (!place) return;
  place.dataset.text = path;
  place.textContent = text;
}

/** Takes the colour of a card's poster out of its attribute, and gives it back as a rule. */
function styleOf(card: HTMLElement): string {
  const face = card.querySelector(".poster-face");
  const style = face?.getAttribute("style") ?? "";
  face?.removeAttribute("style");
  return `.first [data-film="${card.dataset.film}"] .poster-face { ${style} }`;
}
