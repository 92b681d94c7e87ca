// The base of the elements: takes the Hearth, asks it again after every change, keeps words and styles, tells errors.

import type { Hearth } from "../api.js";
import { type Child, h, patch } from "./patch.js";
import { sheetFor } from "./styles.js";
import type { ElementCatalogue, TextKey } from "./texts.js";
import { asError } from "./thrown.js";
import { builtIn, type Params, type TitleOf, Wording } from "./wording.js";

/** The details of the elements' events. All of them bubble, out of shadow trees too. */
export interface HearthElementEvents {
  /** The person decided about purposes here; `removed` counts the records that a withdrawal deleted. */
  "hearth-decided": CustomEvent<{
    /** Ids of purposes: a yes. */
    granted: readonly string[];
    /** Ids of purposes: a no. */
    denied: readonly string[];
    /** Ids of purposes: a yes taken back. */
    withdrawn: readonly string[];
    /** Records that the withdrawal deleted. */
    removed: number;
  }>;
  /** The person forgot something here; `removed` counts the records that went. */
  "hearth-forgotten": CustomEvent<{
    /** Records that went. */
    removed: number;
  }>;
  /** The person erased everything here. */
  "hearth-erased": CustomEvent<undefined>;
  /** Something that was asked of the Hearth failed; the element has told the person. */
  "hearth-error": CustomEvent<{
    /** Why it failed. */
    error: Error;
  }>;
}

// On a server there are no elements: the classes are there and do nothing.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

const properties = ["hearth", "catalogue", "titleOf", "options"] as const;

/** What the three elements have in common. */
export abstract class HearthElement extends Base {
  /** @internal */
  static readonly observedAttributes: readonly string[] = ["lang", "item", "level"];

  #hearth: Hearth | undefined;
  #catalogue: ElementCatalogue | undefined;
  #titleOf: TitleOf = () => undefined;
  #ends: (() => void)[] = [];
  #asking = false;
  #stale = false;
  #drawing = false;
  #note = "";
  #failure = "";

  /** The Hearth that the element shows. Nothing is shown without one. */
  get hearth(): Hearth | undefined {
    return this.#hearth;
  }

  /** Shows another, or with `undefined` nothing. */
  set hearth(hearth: Hearth | undefined) {
    if (hearth === this.#hearth) return;
    this.#hearth = hearth;
    this.forgetState();
    this.#listen();
  }

  /** The words; by default English or German, by the nearest `lang`. */
  get catalogue(): ElementCatalogue | undefined {
    return this.#catalogue;
  }

  /** Takes other words, or with `undefined` those of the nearest `lang`. */
  set catalogue(catalogue: ElementCatalogue | undefined) {
    this.#catalogue = catalogue;
    this.draw();
  }

  /** Names items that the pack has no title for, and those that are known by their ids alone. */
  get titleOf(): TitleOf {
    return this.#titleOf;
  }

  /** Takes other names, or with `undefined` those of the pack alone. */
  set titleOf(titleOf: TitleOf | undefined) {
    this.#titleOf = titleOf ?? (() => undefined);
    this.draw();
  }

  /** @internal */
  connectedCallback(): void {
    this.#upgrade();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheetFor(this.ownerDocument)];
    this.#listen();
  }

  /** Moved by `moveBefore`, which keeps what it is and where the focus lies. @internal */
  connectedMoveCallback(): void {}

  /** @internal */
  disconnectedCallback(): void {
    this.#unlisten();
  }

  /** @internal */
  attributeChangedCallback(): void {
    this.refresh();
  }

  /** Whether there is anything to ask for now. */
  protected get wanted(): boolean {
    return true;
  }

  /** Asks the Hearth for what is shown. */
  protected abstract load(hearth: Hearth): Promise<void>;

  /** What is shown. */
  protected abstract view(words: Wording): Child[];

  /** Drops what was loaded of a former Hearth. */
  protected abstract forgetState(): void;

  /** Asks again and draws: one question at a time, and once more when something changed meanwhile. */
  protected async refresh(): Promise<void> {
    this.#stale = true;
    this.draw();
    if (this.#asking) return;
    this.#asking = true;
    while (this.#stale && this.isConnected && this.#hearth && this.wanted) {
      this.#stale = false;
      await this.#ask(this.#hearth);
    }
    this.#asking = false;
  }

  async #ask(hearth: Hearth): Promise<void> {
    try {
      await this.load(hearth);
    } catch (error) {
      this.fail(error);
    }
    if (this.#hearth !== hearth) this.forgetState();
    this.draw();
  }

  /** Draws soon, once for all that changes until then. */
  protected draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => this.flush());
  }

