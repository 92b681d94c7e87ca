// The question before something is erased: what exactly goes, shown by a preview, and for which choice.

import type { ForgetOptions, Hearth, Removed } from "@hearthrank/sdk";
import { el } from "../dom.ts";

/** Something that can be erased, under its name. */
export interface Scope {
  name: string;
  what: ForgetOptions;
}

/** The question's words. */
export interface EraseWords {
  title: string;
  cancel: string;
  /** On the button that erases n records. */
  confirm(n: number): string;
  /** What goes. */
  goes(n: number): string;
  nothing: string;
  more(n: number): string;
  line(removed: Removed): string;
  failed(error: unknown): string;
}

const listed = 6;

/** Asks, and erases on a yes. Gives how many records went; undefined when nothing was erased. */
export async function askErase(
  hearth: Hearth,
  scopes: readonly Scope[],
  words: EraseWords,
): Promise<number | undefined> {
  const question = new Question(hearth, scopes, words);
  return question.ask();
}

class Question {
  readonly #hearth: Hearth;
  readonly #scopes: readonly Scope[];
  readonly #words: EraseWords;
  readonly #preview = el("div", { class: "own-preview", "aria-live": "polite" });
  readonly #yes: HTMLButtonElement;
  readonly #dialog: HTMLDialogElement;
  #chosen = 0;
  #removed: number | undefined;

  constructor(hearth: Hearth, scopes: readonly Scope[], words: EraseWords) {
    this.#hearth = hearth;
    this.#scopes = scopes;
    this.#words = words;
    this.#yes = el("button", { type: "button", class: "own-danger", on: { click: () => this.#erase() } });
    this.#dialog = this.#make();
  }

  #make(): HTMLDialogElement {
    const no = el("button", { type: "button", class: "quiet", on: { click: () => this.#dialog.close() } });
    no.append(this.#words.cancel);
    return el(
      "dialog",
      { class: "own-dialog", "aria-labelledby": "own-question" },
      el("h2", { id: "own-question" }, this.#words.title),
      this.#scopes.length > 1 ? this.#choices() : el("p", { class: "own-scope" }, this.#scopes[0]?.name),
      this.#preview,
      el("div", { class: "own-row end" }, no, this.#yes),
    );
  }

  #choices(): HTMLElement {
    const choice = ({ name }: Scope, i: number) =>
      el(
        "label",
        {},
        el("input", {
          type: "radio",
          name: "own-scope",
          checked: i === 0,
          on: { change: () => void this.#look(i) },
        }),
        el("span", {}, name),
      );
    return el(
      "fieldset",
      { class: "own-choices", "aria-labelledby": "own-question" },
      ...this.#scopes.map(choice),
    );
  }

  ask(): Promise<number | undefined> {
    const closed = show(this.#dialog);
    void this.#look(0);
    return closed.then(() => this.#removed);
  }

  async #look(choice: number): Promise<void> {
    this.#chosen = choice;
    this.#yes.disabled = true;
    const { records, removed } = await this.#hearth.forget({ ...this.#what(), preview: true });
    if (choice !== this.#chosen) return;
    const words = this.#words;
    const lines = records
      .toSorted((a, b) => b.time - a.time)
      .slice(0, listed)
      .map((record) => el("li", {}, words.line(record)));
    if (removed > lines.length) lines.push(el("li", { class: "more" }, words.more(removed - lines.length)));
    const head = el("p", {}, removed > 0 ? words.goes(removed) : words.nothing);
    this.#preview.replaceChildren(head, el("ul", {}, ...lines));
    this.#yes.textContent = words.confirm(removed);
    this.#yes.disabled = removed === 0;
  }

  #what(): ForgetOptions {
    const scope = this.#scopes[this.#chosen];
    if (!scope) throw new RangeError(`no choice ${this.#chosen}`);
    return scope.what;
  }

  async #erase(): Promise<void> {
    this.#yes.disabled = true;
    try {
      this.#removed = (await this.#hearth.forget(this.#what())).removed;
      this.#dialog.close();
    } catch (error) {
      this.#preview.replaceChildren(el("p", { class: "failure", role: "alert" }, this.#words.failed(error)));
      this.#yes.disabled = false;
    }
  }
}

/** A plain question with a yes and a no. */
export function askYes(title: string, text: string, yes: string, no: string): Promise<boolean> {
  let answer = false;
  const dialog = el("dialog", { class: "own-dialog", "aria-labelledby": "own-question" });
  const button = (name: string, look: string, value: boolean) =>
    el(
      "button",
      {
        type: "button",
        class: look,
        on: {
          click: () => {
            answer = value;
            dialog.close();
          },
        },
      },
      name,
    );
  dialog.append(
    el("h2", { id: "own-question" }, title),
    el("p", {}, text),
    el("div", { class: "own-row end" }, button(no, "quiet", false), button(yes, "own-danger", true)),
  );
  return show(dialog).then(() => answer);
}

/** Shows a question until it is closed; leaving its page closes it unanswered. */
function show(dialog: HTMLDialogElement): Promise<void> {
  document.body.append(dialog);
  dialog.showModal();
  const close = () => dialog.close();
  addEventListener("hashchange", close);
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      removeEventListener("hashchange", close);
      dialog.remove();
      done();
    });
  });
}
