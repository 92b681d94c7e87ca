// The page of one film: details, what one can say about it, where it stands and why, and films like it.

import { type Explained, wordsOf } from "@hearthrank/sdk";
import type { App, MakeView } from "../app.ts";
import { deedButton, icon, markDeeds } from "../card.ts";
import { el } from "../dom.ts";
import { era, type Film } from "../film.ts";
import { poster } from "../poster.ts";
import { reasonOf } from "../reason.ts";
import { fillRow } from "../row.ts";
import { similarTo } from "../similar.ts";
import { nameOf } from "../words.ts";

/** Makes the page of the film whose id follows `#/film/`. */
export const filmView: MakeView = async (app, id) => {
  const film = app.films.get(id);
  if (!film) return unknown(app);
  const page = new FilmPage(app, film);
  await page.refresh();
  return { title: film.title, element: page.element, refresh: () => page.refresh() };
};

function unknown(app: App) {
  const { unknown: title, unknownText } = app.texts.film;
  const search = el("a", { class: "quiet", href: app.link("search") }, app.texts.nav.search);
  const element = el(
    "div",
    { class: "film-page" },
    el("h1", { tabindex: -1 }, title),
    el("p", {}, unknownText),
    search,
  );
  return { title, element };
}

class FilmPage {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #film: Film;
  readonly #similar: string[];
  readonly #block: HTMLButtonElement;
  readonly #standing = el("p", { class: "standing", id: "standing" });
  readonly #reasons = el("ul", { class: "reasons", id: "reasons" });
  readonly #row = el("ol", { class: "row", id: "similar" });
  #blocked = false;

  constructor(app: App, film: Film) {
    this.#app = app;
    this.#film = film;
    this.#similar = similarTo(film, [...app.films.values()]);
    const press = () => void this.#setBlocked(!this.#blocked);
    const block = {
      type: "button",
      class: "deed spelled",
      id: "block",
      "aria-pressed": "false",
      on: { click: press },
    };
    this.#block = el("button", block, icon("block"), el("span", {}, app.texts.card.block));
    // autoTrack records that the film's page was in sight, and for how long, where a purpose allows it.
    this.element = el(
      "article",
      { class: "film-page", "data-hearth-view": film.id },
      this.#top(),
      this.#like(),
    );
  }

  /** Where the film stands, what was said about it, and the order of the films like it. */
  async refresh(): Promise<void> {
    const { session } = this.#app;
    const [{ items, eligible }, similar, person] = await Promise.all([
      session.hearth.explain({ items: [this.#film.id], reasons: -1, counterfactuals: 0, seen: "hide" }),
      session.hearth.rank({ candidates: this.#similar, n: 12, seen: "show" }),
      session.person(),
    ]);
    fillRow(
      this.#app,
      this.#row,
      similar.items.map(({ id }) => id),
    );
    if (items[0]) this.#explain(items[0], eligible);
    this.#blocked = person.blocked.has(this.#film.id);
    this.#block.setAttribute("aria-pressed", String(this.#blocked));
    markDeeds(this.element, person);
  }

  async #setBlocked(blocked: boolean): Promise<void> {
    const { said } = this.#app.texts;
    try {
      await this.#app.session.setBlocked(this.#film.id, blocked);
      const { decided } = await this.#app.session.person();
      const words = decided ? said.blocked : said.blockedNow;
      this.#app.say((blocked ? words : said.unblocked)(this.#film.title));
    } catch (error) {
      this.#app.say(said.failed(reasonOf(error)));
    }
  }

  #explain({ above, tied, hidden, reasons = [] }: Explained, eligible: number): void {
    const { lang, texts, words } = this.#app;
    const place = (above + tied + 1).toLocaleString(lang);
    const text =
      hidden === "seen" || hidden === "blocked"
        ? texts.film[hidden]
        : texts.film.standing(place, eligible.toLocaleString(lang));
    const lines = [
      ...new Set(
        (hidden ? [] : reasons).filter(({ score }) => score > 0).map((r) => wordsOf(r, words.reasons)),
      ),
    ];
    this.#standing.textContent = text;
    this.#reasons.replaceChildren(...lines.slice(0, 3).map((reason) => el("li", {}, reason)));
  }

  #top(): HTMLElement {
    const { texts } = this.#app;
    const film = this.#film;
    const why = el("hearth-reasons", { item: film.id, class: "own" });
    Object.assign(why, {
      options: { seen: "hide" },
      titleOf: this.#app.titleOf,
      catalogue: this.#app.words,
      hearth: this.#app.hearth,
    });
    const standing = el(
      "section",
      { class: "stands", "aria-labelledby": "stands-title" },
      el("h2", { id: "stands-title" }, texts.film.why),
      this.#standing,
      this.#reasons,
      why,
    );
    return el(
      "div",
      { class: "film-top" },
      el("div", { class: "poster large" }, poster(film)),
      el(
        "div",
        { class: "film-text" },
        el("h1", { tabindex: -1 }, film.title),
        el("dl", { class: "details" }, ...details(this.#app, film)),
        this.#deeds(),
        standing,
      ),
    );
  }

  #deeds(): HTMLElement {
    const button = (deed: "like" | "dislike" | "watchlist") => deedButton(this.#app, this.#film, deed, true);
    return el(
      "div",
      { class: "acts deeds" },
      button("like"),
      button("dislike"),
      button("watchlist"),
      this.#block,
    );
  }

  #like(): HTMLElement {
    const { similar, similarNote } = this.#app.texts.film;
    return el(
      "section",
      { class: "shelf", "aria-labelledby": "similar-title", hidden: this.#similar.length === 0 },
      el(
        "div",
        { class: "section-head" },
        el("h2", { id: "similar-title" }, similar),
        el("p", { class: "note" }, similarNote),
      ),
      this.#row,
    );
  }
}

function details(app: App, film: Film): HTMLElement[] {
  const { film: words } = app.texts;
  const named = (value?: string) => value && nameOf(value, app.lang);
  const searched = (value?: string, shown = value) =>
    value && el("a", { href: app.link("search", value) }, shown ?? value);
  const stars = film.stars?.toLocaleString(app.lang, { minimumFractionDigits: 1 });
  const rows: [string, string | HTMLElement | undefined][] = [
    [words.released, date(film.released, app.lang)],
    [words.director, searched(film.director)],
    [words.genre, searched(film.genre, named(film.genre))],
    [nameOfEra(app), searched(era(film), nameOf(era(film), app.lang))],
    [words.setting, named(film.setting)],
    [words.source, named(film.source)],
    [words.certificate, film.certificate],
    [words.minutes, film.minutes && words.length(film.minutes)],
    [words.stars, stars && words.rating(stars, film.votes.toLocaleString(app.lang))],
  ].map(([name, value]) => [name as string, (value || undefined) as string | HTMLElement | undefined]);
  return rows.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []));
}

function nameOfEra({ lang }: App): string {
  return lang === "de" ? "Jahrzehnt" : "Decade";
}

function date(day: string, lang: string): string {
  const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Date(day).toLocaleDateString(lang === "de" ? "de-DE" : "en-GB", options);
}
