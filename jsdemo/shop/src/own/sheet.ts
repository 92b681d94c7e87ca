// Sections of a page that are drawn anew only when what they show has changed, and that keep focus, scroll and what is open.

import { el } from "../dom.ts";

/** A section: what it shows of a state, and how. */
export interface Section<S> {
  id: string;
  title: string;
  /** One or two sentences under the title. */
  note?: string | ((state: S) => string);
  /** What its look depends on; equal facts, nothing to draw. */
  facts(state: S): unknown;
  draw(state: S): (Node | undefined)[];
}

/** The sections of one page. */
export class Sheet<S> {
  readonly element: HTMLElement;
  readonly #parts: { section: Section<S>; note: HTMLElement; body: HTMLElement; drawn: string }[];

  constructor(name: string, lede: Node[], sections: readonly Section<S>[]) {
    this.#parts = sections.map((section) => ({
      section,
      note: el("p", { class: "own-note" }),
      body: el("div", { class: "own-body" }),
      drawn: "",
    }));
    const frames = this.#parts.map(({ section, note, body }) => frame(section, note, body));
    this.element = el("div", { class: `own ${name}` }, ...lede, ...frames);
  }

  /** Draws what has changed. */
  show(state: S): void {
    const kept = remember(this.element);
    for (const part of this.#parts) {
      const drawn = JSON.stringify(part.section.facts(state)) ?? "";
      if (drawn === part.drawn) continue;
      part.drawn = drawn;
      const { note = "" } = part.section;
      part.note.textContent = typeof note === "string" ? note : note(state);
      part.body.replaceChildren(...part.section.draw(state).filter((node) => node !== undefined));
    }
    restore(this.element, kept);
  }

  /** Draws all sections at the next `show`, changed or not. */
  forgetDrawn(id?: string): void {
    for (const part of this.#parts) if (!id || part.section.id === id) part.drawn = "";
  }
}

function frame<S>({ id, title }: Section<S>, note: HTMLElement, body: HTMLElement): HTMLElement {
  const heading = el("h2", { id: `own-${id}`, tabindex: -1 }, title);
  return el(
    "section",
    { class: `own-section own-${id}-section`, "aria-labelledby": `own-${id}` },
    el("div", { class: "own-head" }, heading, note),
    body,
  );
}

interface Kept {
  /** Keys of all that can have the focus, in order, and where in it the focus was. */
  keys: string[];
  at: number;
  heading: string | undefined;
  open: Set<string>;
  scroll: number;
}

const keyOf = (element: Element) => element.getAttribute("data-key") ?? "";

function remember(root: HTMLElement): Kept {
  const keys = [...root.querySelectorAll("[data-key]")].map(keyOf);
  const focused = document.activeElement;
  const inside = focused !== null && root.contains(focused);
  const own = inside ? focused.closest("[data-key]") : null;
  const open = [...root.querySelectorAll("details[data-key][open]")].map(keyOf);
  return {
    keys,
    at: own ? keys.indexOf(keyOf(own)) : -1,
    heading: inside ? focused.closest("section")?.getAttribute("aria-labelledby") || undefined : undefined,
    open: new Set(open),
    scroll: window.scrollY,
  };
}

function restore(root: HTMLElement, kept: Kept): void {
  const now = new Map([...root.querySelectorAll("[data-key]")].map((element) => [keyOf(element), element]));
  for (const key of kept.open) now.get(key)?.setAttribute("open", "");
  if (kept.at >= 0 && !root.contains(document.activeElement)) refocus(root, now, kept);
  if (root.isConnected && window.scrollY !== kept.scroll)
    window.scrollTo({ top: kept.scroll, behavior: "instant" });
}

/** The same as before; what came after it where it is gone, then what came before; at last the section's heading. */
function refocus(root: HTMLElement, now: ReadonlyMap<string, Element>, { keys, at, heading }: Kept): void {
  const order = [...keys.slice(at), ...keys.slice(0, at).reverse()];
  const group = (key: string) => key.split(":")[0];
  const key = order.find((name) => now.has(name) && group(name) === group(keys[at] ?? ""));
  const target = key === undefined ? heading && root.querySelector(`#${heading}`) : focusable(now.get(key));
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

function focusable(element: Element | undefined): Element | null | undefined {
  return element instanceof HTMLDetailsElement ? element.querySelector("summary") : element;
}
