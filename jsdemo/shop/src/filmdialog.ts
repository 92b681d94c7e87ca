// The dialog about one film: details, what one can do, and the reasons for its place.

import type { Explained } from "@hearthrank/sdk";
import { type CardActions, judgement } from "./card.ts";
import { byId, el } from "./dom.ts";
import type { Film } from "./film.ts";
import { poster } from "./poster.ts";
import { why } from "./why.ts";

/** What the module says of the film. */
export type Explain = (id: string) => { explained: Explained; eligible: number };

let shown: { film: Film; actions: CardActions; explain: Explain } | undefined;

/** Opens the dialog, with the reasons in sight when they were asked for. */
export function openFilm(film: Film, at: "film" | "why", actions: CardActions, explain: Explain): void {
  const dialog = byId<HTMLDialogElement>("film");
  shown = { film, actions, explain };
  dialog.replaceChildren(...content(film, actions));
  refreshFilm();
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  if (at === "why") dialog.querySelector<HTMLElement>(".reasons")?.focus();
}

/** Computes the reasons anew after something changed. */
export function refreshFilm(): void {
  const place = document.getElementById("film-why");
  if (!shown || !place) return;
  const { explained, eligible } = shown.explain(shown.film.id);
  place.replaceChildren(why(explained, eligible));
}

/** Closes the dialog by a click beside it. */
export function prepareDialog(): void {
  const dialog = byId<HTMLDialogElement>("film");
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    shown = undefined;
  });
}

function content(film: Film, actions: CardActions): HTMLElement[] {
  const dialog = byId<HTMLDialogElement>("film");
  const close = el(
    "button",
    { type: "button", class: "close", "aria-label": "Close", on: { click: () => dialog.close() } },
    "×",
  );
  const judge = el(
    "div",
    { class: "acts" },
    spelled(judgement(film, "like", actions), "Like"),
    spelled(judgement(film, "dislike", actions), "Not for me"),
  );
  const head = el(
    "div",
    {},
    el("h2", { id: "film-title" }, film.title),
    el("dl", { class: "details" }, ...details(film)),
    judge,
  );
  const top = el("div", { class: "film-top" }, el("div", { class: "poster" }, poster(film)), head);
  return [close, top, el("div", { id: "film-why" })];
}

function spelled(button: HTMLButtonElement, text: string): HTMLButtonElement {
  button.append(text);
  button.classList.add("spelled");
  return button;
}

function details(film: Film): HTMLElement[] {
  const rows: [string, string | undefined][] = [
    ["Released", date(film.released)],
    ["Director", film.director],
    ["Genre", film.genre],
    ["Setting", film.setting],
    ["Source", film.source],
    ["Rated", film.certificate],
    ["Length", film.minutes && `${film.minutes} minutes`],
    ["IMDb", film.stars && `${film.stars.toFixed(1)} of 10, ${film.votes.toLocaleString("en")} votes`],
  ].map(([name, value]) => [String(name), value ? String(value) : undefined]);
  return rows.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []));
}

function date(day: string): string {
  const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Date(day).toLocaleDateString("en-GB", options);
}
