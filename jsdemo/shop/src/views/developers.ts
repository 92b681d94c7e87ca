// For developers: the ten lines, what it weighs, and how quickly it starts and answers, measured in this very browser.

import shelfCode from "../../examples/shelf.js?raw";
import type { App, MakeView } from "../app.ts";
import { el, svg } from "../dom.ts";
import { engineAddress } from "../facts.ts";
import { bins } from "../own/bins.ts";
import { codeBlock } from "../own/code.ts";
import { goSnippet } from "../own/gosnippet.ts";
import { documentUrl } from "../own/links.ts";
import { calls, events, type Measured, measure, packAddress, type Weight, weigh } from "../own/measure.ts";
import { type Section, Sheet } from "../own/sheet.ts";
import { table } from "../own/table.ts";
import { Words } from "../own/words.ts";
import { quantile } from "../quantile.ts";
import { reasonOf } from "../reason.ts";
import { scriptUrl } from "../trusted.ts";
import "../own/own.css";
import "./developers.css";
import { type DevelopersKey, developersTexts } from "./developers.texts.ts";

type W = Words<DevelopersKey>;

/** A file that was weighed. */
interface Weighed extends Weight {
  address: string;
  what: string;
}

interface DevelopersState {
  weights: readonly Weighed[] | undefined;
  weighTrouble: string | undefined;
  measured: Measured | undefined;
  measuring: boolean;
  measureTrouble: string | undefined;
}

/** The page at `#/developers`. */
export const developersView: MakeView = (app) => {
  const page = new DevelopersPage(app);
  void page.weigh();
  return { title: page.w.t("title"), element: page.element };
};

class DevelopersPage {
  readonly app: App;
  readonly w: W;
  readonly #sheet: Sheet<DevelopersState>;
  #state: DevelopersState = {
    weights: undefined,
    weighTrouble: undefined,
    measured: undefined,
    measuring: false,
    measureTrouble: undefined,
  };

  constructor(app: App) {
    this.app = app;
    this.w = new Words(app.lang, developersTexts);
    const { w } = this;
    const sections = [
      jsSection(w, app),
      goSection(w, app),
      sizesSection(w),
      startSection(w, app),
      measureSection(w, app, () => this.#measure()),
      moreSection(w),
    ];
    this.#sheet = new Sheet("own-developers", [el("p", { class: "own-lede" }, w.t("lede"))], sections);
    this.#set({});
  }

  get element(): HTMLElement {
    return this.#sheet.element;
  }

  #set(news: Partial<DevelopersState>): void {
    this.#state = { ...this.#state, ...news };
    this.#sheet.show(this.#state);
  }

  /** Weighs the files that make a ranking. */
  async weigh(): Promise<void> {
    const scripts = [...document.querySelectorAll<HTMLScriptElement>("script[type=module][src]")];
    const files: [string, string][] = [
      [engineAddress, this.w.t("what.module")],
      [String(scriptUrl("hearth")), this.w.t("what.worker")],
      [packAddress(), this.w.t("what.pack", { n: this.app.films.size })],
      ...scripts.map(({ src }): [string, string] => [src, this.w.t(purposeOf(src))]),
    ];
    try {
      const weights = await Promise.all(
        files.map(async ([address, what]) => ({ address, what, ...(await weigh(address)) })),
      );
      this.#set({ weights });
    } catch (error) {
      this.#set({ weighTrouble: reasonOf(error) });
    }
  }

  async #measure(): Promise<void> {
    this.#set({ measuring: true, measureTrouble: undefined });
    try {
      this.#set({ measured: await measure([...this.app.films.keys()]) });
    } catch (error) {
      this.#set({ measureTrouble: reasonOf(error) });
    }
    this.#set({ measuring: false });
  }
}

/** What a script of the page is for, by the name that the build gives it. */
function purposeOf(address: string): DevelopersKey {
  const name = new URL(address).pathname.split("/").at(-1) ?? "";
  if (name.startsWith("first-")) return "what.first";
  return name.startsWith("start-") ? "what.start" : "what.script";
}

function copyWords(w: W, app: App, what: DevelopersKey) {
  return {
    copy: w.t("copy"),
    label: w.t("copyWhat", { what: w.t(what) }),
    copied: () => app.say(w.t("copied")),
  };
}

function jsSection(w: W, app: App): Section<DevelopersState> {
  const examples: [string, DevelopersKey][] = [
    ["examples/shelf.html", "jsRun"],
    ["examples/news.html", "newsRun"],
  ];
  const line = ([href, key]: [string, DevelopersKey]) => el("li", {}, el("a", { href }, w.t(key)));
  return {
    id: "js",
    title: w.t("js"),
    note: w.t("jsNote"),
    facts: () => 0,
    draw: () => [
      codeBlock(shelfCode, copyWords(w, app, "js")),
      el("ul", { class: "own-links" }, ...examples.map(line)),
    ],
  };
}

function goSection(w: W, app: App): Section<DevelopersState> {
  return {
    id: "go",
    title: w.t("go"),
    note: w.t("goNote"),
    facts: () => 0,
    draw: () => [codeBlock(goSnippet, copyWords(w, app, "go"))],
  };
}

function sizesSection(w: W): Section<DevelopersState> {
  return {
    id: "sizes",
    title: w.t("sizes"),
    note: w.t("sizesNote"),
    facts: ({ weights, weighTrouble }) => [weights, weighTrouble],
    draw: ({ weights, weighTrouble }) => {
      if (weighTrouble) return [el("p", { class: "failure" }, w.t("sizesTrouble", { reason: weighTrouble }))];
      if (!weights) return [el("p", { class: "own-quiet" }, w.t("sizesReading"))];
      const plain = weights.some(({ sent }) => sent === undefined);
      return [sizesTable(w, weights), plain ? el("p", { class: "own-quiet" }, w.t("sizesMore")) : undefined];
    },
  };
}

