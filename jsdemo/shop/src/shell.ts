// What is around every page: words of header and footer, colours, the invitation, the panel of reasons, and the line at the bottom.

import type { HearthConsent, HearthReasons } from "@hearthrank/sdk/elements";
import type { Address } from "./address.ts";
import type { App, View } from "./app.ts";
import { byId, whenIdle } from "./dom.ts";
import { speakIn } from "./spoken.ts";

/** The shell of the document. */
export class Shell {
  readonly #consent = byId<HearthConsent>("consent");
  readonly #reasons = byId<HearthReasons>("why");
  readonly #status = byId("status");
  readonly #home = byId("consent-home");
  readonly #more = byId<HTMLAnchorElement>("consent-more"); // within the invitation, which is out of the document at times
  #opener: Element | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #app: App | undefined;
  #unkept = false;

  constructor() {
    byId("theme").addEventListener("click", () => this.#setTheme(!this.#dark));
    byId("settings").addEventListener("click", () => this.openConsent());
    this.#consent.addEventListener("keydown", ({ key }) => this.#escape(key));
    document.querySelector(".skip")?.addEventListener("click", (event) => skip(event));
    this.#reasons.shadowRoot?.addEventListener("toggle", (event) => this.#reasonsToggled(event), true);
    const { body } = document;
    body.addEventListener("hearth-decided", ({ detail }) => this.#decided(detail));
    body.addEventListener("hearth-forgotten", ({ detail }) => this.#tell("forgotten", detail.removed));
    body.addEventListener("hearth-erased", () => this.say(this.#app?.texts.said.erased ?? ""));
  }

  /** Takes the app in the language that holds now. */
  speak(app: App): void {
    this.#app = app;
    speakIn(app.lang, app.texts, this.#more);
    byId("nav").setAttribute("aria-label", app.texts.menu);
    byId("language").setAttribute("lang", app.lang === "de" ? "en" : "de");
    this.#nameTheme();
    for (const element of [this.#consent, this.#reasons]) {
      element.catalogue = app.words;
      element.titleOf = app.titleOf;
      element.hearth = app.hearth;
    }
    this.#reasons.options = { seen: "hide" };
    this.#tellStorage(app);
    void this.tellSignal();
  }

  /** Marks where one is, and puts the invitation there: on the home page in its place, elsewhere out of sight until it is asked for. */
  shown({ page }: Address, view: View): void {
    document.title = `${view.title} – Hearth`;
    this.#status.classList.remove("on"); // it was about the page before
    for (const link of document.querySelectorAll<HTMLAnchorElement>("#nav a")) {
      if (link.dataset.page === page) markHere(link);
      else link.removeAttribute("aria-current");
      link.href = this.#app?.link((link.dataset.page ?? "home") as Address["page"]) ?? link.href;
    }
    this.#more.href = this.#app?.link("privacy") ?? "";
    byId<HTMLAnchorElement>("brand").href = this.#app?.link("home") ?? "";
    const place = view.element.querySelector("#consent-place");
    (place ?? this.#home).append(this.#consent);
    this.#consent.toggleAttribute("floating", !place);
    this.#consent.hidden = !place;
  }

  /** Escape closes the invitation where it floats over a page. */
  #escape(key: string): void {
    if (key !== "Escape" || !this.#consent.hasAttribute("floating")) return;
    this.#consent.hidden = true;
    byId("settings").focus();
  }

  /** Opens the exact reasons for a film's place. */
  why(id: string): void {
    this.#opener = document.activeElement;
    this.#reasons.item = id;
    this.#reasons.show();
  }

  /** Gives the focus back to what opened the panel, or, when that is gone, to the page. */
  #reasonsToggled(event: Event): void {
    const { activeElement: active } = document;
    const lost = active === document.body || active === this.#reasons;
    if ((event as ToggleEvent).newState !== "closed" || !lost) return;
    const opener = this.#opener?.isConnected ? (this.#opener as HTMLElement) : byId("main");
    opener.focus({ preventScroll: true });
  }

  /** Opens the invitation with the present answers. */
  openConsent(): void {
    this.#consent.hidden = false;
    this.#consent.open();
  }

  /** Shows a line for a few seconds; screen readers read it. */
  say(text: string): void {
    this.#status.textContent = text;
    this.#status.classList.add("on");
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#status.classList.remove("on"), 5000);
  }

  /** Takes the invitation out of a page that will be replaced. */
  keepConsent(): void {
    this.#home.append(this.#consent);
    this.#consent.toggleAttribute("floating", true);
    this.#consent.hidden = true;
  }

  /** Says, until the page is closed, that what was done last could not be kept. */
  tellUnkept(): void {
    this.#unkept = true;
    if (!this.#app) return;
    this.#tellStorage(this.#app);
    this.say(this.#app.texts.footer.unkept);
  }

  /** Says that the page can be opened without a network. */
  tellOffline(): void {
    byId("offline").hidden = false;
  }

  /** Shows whether Global Privacy Control is honoured. */
  async tellSignal(): Promise<void> {
    const person = await this.#app?.session.person();
    byId("signal").hidden = !person?.signal;
  }

  #tellStorage({ hearth, texts }: App): void {
    const { storage, storageReason = "asked" } = hearth.info;
    const place = byId("storage");
    place.hidden = storage !== "memory" && !this.#unkept;
    place.textContent = this.#unkept ? texts.footer.unkept : (texts.footer.memory[storageReason] ?? "");
  }

  #tell(what: "forgotten", count: number): void {
    if (this.#app) this.say(this.#app.texts.said[what](count));
  }

  #decided({ granted, withdrawn, removed }: HTMLElementEventMap["hearth-decided"]["detail"]): void {
    if (!this.#app) return;
    const { said } = this.#app.texts;
    const no = withdrawn.length > 0 ? said.withdrawn(removed) : said.denied;
    this.say(granted.length > 0 && withdrawn.length === 0 ? said.granted : no);
    this.#consent.hidden = this.#consent.hasAttribute("floating");
  }

  get #dark(): boolean {
    const { theme } = document.documentElement.dataset;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  /** Sets the colours for this visit; nothing is written. */
  #setTheme(dark: boolean): void {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    this.#nameTheme();
  }

  #nameTheme(): void {
    const { theme } = this.#app?.texts ?? {};
    const name = this.#dark ? theme?.toLight : theme?.toDark;
    byId("theme").setAttribute("aria-label", name ?? "");
    byId("theme").title = name ?? "";
  }
}

/** Marks the link to the page that is shown, and brings it into sight where the list of pages scrolls. */
function markHere(link: HTMLAnchorElement): void {
  const nav = byId("nav");
  link.setAttribute("aria-current", "page");
  whenIdle(() => {
    if (nav.scrollWidth > nav.clientWidth) nav.scrollLeft = link.offsetLeft - nav.clientWidth / 3;
  });
}

/** Moves the focus into the page without changing the address. */
function skip(event: Event): void {
  event.preventDefault();
  byId("main").focus();
}
