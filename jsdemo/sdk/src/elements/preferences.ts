// <hearth-preferences>: everything that the device holds, and every way to change it.

import type { Hearth } from "../api.js";
import type { Profile } from "../messages.js";
import type { Centre } from "./centre.js";
import { ConfirmingElement } from "./confirming.js";
import { auditCard, dataCard, eventsCard } from "./data.js";
import { blockedCard, interestsCard } from "./interests.js";
import { type Child, h } from "./patch.js";
import { dialCard, type Outcomes, purposesCard } from "./purposes.js";
import type { Wording } from "./wording.js";

/**
 * The preference centre: purposes with switches, the dial, interests with their evidence, what is blocked, all events, copies,
 * erasing, storage and audit. The attribute `level` says which level its headings have, 2 by default.
 *
 * @example
 * ```html
 * <hearth-preferences level="2"></hearth-preferences>
 * ```
 */
export class HearthPreferences extends ConfirmingElement {
  #profile: Profile | undefined;
  #dial = 100;
  /** What the slider says, until the Hearth has taken it. */
  #wish: number | undefined;
  #turning = false;
  #page = 0;
  #all = false;
  #outcomes: Outcomes = new Map();

  /** @internal */
  protected override async load(hearth: Hearth): Promise<void> {
    [this.#profile, this.#dial] = await Promise.all([hearth.profile(), hearth.dial.get()]);
  }

  /** @internal */
  protected override forgetState(): void {
    super.forgetState();
    this.#profile = undefined;
    this.#page = 0;
    this.#outcomes.clear();
  }

  /** @internal */
  protected override view(words: Wording): Child[] {
    const { hearth } = this;
    const profile = this.#profile;
    if (!hearth || !profile) return [];
    const centre = this.#centre(words, hearth, profile);
    return [
      h(
        "div",
        { key: "base", class: "centre", part: "base", lang: words.language },
        h("div", { class: "column" }, ...this.#first(centre)),
        h("div", { class: "column" }, ...this.#second(centre)),
      ),
    ];
  }

  #first(centre: Centre): Child[] {
    return [
      purposesCard(centre, this.#outcomes),
      interestsCard(centre, this.#all, () => this.#set(() => (this.#all = true))),
      eventsCard(centre, this.#page, (page) => this.#set(() => (this.#page = page))),
    ];
  }

  #second(centre: Centre): Child[] {
    return [
      dialCard(centre, this.#wish ?? this.#dial, (amount) => void this.#turn(amount)),
      blockedCard(centre),
      dataCard(centre),
      auditCard(centre),
    ];
  }

  #set(change: () => void): void {
    change();
    this.draw();
  }

  #centre(words: Wording, hearth: Hearth, profile: Profile): Centre {
    return {
      words,
      hearth,
      profile,
      heading: (id, text) => h(this.#heading, { id, class: "heading", part: "heading", tabindex: -1 }, text),
      act: (deed, note) => this.act(deed, note),
      order: (deed) => void this.act(deed),
      ask: (question) => this.ask(question),
      question: (key) => this.question(words, key),
      askForget: (key, options, name) => this.askForget(key, options, name),
      emit: (name, detail) => this.emit(name, detail),
      draw: () => this.draw(),
    };
  }

  get #heading(): string {
    const level = Number(this.getAttribute("level") ?? 2);
    return level >= 1 && level <= 6 ? `h${Math.floor(level)}` : "h2";
  }

  /** Sets the dial: one amount at a time, and of those that came meanwhile the last. */
  async #turn(amount: number): Promise<void> {
    this.#wish = amount;
    this.draw();
    if (this.#turning) return;
    this.#turning = true;
    let set: number | undefined;
    while (this.#wish !== undefined && this.#wish !== set) {
      set = this.#wish;
      const next = set;
      if (!(await this.act(({ dial }) => dial.set(next)))) break;
      this.#dial = next;
    }
    this.#wish = undefined;
    this.#turning = false;
    this.draw();
  }
}
