// Start, stop and progress of one of the Lab's jobs.

import { el } from "../dom.ts";
import type { Ending } from "../lab/client.ts";
import type { Words } from "../own/words.ts";
import { reasonOf } from "../reason.ts";
import type { LabKey } from "./lab.texts.ts";

/** What a runner runs and shows. */
export interface Task {
  /** Before the names of its elements: `lab-run`, `lab-dial-run`. */
  name: string;
  words: { run: LabKey; progress: LabKey; stopped: LabKey };
  /** Whether it may run now: false when the form is not filled in well. */
  ready(): boolean;
  start(progress: (done: number, of: number) => void): Promise<Ending>;
  stop(): void;
  /** Shows the result, and gives what to focus. */
  show(ending: Ending): HTMLElement | undefined;
  /** Called when it begins, and when it has ended. */
  busy(busy: boolean): void;
}

/** Two buttons, one at a time, with a bar and a line below. */
export class Runner {
  readonly element: HTMLElement;
  readonly run: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #bar: HTMLProgressElement;
  readonly #line: HTMLElement;
  readonly #below: HTMLElement;
  readonly #status: HTMLElement;
  readonly #w: Words<LabKey>;
  readonly #task: Task;
  #quarter = 0;

  constructor(w: Words<LabKey>, task: Task) {
    this.#w = w;
    this.#task = task;
    const { name, words } = task;
    const on = (deed: () => void) => ({ click: deed });
    this.run = el(
      "button",
      { type: "button", class: "main", id: name, on: on(() => void this.#go()) },
      w.t(words.run),
    );
    this.#stop = el(
      "button",
      { type: "button", class: "quiet", id: `${name}-stop`, hidden: true },
      w.t("stop"),
    );
    this.#stop.addEventListener("click", () => task.stop());
    this.#bar = el("progress", {
      id: `${name}-bar`,
      max: 1,
      value: 0,
      "aria-labelledby": `${name}-line`,
      hidden: true,
    });
    this.#line = el("p", { class: "lab-line-text", id: `${name}-line` });
    this.#below = el("div", { class: "lab-progress", hidden: true }, this.#bar, this.#line);
    this.#status = el("p", { class: "visually-hidden", role: "status" });
    this.element = el("div", { class: "lab-runner" }, this.run, this.#stop, this.#below, this.#status);
  }

  async #go(): Promise<void> {
    if (!this.#task.ready()) return;
    this.#running(true);
    try {
      this.#ended(await this.#task.start((done, of) => this.#progress(done, of)));
    } catch (error) {
      this.#running(false);
      this.#say(this.#w.t("failed", { reason: reasonOf(error) }));
    }
  }

  #running(running: boolean): void {
    const focused = document.activeElement === (running ? this.run : this.#stop);
    this.run.hidden = running;
    this.#stop.hidden = !running;
    this.#bar.hidden = !running;
    this.#below.hidden = !running;
    this.#bar.removeAttribute("value");
    this.#quarter = 0;
    this.#line.textContent = running ? this.#w.t("preparing") : "";
    this.#task.busy(running);
    if (focused) (running ? this.#stop : this.run).focus();
  }

  /** Moves the bar; screen readers are told the quarters alone. */
  #progress(done: number, of: number): void {
    const { w, words } = { w: this.#w, words: this.#task.words };
    this.#bar.value = done / of;
    this.#line.textContent = w.t(words.progress, { done: w.number(done), of: w.number(of) });
    const quarter = Math.floor((4 * done) / of);
    if (quarter <= this.#quarter) return;
    this.#quarter = quarter;
    this.#status.textContent = w.t("quarter", { share: w.share(quarter / 4) });
  }

  #ended(ending: Ending): void {
    const here = document.activeElement === this.#stop;
    this.#running(false);
    if (ending.type === "stopped") {
      this.#say(this.#w.t(this.#task.words.stopped, { done: this.#w.number(ending.done) }));
      return;
    }
    this.#status.textContent = "";
    const next = this.#task.show(ending);
    if (here) next?.focus();
  }

  /** The line is seen, the status read. */
  #say(text: string): void {
    this.#below.hidden = false;
    this.#line.textContent = text;
    this.#status.textContent = text;
  }
}
