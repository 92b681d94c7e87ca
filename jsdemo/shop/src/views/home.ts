// The home page: what Hearth is in three lines, the invitation, and shelves that follow every click.

import { wordsOf } from "@hearthrank/sdk";
import type { App, MakeView } from "../app.ts";
import { markDeeds, tellReason } from "../card.ts";
import { breath, el } from "../dom.ts";
import { countRequests, moduleSize } from "../facts.ts";
import { figure } from "../figures.ts";
import { fillRow, put, reorder } from "../row.ts";
import type { Picture } from "../session.ts";
import { type Shelf, shelves, tellingReason } from "../shelves.ts";
import { nameOf } from "../words.ts";
import { figures, hero, keyOf, section } from "./home-frame.ts";

/** Shelves that a window shows at first. */
const inSight = 2;

/** Makes the home page. */
export const homeView: MakeView = async (app) => {
  const home = new Home(app);
  await home.refresh().catch((error) => {
    home.leave();
    throw error;
  });
  return {
    title: app.texts.hero.title,
    element: home.element,
    refresh: () => home.refresh(),
    leave: () => home.leave(),
  };
};

/** Below this width the invitation stands under the first shelf, so that films are in sight at once. */
const narrow = matchMedia("(max-width: 63.99rem)");

class Home {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #shelves = el("div", { class: "shelves", id: "shelves" });
  readonly #note = el("p", { class: "note generic", id: "generic", role: "status" });
  readonly #consent = el("div", { class: "consent-place", id: "consent-place" });
  readonly #hero: HTMLElement;
  readonly #figures: ReturnType<typeof figures>;
  readonly #place = () => this.#arrange(this.#sections);
  readonly #stop: () => void;
  #turn = 0;

  constructor(app: App) {
    this.#app = app;
    this.#figures = figures(app, app.films.size, moduleSize());
    this.#hero = hero(app, this.#figures.element);
    this.element = el(
      "div",
      { class: "home" },
      this.#hero,
      this.#consent,
      this.#note,
      this.#shelves,
      genres(app),
    );
    this.#stop = countRequests(app.started.firstSlate, (n) =>
      this.#figures.requests(app.texts.facts.requests(n)),
    );
    narrow.addEventListener("change", this.#place);
  }

