// <hearth-consent>: a quiet invitation in two steps, why and then which; no is as easy as yes, and nothing is preselected.

import type { Hearth } from "../api.js";
import type { ConsentReply, PurposeStatus } from "../messages.js";
import { HearthElement } from "./base.js";
import { type Child, h, type View } from "./patch.js";
import { button } from "./pieces.js";
import type { Wording } from "./wording.js";

/**
 * The invitation. It shows as long as a purpose is undecided, blocks nothing, and keeps nothing itself: what is decided is in
 * the Hearth's ledger. The attribute `shown` says that it shows. With `floating` it stands in the lower corner of the window,
 * else where it is in the page.
 *
 * @example
 * ```html
 * <hearth-consent floating><a slot="more" href="/privacy">How this works</a></hearth-consent>
 * ```
 */
export class HearthConsent extends HearthElement {
  #state: ConsentReply | undefined;
  #step: 1 | 2 = 1;
  #asked = false;
  #later = false;
  #answers = new Map<string, boolean>();
  #opener: Element | null = null;
  #focus: string | undefined;

  /** Shows it again, with what was decided so far, and moves the focus there. */
  open(): void {
    this.#opener = this.ownerDocument.activeElement;
    this.#asked = true;
    this.#later = false;
    this.#step = 2;
    this.#answers = new Map();
    this.#focus = "#title";
    void this.refresh();
  }

  /** Hides it until the page is loaded again, or {@link open} is called. Nothing is decided by that. */
  close(): void {
    this.#later = true;
    this.#end();
  }

  /** @internal */
  protected override async load(hearth: Hearth): Promise<void> {
    this.#state = await hearth.consent.state();
  }

  /** @internal */
  protected override forgetState(): void {
    this.#state = undefined;
    this.#answers.clear();
  }

