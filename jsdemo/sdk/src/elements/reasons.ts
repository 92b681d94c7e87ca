// <hearth-reasons item="…">: "Why this?" on an item, with the exact reasons and what one can do about them.

import type { Hearth } from "../api.js";
import type { Contribution, Explained, ExplainReply, PurposeStatus, Without } from "../messages.js";
import type { ExplainOptions } from "../types.js";
import { ConfirmingElement } from "./confirming.js";
import { type Child, h, type View } from "./patch.js";
import { bar, button, small, spoken } from "./pieces.js";
import type { Wording } from "./wording.js";

/** Contributions that read the same, as one. */
interface Reason {
  text: string;
  score: number;
  count: number;
  first: Contribution;
  purposes: readonly string[];
  without?: Without | undefined;
}

/**
 * A button that opens the reasons for an item's place: each in words with its share, the purposes that allowed it, where
 * the item would stand without it, and buttons to forget and to refuse.
 *
 * @example
 * ```html
 * <hearth-reasons item="alien-1979"></hearth-reasons>
 * ```
 */
export class HearthReasons extends ConfirmingElement {
  #options: Omit<ExplainOptions, "items"> = {};
  #open = false;
  #reply: ExplainReply | undefined;
  #purposes: readonly PurposeStatus[] = [];

  /** The item's id, as the attribute `item` has it. */
  get item(): string {
    return this.getAttribute("item") ?? "";
  }

  /** Sets the attribute. */
  set item(item: string) {
    this.setAttribute("item", item);
  }

  /** Context, exclusions and seen policy of the slate that the item is on, so that both say the same. */
  get options(): Omit<ExplainOptions, "items"> {
    return this.#options;
  }

  /** Asks again with them, if the reasons show. */
  set options(options: Omit<ExplainOptions, "items">) {
    this.#options = options;
    void this.refresh();
  }

  /** Whether the reasons show. */
  get open(): boolean {
    return this.#open;
  }

  /** Shows the reasons. */
  show(): void {
    const panel = this.#panel;
    if (panel?.showPopover) panel.showPopover();
    else this.#toggled(true);
  }

  /** Hides the reasons. */
  hide(): void {
    const panel = this.#panel;
    if (panel?.hidePopover) panel.hidePopover();
    else this.#toggled(false);
    this.find("#chip")?.focus();
  }