  /** Asks for the slate and shows it. What stays the same is left as it is. */
  async refresh(): Promise<void> {
    const picture = await this.#app.session.picture();
    const { slate } = picture;
    const { decided, steers } = picture.person;
    const why = slate.generic === "consent" && steers && !decided ? "visit" : slate.generic;
    const generic = slate.personal ? "" : (this.#app.texts.generic[why ?? ""] ?? "");
    if (this.#note.textContent !== generic) this.#note.textContent = generic;
    this.#note.hidden = generic === "";
    this.element.classList.toggle("personal", slate.personal);
    this.#tellTime(picture);
    this.#show(shelves(picture, this.#app.films), picture);
  }

  leave(): void {
    this.#turn++;
    this.#stop();
    narrow.removeEventListener("change", this.#place);
  }

  #show(wanted: readonly Shelf[], picture: Picture): void {
    const old = new Map(this.#sections.map((s) => [s.dataset.shelf, s]));
    const sections = wanted.map((shelf) => old.get(keyOf(shelf)) ?? this.#section(shelf));
    this.#arrange(sections);
    void this.#fillAll(wanted, sections, picture);
  }

  /** A shelf, with a way past its many buttons for who goes by keyboard. */
  #section(shelf: Shelf): HTMLElement {
    const made = section(shelf);
    const skip = { type: "button", class: "skip-shelf", on: { click: () => this.#skip(made) } };
    made.prepend(el("button", skip, this.#app.texts.skipShelf));
    return made;
  }

  /** Moves the focus to the heading after a shelf. */
  #skip(shelf: HTMLElement): void {
    const headings = [...this.element.querySelectorAll<HTMLElement>("h2")];
    const next = headings.find(
      (one) => shelf.compareDocumentPosition(one) === Node.DOCUMENT_POSITION_FOLLOWING,
    );
    if (!next) return;
    next.tabIndex = -1;
    next.focus();
  }

  get #sections(): HTMLElement[] {
    const all = [...this.#shelves.children] as HTMLElement[];
    return all.filter((one) => one !== this.#consent);
  }

  /** Shelves in this order, and the invitation after the head or, in a narrow window, after the first of them. */
  #arrange(sections: readonly HTMLElement[]): void {
    const [first, ...rest] = sections;
    const within = narrow.matches && first !== undefined;
    if (!within) put(this.element, this.#consent, this.#note); // before it would be taken out of the shelves
    reorder(this.#shelves, within ? [first, this.#consent, ...rest] : sections);
  }

  /** Fills the shelves that are in sight at first within this task, and each of the others in one of its own, so that a click is answered at once. */
  async #fillAll(
    wanted: readonly Shelf[],
    sections: readonly HTMLElement[],
    picture: Picture,
  ): Promise<void> {
    const turn = ++this.#turn;
    for (const [i, shelf] of wanted.entries()) {
      if (i >= inSight) await breath();
      if (turn !== this.#turn) return;
      const place = sections[i] as HTMLElement;
      this.#fill(place, shelf, picture);
      markDeeds(place, picture.person);
    }
  }

  #fill(place: HTMLElement, shelf: Shelf, { now, slate, person }: Picture): void {
    const { texts } = this.#app;
    const left = slate.personal || person.steers; // what was seen, blocked, or stands on another shelf
    const [heading, note, list] = [".shelf-title", ".note", ".row"].map((s) => place.querySelector(s));
    if (heading) heading.textContent = headline(this.#app, shelf, now);
    if (note)
      note.textContent = shelf.kind === "popular" && left ? texts.popularLeft : texts.note[shelf.kind];
    const ids = shelf.items.map(({ id }) => id);
    fillRow(this.#app, list as HTMLElement, ids);
    const byId = new Map(shelf.items.map((item) => [item.id, item]));
    for (const shown of (list?.children ?? []) as HTMLCollectionOf<HTMLElement>) {
      const reason = spoken(shelf) && tellingReason(byId.get(shown.dataset.film ?? "")?.reasons);
      tellReason(shown, reason ? wordsOf(reason, this.#app.words.reasons) : "");
    }
  }

  #tellTime({ slate, took }: Picture): void {
    const { lang, texts } = this.#app;
    this.#figures.ranked(texts.facts.ranked(figure(slate.eligible, lang), figure(took, lang, 1)));
  }
}

/** Whether the cards of a shelf say a reason: where the heading does not say it for all. */
function spoken({ kind }: Shelf): boolean {
  return kind === "you" || kind === "fresh";
}

function headline({ texts, films }: App, { kind, about }: Shelf, now: number): string {
  const { shelf } = texts;
  if (kind === "because")
    return shelf.because(
      texts.did[about?.type ?? ""] ?? texts.did.view ?? "",
      films.get(about?.id ?? "")?.title ?? "",
    );
  return kind === "moment" ? shelf.moment(texts.moment(new Date(now))) : shelf[kind];
}

/** Links to the search for each genre. */
function genres(app: App): HTMLElement {
  const all = [...new Set([...app.films.values()].map(({ genre }) => genre))].filter((g) => g !== undefined);
  const links = all
    .sort((a, b) => (nameOf(a, app.lang) < nameOf(b, app.lang) ? -1 : 1))
    .map((genre) =>
      el("li", {}, el("a", { class: "tag", href: app.link("search", genre) }, nameOf(genre, app.lang))),
    );
  return el(
    "section",
    { class: "genres", "aria-labelledby": "genres-title" },
    el("h2", { id: "genres-title" }, app.texts.genres),
    el("ul", { class: "tags" }, ...links),
  );
}