  /** Draws now. */
  protected flush(): void {
    this.#drawing = false;
    if (!this.isConnected || !this.shadowRoot) return;
    const words = this.wording();
    const notes = h(
      "div",
      { key: "notes", lang: words.language },
      h("p", { class: "hidden", role: "status", tabindex: -1, id: "note" }, this.#note),
      h(
        "div",
        { role: "alert" },
        this.#failure ? h("p", { class: "failure", part: "error" }, this.#failure) : undefined,
      ),
    );
    patch(this.shadowRoot, [...(this.#hearth ? this.view(words) : []), notes]);
    this.drawn();
  }

  /** After drawing. */
  protected drawn(): void {}

  /** The words that hold now. */
  protected wording(): Wording {
    const language = this.#language();
    return new Wording(this.#catalogue ?? builtIn(language), (item) => this.#titleOf(item), language);
  }

  #language(): string {
    const { documentElement } = this.ownerDocument;
    return this.closest("[lang]")?.getAttribute("lang") ?? documentElement.lang;
  }

  /** Does what the person asked for and tells the outcome, for eyes that cannot see it change too. */
  protected async act<T>(
    deed: (hearth: Hearth) => Promise<T>,
    note?: (reply: T) => [TextKey, Params?],
  ): Promise<T | undefined> {
    if (!this.#hearth) return undefined;
    try {
      const reply = await deed(this.#hearth);
      this.#failure = "";
      if (note) this.say(...note(reply));
      return reply;
    } catch (error) {
      this.fail(error);
      return undefined;
    } finally {
      this.draw();
    }
  }

  /** Tells something by the live region. */
  protected say(key: TextKey, params?: Params): void {
    this.#note = this.wording().text(key, params);
    this.#failure = "";
    this.draw();
  }

  /** What was told last. */
  protected get note(): string {
    return this.#note;
  }

  /** Tells an error, to the person and to the page. */
  protected fail(cause: unknown): void {
    const error = asError(cause);
    this.#failure = this.wording().text("failed", { reason: error.message });
    this.emit("hearth-error", { error });
    this.draw();
  }

  /** Sends one of the elements' events. */
  protected emit<E extends keyof HearthElementEvents>(
    name: E,
    detail: HearthElementEvents[E]["detail"],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** The first element of the shadow tree that fits. */
  protected find(selector: string): HTMLElement | undefined {
    return this.shadowRoot?.querySelector<HTMLElement>(selector) ?? undefined;
  }

  #listen(): void {
    this.#unlisten();
    if (!this.isConnected) return;
    const hearth = this.#hearth;
    const again = () => void this.refresh();
    if (hearth) this.#ends = [hearth.on("change", again), hearth.on("purge", again)];
    const observer = new MutationObserver(() => this.draw());
    observer.observe(this.ownerDocument.documentElement, { attributeFilter: ["lang"] });
    this.#ends.push(() => observer.disconnect());
    again();
  }

  #unlisten(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  /** Takes the properties that were set before the element was defined. */
  #upgrade(): void {
    const own = this as unknown as Record<string, unknown>;
    for (const name of properties) {
      if (!Object.hasOwn(this, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }
}
