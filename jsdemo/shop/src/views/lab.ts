// The Lab: a controlled experiment on simulated visitors, run in a worker, and what came of it.

import type { App, MakeView, View } from "../app.ts";
import { el } from "../dom.ts";
import { Client, type Ending } from "../lab/client.ts";
import { type Job, type World, worlds } from "../lab/protocol.ts";
import { Words } from "../own/words.ts";
import { labSettings } from "../simulate/settings.ts";
import "./lab.css";
import { type LabKey, labTexts } from "./lab.texts.ts";
import { dialResults } from "./lab-dial.ts";
import { results } from "./lab-figures.ts";
import { Runner } from "./lab-runner.ts";
import { makeWorker, supplies } from "./lab-worker.ts";

/** Visitors at each position of the dial. */
const dialVisitors = 100;

const names: Record<World, readonly [LabKey, LabKey]> = {
  lab: ["worldLab", "worldLabNote"],
  pack: ["worldPack", "worldPackNote"],
  fame: ["worldFame", "worldFameNote"],
};

/** The page at `#/lab`. */
export const labView: MakeView = (app) => new LabPage(app);

class LabPage implements View {
  readonly title: string;
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #w: Words<LabKey>;
  readonly #client: Client;
  readonly #form: HTMLFormElement;
  readonly #results = el("section", { id: "lab-results", "aria-label": "" });
  readonly #dial = el("div", { id: "lab-dial-results" });
  readonly #runners: Runner[];

  constructor(app: App) {
    this.#app = app;
    this.#w = new Words(app.lang, labTexts);
    this.title = this.#w.t("title");
    this.#client = new Client(makeWorker, () => supplies(app));
    this.#form = form(this.#w);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    const [main, dial] = [this.#mainRunner(), this.#dialRunner()];
    this.#runners = [main, dial];
    this.element = this.#page(main, dial);
  }

  leave(): void {
    this.#client.close();
  }

  #page(main: Runner, dial: Runner): HTMLElement {
    const w = this.#w;
    this.#form.append(main.element);
    this.#results.setAttribute("aria-label", w.t("form"));
    const visitors = w.number(dialVisitors);
    return el(
      "div",
      { class: "lab" },
      el("p", { class: "lab-lede" }, w.t("lede")),
      el(
        "section",
        { "aria-labelledby": "lab-form-title" },
        el("h2", { id: "lab-form-title" }, w.t("form")),
        this.#form,
      ),
      this.#results,
      el(
        "section",
        { "aria-labelledby": "lab-dial-title" },
        el("h2", { id: "lab-dial-title" }, w.t("dialTitle")),
        el("p", { class: "lab-text" }, w.t("dialLede", { visitors })),
        dial.element,
        this.#dial,
      ),
      method(w),
    );
  }

  #mainRunner(): Runner {
    return new Runner(this.#w, {
      name: "lab-run",
      words: { run: "run", progress: "running", stopped: "stopped" },
      ready: () => this.#form.reportValidity(),
      start: (progress) => this.#client.start("run", this.#begin(this.#results), progress),
      stop: () => this.#client.stop(),
      show: (ending) => this.#show(ending),
      busy: (busy) => this.#busy(busy),
    });
  }

  #dialRunner(): Runner {
    return new Runner(this.#w, {
      name: "lab-dial-run",
      words: { run: "dialRun", progress: "dialRunning", stopped: "dialStopped" },
      ready: () => this.#form.reportValidity(),
      start: (progress) =>
        this.#client.start("dial", { ...this.#begin(this.#dial), visitors: dialVisitors }, progress),
      stop: () => this.#client.stop(),
      show: (ending) => this.#show(ending),
      busy: (busy) => this.#busy(busy),
    });
  }

  /** Takes the old figures away, which are of another job, and reads the form. */
  #begin(place: HTMLElement): Job {
    place.replaceChildren();
    const data = new FormData(this.#form);
    const job = {
      seed: Number(data.get("seed")),
      visitors: Number(data.get("visitors")),
      world: worlds.find((world) => world === data.get("world")) ?? "lab",
    };
    this.#job = job;
    return job;
  }

  #job: Job | undefined;

  #show(ending: Ending): HTMLElement | undefined {
    if (ending.type === "report" && this.#job) {
      const parts = results(this.#w, ending.report, this.#job, ending.took, this.#app.films.size);
      this.#results.replaceChildren(...parts);
      return this.#results.querySelector("h2") ?? undefined;
    }
    if (ending.type === "dial") this.#dial.replaceChildren(dialResults(this.#w, ending.dial));
    return this.#dial.querySelector("input") ?? undefined;
  }

  /** One job at a time. */
  #busy(busy: boolean): void {
    for (const { run } of this.#runners) run.disabled = busy;
  }
}

function form(w: Words<LabKey>): HTMLFormElement {
  return el(
    "form",
    { class: "lab-form" },
    el(
      "div",
      { class: "lab-fields" },
      number(w, "visitors", { min: 50, max: 10_000, step: 50, value: labSettings.visitors }),
      number(w, "seed", { min: 0, max: 4_294_967_295, step: 1, value: drawn() }),
    ),
    el("p", { class: "note", id: "lab-seed-note" }, w.t("seedNote")),
    el(
      "fieldset",
      {},
      el("legend", {}, w.t("world")),
      ...worlds.map((world, i) => choiceOf(w, world, i === 0)),
    ),
  );
}

interface Range {
  min: number;
  max: number;
  step: number;
  value: number;
}

/** A seed that nobody chose. */
function drawn(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

function number(w: Words<LabKey>, name: "visitors" | "seed", range: Range): HTMLElement {
  const id = `lab-${name}`;
  const described = name === "seed" ? "lab-seed-note" : undefined;
  const properties = { id, name, type: "number", required: true, inputmode: "numeric", ...range };
  return el(
    "p",
    {},
    el("label", { for: id }, w.t(name)),
    el("input", { ...properties, "aria-describedby": described }),
  );
}

function choiceOf(w: Words<LabKey>, world: World, checked: boolean): HTMLElement {
  const [name, note] = names[world];
  const id = `lab-world-${world}`;
  const input = { type: "radio", name: "world", value: world, id, checked, "aria-describedby": `${id}-note` };
  return el(
    "div",
    { class: "lab-choice" },
    el("input", input),
    el("label", { for: id }, w.t(name)),
    el("p", { class: "note", id: `${id}-note` }, w.t(note)),
  );
}

function method(w: Words<LabKey>): HTMLElement {
  const keys = ["method1", "method2", "method3", "method4"] as const;
  return el(
    "section",
    { class: "lab-method", "aria-labelledby": "lab-method-title" },
    el("h2", { id: "lab-method-title" }, w.t("methodTitle")),
    ...keys.map((key) => el("p", { class: "lab-text" }, w.t(key))),
  );
}
