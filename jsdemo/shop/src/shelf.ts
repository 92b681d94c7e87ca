// The shelf: the first films of the slate, moved to their new places when it changes.

import { type CardActions, card } from "./card.ts";
import { byId, el } from "./dom.ts";
import type { Film } from "./film.ts";
import { moment } from "./reasons.ts";
import type { Ranking } from "./session.ts";

/** How many films the shelf shows. */
export const shelfLength = 12;

/** Shows a slate and returns the films that were not on the shelf before. */
export function showShelf(ranking: Ranking, films: ReadonlyMap<string, Film>, actions: CardActions): Film[] {
  const list = byId<HTMLOListElement>("shelf-films");
  const old = new Map(
    [...list.children].map((child) => [(child as HTMLElement).dataset.film ?? "", child as HTMLElement]),
  );
  const places = new Map([...old].map(([id, item]) => [id, item.getBoundingClientRect()]));
  const shown = ranking.slate.items.map((item) => films.get(item.id)).filter((film) => film !== undefined);
  list.replaceChildren(...shown.map((film) => old.get(film.id) ?? card(film, actions)));
  list.setAttribute("aria-busy", "false");
  list.scrollLeft = 0;
  move(list, places);
  describe(ranking);
  return shown.filter((film) => !old.has(film.id));
}

/** Empty frames of the right size until the first slate is there. */
export function showFrames(): void {
  const frame = () =>
    el("li", { class: "card frame", "aria-hidden": "true" }, el("span", { class: "poster" }));
  byId("shelf-films").replaceChildren(...Array.from({ length: shelfLength }, frame));
}

function describe({ slate, now, milliseconds }: Ranking): void {
  byId("shelf-title").textContent = slate.personal ? "For you" : `Right for ${moment(new Date(now))}`;
  const how = slate.personal
    ? "From what this device holds, the hour and the day"
    : "From the hour and the day alone";
  const count = slate.eligible.toLocaleString("en");
  byId("shelf-note").textContent = `${how} · ${count} films ranked in ${milliseconds.toFixed(1)} ms`;
}

/** Lets films slide from their old places and new ones fade in, unless the visitor prefers less motion. */
function move(list: HTMLElement, places: ReadonlyMap<string, DOMRect>): void {
  if (places.size === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const item of list.children as HTMLCollectionOf<HTMLElement>) {
    const before = places.get(item.dataset.film ?? "");
    const after = item.getBoundingClientRect();
    const from = before
      ? { transform: `translate(${before.left - after.left}px, ${before.top - after.top}px)` }
      : { opacity: 0, transform: "translateY(12px)" };
    item.animate([from, { opacity: 1, transform: "none" }], {
      duration: 320,
      easing: "cubic-bezier(.2, .7, .2, 1)",
    });
  }
}
