// A film as a card: poster, a line about it, and what one can do with it.

import { el, svg } from "./dom.ts";
import type { Film } from "./film.ts";
import { poster } from "./poster.ts";
import type { Deed } from "./session.ts";

/** What the page does when a card is used. */
export interface CardActions {
  open(film: Film, at: "film" | "why"): void;
  judge(film: Film, deed: Exclude<Deed, "view">): void;
  opinion(film: Film): Deed | undefined;
}

const icons: Record<string, string> = {
  like: "M12 20s-7-4.6-9-9.2C1.800 7.500 4 5 6.700 5 9 5 10.800 6.300 12 8.200 13.200 6.300 15 5 17.300 5 20 5 22.200 7.500 21 10.800 19 15.400 12 20 12 20z",
  dislike: "M6 6l12 12M18 6L6 18",
};

/** Makes a card. */
export function card(film: Film, actions: CardActions): HTMLLIElement {
  const face = el(
    "button",
    {
      type: "button",
      class: "poster",
      "aria-label": label(film),
      on: { click: () => actions.open(film, "film") },
    },
    poster(film),
  );
  const why = el(
    "button",
    {
      type: "button",
      class: "why",
      "aria-label": `Why ${film.title}?`,
      on: { click: () => actions.open(film, "why") },
    },
    "Why?",
  );
  const acts = el(
    "div",
    { class: "acts" },
    judgement(film, "like", actions),
    judgement(film, "dislike", actions),
    why,
  );
  return el(
    "li",
    { class: "card", "data-film": film.id },
    face,
    el("p", { class: "line" }, line(film)),
    acts,
  );
}

/** The like or not-for-me button of a film; pressed when that is the visitor's opinion. */
export function judgement(film: Film, deed: "like" | "dislike", actions: CardActions): HTMLButtonElement {
  const icon = svg(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon ${deed}` },
    svg("path", { d: icons[deed] }),
  );
  const text = deed === "like" ? "Like" : "Not for me";
  return el(
    "button",
    {
      type: "button",
      class: "judge",
      title: text,
      "aria-label": `${text}: ${film.title}`,
      "aria-pressed": String(actions.opinion(film) === deed),
      "data-deed": deed,
      "data-film": film.id,
      on: { click: () => actions.judge(film, deed) },
    },
    icon,
  );
}

/** Sets the pressed state of every like and not-for-me button of the page. */
export function markOpinions(opinion: (id: string) => Deed | undefined): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.judge")) {
    const pressed = opinion(button.dataset.film ?? "") === button.dataset.deed;
    button.setAttribute("aria-pressed", String(pressed));
  }
}

/** Year and genre in one line. */
export function line(film: Film): string {
  return [film.year, film.genre].filter(Boolean).join(" · ");
}

function label(film: Film): string {
  return [film.title, film.year, film.genre].filter(Boolean).join(", ");
}
