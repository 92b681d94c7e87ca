// The page: starts the engine, shows the shelf, and lets every click change it at once.

import { HearthError } from "@hearthrank/sdk";
import { type CardActions, markOpinions } from "./card.ts";
import { prepareCatalogue } from "./catalogue.ts";
import { byId } from "./dom.ts";
import type { Film } from "./film.ts";
import { openFilm, prepareDialog, refreshFilm } from "./filmdialog.ts";
import { showConsent, showDevice, showFacts } from "./panels.ts";
import { type Deed, type Ranking, Session } from "./session.ts";
import { shelfLength, showFrames, showShelf } from "./shelf.ts";
import { type Started, start } from "./start.ts";

/** The running page. */
class Page implements CardActions {
  readonly #session: Session;
  readonly #films: ReadonlyMap<string, Film>;

  constructor({ engine, films }: Started) {
    this.#session = new Session(engine);
    this.#films = new Map(films.map((film) => [film.id, film]));
    byId("forget-all").addEventListener("click", () => this.#forgetAll());
  }

  /** Ranks and shows everything that depends on the device. */
  show(): Ranking {
    const ranking = this.#session.recommend(shelfLength);
    showShelf(ranking, this.#films, this);
    showDevice(this.#session, this.#films, (ref) => this.#forget(ref));
    showConsent(this.#session.personal, () => this.#toggle());
    markOpinions((id) => this.#session.opinion(id)?.type);
    refreshFilm();
    return ranking;
  }

  open(film: Film, at: "film" | "why"): void {
    if (at === "film" && this.#session.observe("view", film.id)) this.show();
    openFilm(film, at, this, (id) => this.#session.explain(id));
  }

  judge(film: Film, deed: Exclude<Deed, "view">): void {
    const held = this.#session.opinion(film.id);
    if (held) this.#session.forget(held.ref);
    const taken = held?.type === deed;
    if (!taken && !this.#session.observe(deed, film.id)) {
      say("Nothing was recorded: personalisation is off. Press “Personalise on this device” first.");
      return;
    }
    this.show();
    say(
      taken
        ? `Forgotten: your opinion of ${film.title}`
        : `${deed === "like" ? "Liked" : "Not for you"}: ${film.title}`,
    );
  }

  opinion(film: Film): Deed | undefined {
    return this.#session.opinion(film.id)?.type;
  }

  #toggle(): void {
    const { personal } = this.#session;
    if (personal) this.#session.stop();
    else this.#session.personalise();
    this.show();
    byId("personalise").focus();
    say(
      personal
        ? "Personalisation is off and everything is forgotten."
        : "Personalisation is on. Open or like a film.",
    );
  }

  #forget(ref: number): void {
    this.#session.forget(ref);
    this.show();
    const next = document.querySelector<HTMLElement>("#device-events button") ?? byId("device-title");
    next.focus();
    say("Forgotten, as if it had never been.");
  }

  #forgetAll(): void {
    this.#session.forgetAll();
    this.show();
    say("Everything is forgotten.");
  }
}

const statusLine = byId("status");
let silence: ReturnType<typeof setTimeout> | undefined;

/** Shows a line for a few seconds; screen readers read it. It goes where the visitor is: the page or the open dialog. */
function say(text: string): void {
  const dialog = byId<HTMLDialogElement>("film");
  const place = dialog.open ? dialog : document.body;
  if (statusLine.parentElement !== place) place.append(statusLine);
  statusLine.textContent = text;
  statusLine.classList.add("on");
  clearTimeout(silence);
  silence = setTimeout(() => statusLine.classList.remove("on"), 4000);
}

function fail(error: unknown): void {
  const hint = error instanceof HearthError && error.hint ? ` ${error.hint}` : "";
  const text = error instanceof Error ? error.message : String(error);
  byId("shelf-films").replaceChildren();
  const note = byId("shelf-note");
  note.textContent = `The shelf could not start: ${text}.${hint}`;
  note.classList.add("failure");
  console.error(error);
}

async function main(): Promise<void> {
  showFrames();
  prepareDialog();
  const started = await start();
  const page = new Page(started);
  const ranking = page.show();
  const ready = performance.now();
  prepareCatalogue(started.films, page);
  showFacts(started, ranking.milliseconds, ready);
  document.documentElement.dataset.ready = "true";
}

main().catch(fail);
