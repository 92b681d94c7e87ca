// The question before something goes for good: what would go, and two equal buttons.

import type { Hearth } from "../api.js";
import type { Removed } from "../messages.js";
import type { ForgetOptions } from "../types.js";
import { HearthElement } from "./base.js";
import { type Child, h } from "./patch.js";
import { button } from "./pieces.js";
import type { Wording } from "./wording.js";

/** A question that waits for its answer. */
export interface Question {
  /** Where it stands. */
  key: string;
  ask: string;
  /** What would go. */
  list?: readonly string[];
  yes: string;
  deed(): Promise<unknown>;
}

/** How many of the records that would go are named. */
const named = 4;

/** An element that asks before it does what cannot be undone. */
export abstract class ConfirmingElement extends HearthElement {
  #question: Question | undefined;
  #opener: HTMLElement | undefined;
  #focus = false;

  /** Asks; where {@link question} with the same key stands. */
  protected ask(question: Question): void {
    this.#opener = (this.shadowRoot?.activeElement as HTMLElement | null) ?? undefined;
    this.#question = question;
    this.#focus = true;
    this.draw();
  }

  /** The question with this key, when it is asked. */
  protected question(words: Wording, key: string): Child {
    const question = this.#question;
    if (question?.key !== key) return undefined;
    return h(
      "div",
      {
        key: `ask ${key}`,
        class: "ask",
        part: "question",
        role: "group",
        id: "ask",
        tabindex: -1,
        "aria-labelledby": "ask-text",
        on: { keydown: (event) => this.#onKey(event as KeyboardEvent) },
      },
      h("p", { id: "ask-text" }, question.ask),
      question.list?.length
        ? h("ul", { class: "goes" }, ...question.list.map((text) => h("li", {}, text)))
        : undefined,
      h(
        "div",
        { class: "row" },
        button(words.text("keep"), () => this.unask()),
        button(question.yes, () => void this.#answer(question), { class: "danger" }),
      ),
    );
  }

  /** Drops the question; the focus goes back to where it was asked. */
  protected unask(): void {
    const inside = this.shadowRoot?.activeElement?.closest("#ask");
    this.#question = undefined;
    if (inside) this.#opener?.focus();
    this.draw();
  }

  /** Shows what forgetting would remove, and asks. */
  protected async askForget(
    key: string,
    options: ForgetOptions,
    name: (record: Removed) => string,
  ): Promise<void> {
    const reply = await this.act((hearth) => hearth.forget({ ...options, preview: true }));
    if (!reply) return;
    const words = this.wording();
    const rest = reply.removed - named;
    const list = reply.records.slice(0, named).map(name);
    this.ask({
      key,
      ask: words.text("forgetAsk", { n: reply.removed }),
      list: rest > 0 ? [...list, words.text("more", { n: rest })] : list,
      yes: words.text("forget"),
      deed: () => this.#forget((hearth) => hearth.forget(options)),
    });
  }

  async #forget(deed: (hearth: Hearth) => Promise<{ removed: number }>): Promise<void> {
    const reply = await this.act(deed, ({ removed }) => ["forgotten", { n: removed }]);
    if (reply) this.emit("hearth-forgotten", { removed: reply.removed });
  }

  async #answer(question: Question): Promise<void> {
    await question.deed();
    if (this.#question === question) this.#question = undefined;
    this.draw();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.unask();
  }

  /** @internal */
  protected override drawn(): void {
    if (this.#focus) this.find("#ask")?.focus();
    this.#focus = false;
  }

  /** @internal */
  protected override forgetState(): void {
    this.#question = undefined;
  }
}
