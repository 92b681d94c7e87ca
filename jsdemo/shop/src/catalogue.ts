// The catalogue: all films, found by words, a page of them at a time.

import { type CardActions, card } from "./card.ts";
import { byId } from "./dom.ts";
import type { Film } from "./film.ts";
import { Search } from "./search.ts";

const pageLength = 24;

/** Fills the catalogue and lets it follow the search box. */
export function prepareCatalogue(films: readonly Film[], actions: CardActions): void {
  const search = new Search(films);
  const box = byId<HTMLInputElement>("search");
  const list = byId("catalogue-films");
  const more = byId<HTMLButtonElement>("more");
  let found: Film[] = [];

  const extend = () => {
    const from = list.children.length;
    list.append(...found.slice(from, from + pageLength).map((film) => card(film, actions)));
    more.hidden = list.children.length >= found.length;
    return list.children[from];
  };
  const renew = () => {
    found = search.find(box.value);
    list.replaceChildren();
    extend();
    byId("catalogue-note").textContent = note(found.length, films.length, box.value);
  };
  box.addEventListener("input", renew);
  more.addEventListener("click", () => extend()?.querySelector("button")?.focus());
  renew();
}

function note(found: number, all: number, query: string): string {
  if (query.trim() === "") return `${all.toLocaleString("en")}, the best known first`;
  if (found === 0) return "No film has these words. Try a title, a director, a genre or “1980s”.";
  return `${found.toLocaleString("en")} of ${all.toLocaleString("en")}`;
}