function sizesTable(w: W, weights: readonly Weighed[]): HTMLElement {
  const most = Math.max(...weights.map(({ decoded }) => decoded));
  const rows = weights.map(({ address, what, sent, decoded }) => [
    el("code", {}, new URL(address).pathname.split("/").at(-1) ?? address),
    what,
    sent === undefined ? w.t("sentUnknown") : w.size(sent),
    el("span", {}, w.size(decoded), bar(decoded / most)),
  ]);
  return table({
    caption: w.t("sizesCaption"),
    heads: [w.t("file"), w.t("what"), w.t("sent"), w.t("raw")],
    numbers: [2, 3],
    rows,
  });
}

function bar(share: number): HTMLElement {
  const fill = el("span", { class: "fill" });
  fill.style.setProperty("--share", String(share));
  return el("span", { class: "own-bar", "aria-hidden": true }, fill);
}

function startSection(w: W, { started }: App): Section<DevelopersState> {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const steps: [DevelopersKey, number][] = [
    ["step.response", navigation?.responseStart ?? 0],
    ...(started.inSight === undefined ? [] : [["step.inSight", started.inSight] as [DevelopersKey, number]]),
    ["step.opened", started.opened],
    ["step.firstRanking", started.firstRanking],
    ["step.firstSlate", started.firstSlate],
  ];
  const most = Math.max(...steps.map(([, time]) => time));
  return {
    id: "start",
    title: w.t("start"),
    note: w.t("startNote"),
    facts: () => steps,
    draw: () => [
      table({
        caption: w.t("startCaption"),
        heads: [w.t("step"), w.t("time")],
        numbers: [1],
        rows: steps.map(([key, time]) => [w.t(key), el("span", {}, w.ms(time), bar(time / most))]),
      }),
    ],
  };
}

function measureSection(w: W, { films }: App, go: () => Promise<void>): Section<DevelopersState> {
  return {
    id: "measure",
    title: w.t("measure"),
    note: w.t("measureNote", { n: calls, films: films.size, events }),
    facts: ({ measured, measuring, measureTrouble }) => [measured, measuring, measureTrouble],
    draw: ({ measured, measuring, measureTrouble }) => [
      el(
        "div",
        {},
        el(
          "button",
          {
            type: "button",
            class: "main",
            "data-key": "measure:go",
            "aria-disabled": measuring && "true",
            on: { click: () => void (measuring || go()) },
          },
          w.t(measuring ? "measuring" : measured ? "measureAgain" : "measureGo"),
        ),
      ),
      el(
        "div",
        { class: "own-measured", "aria-live": "polite" },
        measureTrouble
          ? el("p", { class: "failure" }, w.t("measureTrouble", { reason: measureTrouble }))
          : undefined,
        ...(measured ? outcome(w, measured) : []),
      ),
    ],
  };
}

function outcome(w: W, { open, calls: times }: Measured): Node[] {
  const figures: [string, string][] = [
    [w.ms(quantile(times, 0.5)), w.t("median")],
    [w.ms(quantile(times, 0.95)), w.t("p95")],
    [w.ms(open), w.t("reopened")],
  ];
  const cells = figures.map(([value, name]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)));
  return [el("dl", { class: "own-figures" }, ...cells), histogram(w, times)];
}

/** How many calls took how long. */
function histogram(w: W, times: readonly number[]): SVGElement {
  const [wide, high] = [600, 110];
  const { counts, top } = bins(times, 40);
  const most = Math.max(...counts);
  const step = wide / counts.length;
  const columns = counts.map((n, i) => {
    const tall = (n / most) * (high - 26);
    return svg("rect", { x: i * step + 1, y: high - 22 - tall, width: step - 2, height: tall, rx: 1.5 });
  });
  const label = w.t("histogram", { n: times.length, top: w.ms(top), median: w.ms(quantile(times, 0.5)) });
  return svg(
    "svg",
    { class: "own-histogram", role: "img", "aria-label": label, viewBox: `0 0 ${wide} ${high}` },
    ...columns,
    svg("path", { d: `M0 ${high - 21} H${wide}` }),
    svg("text", { x: 0, y: high - 4 }, "0 ms"),
    svg("text", { x: wide, y: high - 4, "text-anchor": "end" }, `≥ ${w.ms(top)}`),
  );
}

const documents: readonly [DevelopersKey, string][] = [
  ["doc.sdk", "jsdemo/sdk/README.md"],
  ["doc.elements", "docs/ELEMENTS.md"],
  ["doc.cli", "docs/CLI.md"],
  ["doc.config", "docs/CONFIG.md"],
  ["doc.privacy", "docs/PRIVACY.md"],
  ["doc.abi", "wasm/abi/ABI.md"],
  ["doc.shop", "jsdemo/shop/README.md"],
];

function moreSection(w: W): Section<DevelopersState> {
  const line = ([key, path]: readonly [DevelopersKey, string]) =>
    el("li", {}, el("a", { href: documentUrl(path), rel: "noreferrer" }, w.t(key)));
  return {
    id: "more",
    title: w.t("more"),
    note: w.t("moreNote"),
    facts: () => 0,
    draw: () => [el("ul", { class: "own-links" }, ...documents.map(line))],
  };
}
