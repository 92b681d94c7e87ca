// Privacy: what can be checked in this very browser: the module's imports, the requests, the policy, the data map.

import type { Profile } from "@hearthrank/sdk";
import type { App, MakeView } from "../app.ts";
import { el } from "../dom.ts";
import { engineAddress } from "../facts.ts";
import { below } from "../files.ts";
import { builtFiles, checks, fromCache, sha256 } from "../own/built.ts";
import { decisions } from "../own/decisions.ts";
import { type Attempt, tryToLeak } from "../own/leak.ts";
import { type Asked, asked, type Entry } from "../own/requests.ts";
import { Sheet } from "../own/sheet.ts";
import { Words } from "../own/words.ts";
import { reasonOf } from "../reason.ts";
import "../own/own.css";
import "./privacy.css";
import { type PrivacyKey, privacyTexts } from "./privacy.texts.ts";
import { limitsSection, mapSection, signalSection } from "./privacy-map.ts";
import { leakSection, moduleSection, requestsSection } from "./privacy-proofs.ts";

/** What was found in the module. */
export interface ModuleFacts {
  path: string;
  imports: readonly string[];
  exports: readonly string[];
  bytes: number;
  hash: string | undefined;
}

/** What the page shows. */
export interface PrivacyState {
  module: ModuleFacts | undefined;
  /** Why the module could not be looked at. */
  trouble: string | undefined;
  requests: readonly Asked[];
  /** Files of the build, where the browser has a list of them. */
  listed: number | undefined;
  attempts: readonly Attempt[] | undefined;
  trying: boolean;
  /** The browser's own property, and what the Hearth goes by. */
  browserSignal: boolean | undefined;
  signal: boolean;
  decisions: number;
}

/** What the sections work with. */
export interface Checks {
  readonly app: App;
  readonly w: Words<PrivacyKey>;
  /** Tries to send something out. */
  leak(): Promise<void>;
}

/** The page at `#/privacy`. */
export const privacyView: MakeView = async (app) => {
  const page = new PrivacyPage(app);
  await page.refresh();
  page.watch();
  return {
    title: page.w.t("title"),
    element: page.element,
    refresh: () => page.refresh(),
    leave: () => page.leave(),
  };
};

class PrivacyPage implements Checks {
  readonly app: App;
  readonly w: Words<PrivacyKey>;
  readonly #sheet: Sheet<PrivacyState>;
  readonly #base = new URL("./", document.baseURI).href;
  readonly #entries: Entry[] = [];
  #list: ReadonlySet<string> | undefined;
  #observer: PerformanceObserver | undefined;
  #state: PrivacyState = {
    module: undefined,
    trouble: undefined,
    requests: [],
    listed: undefined,
    attempts: undefined,
    trying: false,
    browserSignal: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
    signal: false,
    decisions: 0,
  };

  constructor(app: App) {
    this.app = app;
    this.w = new Words(app.lang, privacyTexts);
    const sections = [
      moduleSection(this),
      requestsSection(this),
      leakSection(this),
      mapSection(this),
      signalSection(this),
      limitsSection(this),
    ];
    this.#sheet = new Sheet("own-privacy", [el("p", { class: "own-lede" }, this.w.t("lede"))], sections);
  }

  get element(): HTMLElement {
    return this.#sheet.element;
  }

  #set(news: Partial<PrivacyState>): void {
    this.#state = { ...this.#state, ...news };
    this.#sheet.show(this.#state);
  }

  /** Reads what the Hearth says. */
  async refresh(): Promise<void> {
    const { signal, ledger }: Pick<Profile, "signal" | "ledger"> = await this.app.hearth.profile();
    this.#set({ signal, decisions: decisions({ ledger }) });
  }

  /** Begins to count requests, and looks at the module. */
  watch(): void {
    const [page] = performance.getEntriesByType("navigation") as PerformanceResourceTiming[];
    if (page) this.#entries.push(page);
    this.#observer = new PerformanceObserver((list) => {
      this.#entries.push(...(list.getEntries() as PerformanceResourceTiming[]));
      this.#judge();
    });
    this.#observer.observe({ type: "resource", buffered: true });
    void this.#findList();
    void navigator.serviceWorker?.ready.then(() => this.#findList()); // on a first visit the list comes later
    void this.#lookAtModule();
  }

  async #findList(): Promise<void> {
    this.#list = await builtFiles(this.#base);
    this.#judge();
  }

  #judge(): void {
    const bounds = {
      base: this.#base,
      firstSlate: this.app.started.firstSlate,
      list: this.#list,
      checks,
    };
    const requests = this.#entries
      .filter(({ name }) => /^https?:/.test(name))
      .map((entry) => asked(entry, bounds));
    this.#set({ requests, listed: this.#list?.size });
  }

  async #lookAtModule(): Promise<void> {
    try {
      const bytes = await (await fromCache(engineAddress)).arrayBuffer();
      const module = await WebAssembly.compile(bytes);
      const path = below(engineAddress, this.#base) ?? engineAddress;
      this.#set({
        module: {
          path,
          imports: WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`),
          exports: WebAssembly.Module.exports(module).map(({ name }) => name),
          bytes: bytes.byteLength,
          hash: await sha256(bytes),
        },
      });
    } catch (error) {
      this.#set({ trouble: reasonOf(error) });
    }
  }

  async leak(): Promise<void> {
    this.#set({ trying: true });
    const attempts = await tryToLeak();
    this.#set({ attempts, trying: false });
  }

  leave(): void {
    this.#observer?.disconnect();
  }
}
