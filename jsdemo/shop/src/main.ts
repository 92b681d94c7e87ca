// The demo: starts the engine, shows the first slate, and then everything else.

import "./start.ts"; // before all else: it sets the worker to work

import { HearthError, StorageUnavailable } from "@hearthrank/sdk";
import { defineHearthElements } from "@hearthrank/sdk/elements";
import { autoTrack } from "@hearthrank/sdk/track";
import { type Address, format } from "./address.ts";
import type { App, Lang, Started } from "./app.ts";
import { byId, el, whenIdle } from "./dom.ts";
import { Finder } from "./finder.ts";
import { lang as firstLang, own, type Press, pressed, texts } from "./first.ts";
import { goOffline, offline } from "./offline.ts";
import type { Deed } from "./person.ts";
import { reasonOf } from "./reason.ts";
import { Router } from "./router.ts";
import { purposeOf, Session } from "./session.ts";
import { Shell } from "./shell.ts";
import { type Begun, beginning } from "./start.ts";
import "./style.css";
import "./shell.css";
import "./films.css";
import "./film.css";
import "virtual:first-page.css";
import { makers } from "./views.ts";
import { words } from "./words.ts";

/** The running demo. */
class Demo {
  readonly #shell: Shell;
  readonly #begun: Begun;
  readonly #session: Session;
  readonly #started: Started;
  readonly #router: Router;
  readonly finder: Finder;
  #app: App;
  #pending: { deed: Deed; id: string } | undefined;

  constructor(shell: Shell, begun: Begun, session: Session, started: Started) {
    this.#shell = shell;
    this.#begun = begun;
    this.#session = session;
    this.#started = started;
    this.finder = new Finder(begun.films);
    this.#app = this.#appIn(firstLang);
    this.#router = new Router({
      outlet: byId("main"),
      makers: makers(this.finder),
      app: (address) => this.#speak(address),
      lang: () => this.#kept,
      shown: (address, view) => shell.shown(address, view),
      failed: (error) => {
        shell.keepConsent();
        fail(error, this.#app.texts.failedPage);
      },
    });
    session.onChange(() => void this.#router.refresh());
    session.onChange(() => void shell.tellSignal());
    begun.hearth.on("error", (error) => {
      console.warn(error);
      if (error instanceof StorageUnavailable) shell.tellUnkept();
    });
    document.body.addEventListener("hearth-decided", ({ detail }) => this.#decided(detail.granted));
    document.addEventListener("visibilitychange", () => session.look());
    setInterval(() => session.look(), 60_000);
    byId("language").addEventListener("click", () => this.#switchLanguage());
  }

  /** Shows the page that the address names. */
  async show(): Promise<void> {
    this.#shell.speak(this.#app);
    await this.#router.begin();
    autoTrack(byId("main"), this.#begun.hearth, { exitIntent: false });
  }

  /** Does what a person asked for before the demo could. */
  answer(press: Press | undefined): void {
    if (press?.at !== location.hash) return; // another page was asked for since
    if (press?.what === "why") this.#shell.why(press.film);
    else if (press) this.#act(press.what as Deed, press.film).catch(() => undefined); // which has told
  }

  /** A yes to what the last press would have needed does it; a no forgets it. */
  #decided(granted: readonly string[]): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending && granted.includes(purposeOf[pending.deed]))
      this.#act(pending.deed, pending.id).catch(() => undefined);
  }

  /** The language for addresses: none where it is the browser's own. */
  get #kept(): Address["lang"] {
    return this.#app.lang === own ? undefined : this.#app.lang;
  }

  /** The app in the language of an address, where that names one. */
  #speak({ lang }: Address): App {
    if (lang && lang !== this.#app.lang) {
      this.#app = this.#appIn(lang);
      this.#shell.speak(this.#app);
    }
    return this.#app;
  }

  #switchLanguage(): void {
    this.#app = this.#appIn(this.#app.lang === "de" ? "en" : "de");
    this.#shell.speak(this.#app);
    void this.#router.again();
  }

  #appIn(lang: Lang): App {
    const { hearth, films } = this.#begun;
    return {
      hearth,
      films,
      lang,
      started: this.#started,
      session: this.#session,
      texts: texts[lang],
      words: words[lang],
      titleOf: (id) => films.get(id)?.title,
      say: (text) => this.#shell.say(text),
      link: (page, rest = "") => format({ page, rest, lang: lang === own ? undefined : lang }),
      why: (id) => this.#shell.why(id),
      act: (deed, id) => this.#act(deed, id),
      openConsent: () => this.#shell.openConsent(),
    };
  }

  async #act(deed: Deed, id: string): Promise<boolean> {
    const { said } = this.#app.texts;
    const outcome = await this.#session.toggle(deed, id).catch((error: unknown) => {
      this.#shell.say(said.failed(reasonOf(error)));
      throw error;
    });
    const title = this.#app.titleOf(id) ?? id;
    this.#pending = outcome === "undecided" ? { deed, id } : undefined;
    if (outcome === "done") this.#shell.say(said[deed](title));
    else this.#shell.say(outcome === "undone" ? said.undone(title) : said[outcome]);
    if (outcome === "undecided") this.#shell.openConsent();
    return outcome === "done";
  }
}

/** Says in the place of the page that it, or the whole demo, could not be shown, and why. */
function fail(error: unknown, tell: (why: string) => string): void {
  const { failedTitle, again } = texts[document.documentElement.lang as Lang];
  const hint = error instanceof HearthError && error.hint ? ` ${error.hint}` : "";
  const reload = { type: "button", class: "quiet", on: { click: () => location.reload() } };
  byId("main").replaceChildren(
    el("h1", {}, failedTitle),
    el("p", { class: "failure" }, `${tell(reasonOf(error))}${hint}`),
    el("p", {}, el("button", reload, again)),
  );
  console.error(error);
}

/** Learns from the browser, where it tells that, when the films of the page were painted. */
function tellInSight(started: Started): void {
  const observer = new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) {
      started.inSight ??= startTime;
      performance.mark("films in sight", { startTime }); // for whoever measures the page
    }
  });
  observer.observe({ type: "element", buffered: true });
}

async function main(): Promise<void> {
  defineHearthElements();
  try {
    const begun = await beginning;
    const session = new Session(begun.hearth, begun.films, __POPULAR__);
    const picture = await session.picture();
    performance.mark("first slate answered");
    const started: Started = {
      inSight: undefined,
      firstSlate: performance.now(),
      opened: begun.opened,
      firstRanking: picture.took,
    };
    tellInSight(started);
    const shell = new Shell();
    const demo = new Demo(shell, begun, session, started);
    await demo.show();
    started.firstSlate = performance.now();
    performance.mark("first slate shown");
    document.documentElement.dataset.ready = "true";
    demo.answer(pressed);
    void offline.then((kept) => kept && shell.tellOffline());
    whenIdle(() => void demo.finder.build().then(goOffline));
  } catch (error) {
    fail(error, texts[firstLang].failed);
  }
}

void main();
