// A film as a card: poster, a line about it, and what one can do with it.

import type { CardApp } from "./app.ts";
import { el, svg } from "./dom.ts";
import type { Film } from "./film.ts";
import type { Deed, Person } from "./person.ts";
import { posterLater } from "./poster.ts";
import { nameOf } from "./words.ts";

const icons: Record<Deed | "block", string> = {
  like: "M12 20s-7-4.6-9-9.2C1.8 7.5 4 5 6.700 5 9 5 10.8 6.300 12 8.200 13.200 6.300 15 5 17.300 5 20 5 22.200 7.5 21 10.8 19 15.4 12 20 12 20z",
  dislike:
    "M12 20s-7-4.6-9-9.2C1.8 7.5 4 5 6.700 5 9 5 10.8 6.300 12 8.200 13.200 6.300 15 5 17.300 5 20 5 22.200 7.5 21 10.8 19 15.4 12 20 12 20zM4 3l16 18",
  watchlist: "M7 4h10v16l-5-4-5 4z",
  block: "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M6.4 6.4l11.200 11.200",
};

/** Makes a card; the line of reasons is there to be filled by {@link tellReason}. */
export function card(app: CardApp, film: Film, tag: "li" | "div" = "li"): HTMLElement {
  const face = el(
    "a",
    { class: "poster", href: app.link("film", film.id), "aria-label": label(app, film) },
    posterLater(film),
  );
  const acts = el(
    "div",
    { class: "acts" },
    deedButton(app, film, "like"),
    deedButton(app, film, "watchlist"),
    whyButton(app, film),
  );
  return el(
    tag,
    { class: "card", "data-film": film.id },
    face,
    el("p", { class: "line" }, line(app, film)),
    el("p", { class: "reason", hidden: true }),
    acts,
  );
}

/** Says under a card why it is there; an empty text takes the line away. */
export function tellReason(shown: HTMLElement, text: string): void {
  const place = shown.querySelector<HTMLElement>(".reason");
  if (!place || place.textContent === text) return;
  place.textContent = text;
  place.hidden = text === "";
}

/** The button "Why this?" of a film. */
export function whyButton(app: CardApp, film: Film): HTMLButtonElement {
  const { why } = app.texts.card;
  return el(
    "button",
    {
      type: "button",
      class: "why",
      "aria-haspopup": "dialog",
      "aria-label": `${why} ${film.title}`,
      on: { click: () => app.why(film.id) },
    },
    why,
  );
}

/** A button that says something about a film; pressed while it holds. With `spelled` its name can be read. */
export function deedButton(app: CardApp, film: Film, deed: Deed, spelled = false): HTMLButtonElement {
  const text = app.texts.card[deed];
  const button = el(
    "button",
    {
      type: "button",
      class: spelled ? "deed spelled" : "deed",
      title: spelled ? undefined : text,
      "aria-label": app.texts.card.of(text, film.title),
      "aria-pressed": "false",
      "data-deed": deed,
      "data-film": film.id,
      on: { click: () => void press(app, button, deed, film.id) },
    },
    icon(deed),
    spelled ? el("span", {}, text) : undefined,
  );
  return button;
}

/** Shows the deed at once, and what came of it when the device has answered. */
async function press(app: CardApp, button: HTMLButtonElement, deed: Deed, id: string): Promise<void> {
  const held = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!held));
  const holds = await app.act(deed, id).catch(() => held); // which has told
  button.setAttribute("aria-pressed", String(holds));
}

/** The picture on a button. */
export function icon(name: keyof typeof icons): SVGElement {
  const attributes = {
    viewBox: "0 0 24 24",
    "aria-hidden": "true",
    focusable: "false",
    class: `icon ${name}`,
  };
  return svg("svg", attributes, svg("path", { d: icons[name] }));
}

/** Sets the pressed state of all buttons below an element. */
export function markDeeds(root: ParentNode, { refs }: Person): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-deed]")) {
    const { deed, film = "" } = button.dataset;
    const pressed = String(refs[deed as Deed]?.has(film) ?? false);
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
}

/** Year and genre in one line. */
export function line(app: CardApp, film: Film): string {
  return [film.year, film.genre && nameOf(film.genre, app.lang)].filter(Boolean).join(" · ");
}

/** The name of a card's link: first the words that its poster shows, as who speaks to a computer says what they see. */
function label(app: CardApp, film: Film): string {
  const shown = [film.title, film.director].filter(Boolean).join(" ");
  return [shown, line(app, film)].filter(Boolean).join(", ");
}