  get #panel(): HTMLElement | undefined {
    return this.find("#panel");
  }

  /** @internal */
  protected override get wanted(): boolean {
    return this.#open;
  }

  /** @internal */
  protected override async load(hearth: Hearth): Promise<void> {
    const { item } = this;
    const options = { reasons: -1, counterfactuals: 20, ...this.#options, items: [item] };
    const [reply, consent] = await Promise.all([hearth.explain(options), hearth.consent.state()]);
    this.#purposes = consent.purposes;
    if (item === this.item) this.#reply = reply;
  }

  /** @internal */
  protected override forgetState(): void {
    super.forgetState();
    this.#reply = undefined;
  }

  #toggled(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    this.unask();
    if (open) void this.refresh();
    const inside = this.shadowRoot?.activeElement?.closest("#panel");
    this.flush();
    if (open) this.#panel?.focus();
    else if (inside) this.find("#chip")?.focus();
  }

  /** @internal */
  protected override view(words: Wording): Child[] {
    const popover = "popover" in HTMLElement.prototype;
    const name = words.title(this.item, this.#explained?.title);
    const chip = {
      id: "chip",
      class: "chip",
      "aria-label": name === this.item ? undefined : `${words.text("why")} ${name}`,
      "aria-expanded": String(this.#open),
      "aria-haspopup": "dialog",
      popovertarget: popover && "panel",
    };
    const panel = {
      id: "panel",
      class: "panel",
      part: "panel",
      role: "dialog",
      tabindex: -1,
      "aria-labelledby": "title",
      popover: popover && "auto",
      hidden: !popover && !this.#open,
      on: {
        toggle: (event: Event) => this.#toggled((event as ToggleEvent).newState === "open"),
        keydown: (event: Event) => this.#onEscape(event as KeyboardEvent, popover),
      },
    };
    return [
      h(
        "div",
        { key: "base", class: "anchor", lang: words.language },
        button(words.text("why"), () => !popover && this.#toggled(!this.#open), { ...chip, part: "chip" }),
        h("div", panel, ...(this.#open ? this.#content(words, name) : [])),
      ),
    ];
  }

  #onEscape(event: KeyboardEvent, popover: boolean): void {
    if (event.key === "Escape" && !popover) this.hide();
  }

  get #explained(): Explained | undefined {
    const [explained] = this.#reply?.items ?? [];
    return explained?.id === this.item ? explained : undefined;
  }

  #content(words: Wording, name: string): Child[] {
    const explained = this.#explained;
    const close = button("×", () => this.hide(), { class: "close", "aria-label": words.text("close") });
    const head = h(
      "div",
      { class: "head" },
      h(
        "div",
        {},
        h("p", { class: "eyebrow" }, words.text("why")),
        h("p", { class: "title", id: "title" }, name),
      ),
      close,
    );
    return [head, ...(explained ? this.#body(words, explained) : [])];
  }

  #body(words: Wording, explained: Explained): Child[] {
    const reasons = group(words, explained);
    const total = reasons.reduce((sum, { score }) => sum + Math.abs(score), 0) || 1;
    const purposes = [...new Set(reasons.flatMap((reason) => reason.purposes))];
    return [
      h("p", { class: "quiet", part: "standing" }, this.#standing(words, explained)),
      h("ul", { class: "list" }, ...reasons.map((reason) => this.#row(words, reason, total, purposes))),
      purposes.length > 0 && h("p", { class: "quiet" }, this.#allowed(words, purposes)),
      h("div", { class: "row foot" }, this.#interest(words, explained)),
    ];
  }

  #standing(words: Wording, { above, tied, hidden }: Explained): string {
    if (hidden) return words.text(`hidden.${hidden === "unknown" ? "unavailable" : hidden}`);
    const n = above + tied + 1;
    const params = { n, place: words.place(n), total: this.#reply?.eligible ?? n };
    return words.text("standing", params);
  }

  #row(words: Wording, reason: Reason, total: number, all: readonly string[]): View {
    const share = Math.abs(reason.score) / total;
    const against = reason.score < 0;
    const text = words.share(share);
    const heard = words.text(against ? "shareAgainst" : "share", { share: text });
    const own = reason.purposes.length > 0 && reason.purposes.length < all.length;
    const times = reason.count > 1 && ` (${words.text("times", { n: reason.count })})`;
    return h(
      "li",
      { key: reason.text, class: "reason", part: "reason" },
      h(
        "p",
        { class: "line" },
        h("span", {}, reason.text, times),
        spoken(against ? `−${text}` : text, heard, { class: "figure" }),
      ),
      bar(share, against),
      own && h("p", { class: "quiet" }, this.#allowed(words, reason.purposes)),
      h(
        "div",
        { class: "split" },
        h("p", { class: "quiet" }, reason.without && this.#without(words, reason.without)),
        this.#deed(words, reason),
      ),
      this.question(words, reason.text),
    );
  }

  #without(words: Wording, { item, above, tied, hidden }: Without): string {
    const n = above + tied + 1;
    const now = this.#explained;
    const same = now && !now.hidden && n === now.above + now.tied + 1;
    const key = hidden ? "withoutHidden" : same ? "withoutSame" : "without";
    return words.text(key, { n, place: words.place(n), item: this.#name(words, item) });
  }

  #name(words: Wording, item: string): string {
    const known = this.#explained?.reasons?.find((reason) => reason.item === item);
    return words.title(item, known?.title);
  }

  #allowed(words: Wording, ids: readonly string[]): string {
    const titles = ids.map(
      (id) => words.purpose(this.#purposes.find((p) => p.id === id) ?? { id, stage: "" }).title,
    );
    return words.text("allowed", { purposes: words.list([...new Set(titles)]) });
  }

  /** What can be done about a reason. */
  #deed(words: Wording, { text, first }: Reason): Child {
    const { kind, field, value = "", item } = first;
    if (item !== undefined) return this.#forget(words, text, item);
    if (field === undefined || (kind !== "attribute" && kind !== "interest")) return undefined;
    const declared = kind === "interest";
    const act = words.text(declared ? "restore" : "remove");
    const press = () =>
      void this.act(({ interests }) =>
        declared ? interests.reset(field, value) : interests.remove(field, value),
      );
    return small(act, value || field, press);
  }

  #forget(words: Wording, key: string, item: string): View {
    const what = this.#name(words, item);
    const name = (record: { item?: string; type: string; ref: number; time: number }) =>
      `${words.subject({ ...record, ...(record.item && { title: this.#name(words, record.item) }) })} · ${words.deed(record.type)} · ${words.moment(record.time)}`;
    return small(words.text("forget"), what, () => void this.askForget(key, { items: [item] }, name));
  }

  #interest(words: Wording, { hidden }: Explained): View {
    const blocked = hidden === "blocked";
    const press = () =>
      void this.act(
        ({ feedback }) => (blocked ? feedback.interestedAgain(this.item) : feedback.notInterested(this.item)),
        blocked ? undefined : () => ["hidden.blocked"],
      );
    return button(words.text(blocked ? "restore" : "notInterested"), press, { key: "interest" });
  }
}

/** The contributions, those that read the same as one, strongest first; the first on an item has its counterfactual. */
function group(words: Wording, { reasons = [], without = [] }: Explained): Reason[] {
  const rows = new Map<string, Reason>();
  for (const first of reasons) {
    const text = words.reason(first);
    const row = rows.get(text) ?? { text, score: 0, count: 0, first, purposes: [] };
    const purposes = [...new Set([...row.purposes, ...(first.purposes ?? [])])];
    rows.set(text, { ...row, score: row.score + first.score, count: row.count + 1, purposes });
  }
  const sorted = [...rows.values()].sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  const left = new Map(without.map((entry) => [entry.item, entry]));
  return sorted.map((row) => {
    const entry = left.get(row.first.item ?? "");
    left.delete(row.first.item ?? "");
    return { ...row, without: entry };
  });
}