  /** Those that it asks about: the open ones, or, when it was opened on purpose, all. */
  get #purposes(): readonly PurposeStatus[] {
    const purposes = this.#state?.purposes ?? [];
    return this.#asked ? purposes : purposes.filter(isOpen);
  }

  get #shown(): boolean {
    return !this.#later && this.#purposes.length > 0;
  }

  /** @internal */
  protected override view(words: Wording): Child[] {
    if (!this.#shown) return [];
    return [
      h(
        "section",
        {
          key: "base",
          class: "card consent",
          part: "base",
          "aria-labelledby": "title",
          lang: words.language,
        },
        button("×", () => this.close(), { class: "close", "aria-label": words.text("later") }),
        ...(this.#step === 1 ? this.#why(words) : this.#which(words)),
      ),
    ];
  }

  /** @internal */
  protected override drawn(): void {
    this.toggleAttribute("shown", this.#shown);
    const target = this.#focus && this.find(this.#focus);
    if (!target) return;
    this.#focus = undefined;
    target.focus();
  }

  #why(words: Wording): Child[] {
    return [
      this.#title(words.text("invite")),
      h("p", { key: "text" }, words.text("inviteText")),
      this.#signal(words),
      h("slot", { key: "more", name: "more" }),
      h(
        "div",
        { key: "first", class: "row equal" },
        button(words.text("inviteNo"), () => void this.#decideAll(false)),
        button(words.text("inviteYes"), () => this.#next()),
      ),
    ];
  }

  #which(words: Wording): Child[] {
    const purposes = this.#purposes;
    const one = purposes.length === 1;
    return [
      this.#title(words.text("choose")),
      h("p", { key: "text" }, words.text("decided")),
      this.#signal(words),
      h(
        "div",
        { key: "list", class: "list" },
        ...purposes.map((purpose) => this.#purpose(words, purpose, one)),
      ),
      h("slot", { key: "more", name: "more" }),
      h(
        "div",
        { key: "second", class: "row equal" },
        button(words.text(one ? "no" : "noAll"), () => void this.#decideAll(false)),
        !one && button(words.text("save"), () => void this.#save()),
        button(words.text(one ? "yes" : "yesAll"), () => void this.#decideAll(true)),
      ),
    ];
  }

  #title(text: string): View {
    return h("h2", { key: "title", id: "title", class: "title", part: "heading", tabindex: -1 }, text);
  }

  #signal(words: Wording): Child {
    return (
      this.#state?.signal && h("p", { key: "signal", class: "signal", part: "signal" }, words.text("signal"))
    );
  }

  #purpose(words: Wording, purpose: PurposeStatus, one: boolean): View {
    const { title, benefit, text } = words.purpose(purpose);
    const id = `p-${purpose.id}`;
    return h(
      "fieldset",
      { key: id, class: "purpose", part: "purpose" },
      h("legend", {}, title),
      h(
        "div",
        {},
        benefit && h("p", { class: "benefit" }, benefit),
        h("p", { class: "quiet" }, text ?? purpose.text),
      ),
      !one &&
        h("div", { class: "choice" }, this.#radio(words, purpose, false), this.#radio(words, purpose, true)),
    );
  }

  #radio(words: Wording, purpose: PurposeStatus, yes: boolean): View {
    const chosen = this.#answers.get(purpose.id) ?? decided(purpose);
    return h(
      "label",
      { key: String(yes) },
      h("input", {
        type: "radio",
        name: `p-${purpose.id}`,
        set: { checked: chosen === yes },
        on: { change: () => this.#choose(purpose.id, yes) },
      }),
      h("span", {}, words.text(yes ? "yes" : "no")),
    );
  }

  #choose(id: string, yes: boolean): void {
    this.#answers.set(id, yes);
    this.draw();
  }

  #next(): void {
    this.#step = 2;
    this.#focus = "#title";
    this.draw();
  }

  #decideAll(yes: boolean): Promise<void> {
    return this.#decide(new Map(this.#purposes.map(({ id }) => [id, yes])));
  }

  #save(): Promise<void> | void {
    if (this.#answers.size > 0) return this.#decide(this.#answers);
    if (!this.#purposes.some(isOpen)) return this.#end();
    this.say("chooseFirst");
    this.find("input")?.focus();
  }

  async #decide(answers: ReadonlyMap<string, boolean>): Promise<void> {
    const to = sort(this.#purposes, answers);
    const reply = await this.act(
      (hearth) => decide(hearth, to),
      () => ["decided"],
    );
    if (!reply) return;
    this.#state = reply.state;
    this.#answers = new Map();
    this.emit("hearth-decided", { ...to, removed: reply.removed });
    if (this.#asked || !this.#purposes.some(isOpen)) this.#end();
  }

  /** Hides it; the focus goes back to what opened it, else it stays where the prompt was. */
  #end(): void {
    const inside = this.shadowRoot?.activeElement;
    this.#asked = false;
    this.#step = 1;
    const opener = this.#opener as HTMLElement | null;
    this.#opener = null;
    this.flush();
    if (!inside) return;
    if (opener?.isConnected && opener !== this.ownerDocument.body) opener.focus();
    else this.find("#note")?.focus();
  }
}

interface Decision {
  granted: string[];
  denied: string[];
  withdrawn: string[];
}

function isOpen({ state }: PurposeStatus): boolean {
  return state === "undecided" || state === "lapsed";
}

function decided({ state }: PurposeStatus): boolean | undefined {
  return state === "undecided" || state === "lapsed" ? undefined : state === "granted";
}

/** A no after a yes is a withdrawal; what is so already needs no decision. */
function sort(purposes: readonly PurposeStatus[], answers: ReadonlyMap<string, boolean>): Decision {
  const to: Decision = { granted: [], denied: [], withdrawn: [] };
  for (const purpose of purposes) {
    const yes = answers.get(purpose.id);
    if (yes === undefined || yes === decided(purpose)) continue;
    const held = purpose.state === "granted" || purpose.state === "lapsed";
    to[yes ? "granted" : held ? "withdrawn" : "denied"].push(purpose.id);
  }
  return to;
}

async function decide(hearth: Hearth, to: Decision): Promise<{ state: ConsentReply; removed: number }> {
  const replies: ConsentReply[] = [];
  if (to.withdrawn.length > 0) replies.push(await hearth.consent.withdraw(to.withdrawn, "banner"));
  if (to.denied.length > 0) replies.push(await hearth.consent.deny(to.denied, "banner"));
  if (to.granted.length > 0) replies.push(await hearth.consent.grant(to.granted, "banner"));
  const state = replies.at(-1) ?? (await hearth.consent.state());
  return { state, removed: replies.reduce((sum, { removed }) => sum + removed, 0) };
}
