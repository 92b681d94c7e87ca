// Charts of the Lab: plain SVG with axes, lines, whiskers and bars; what they say is in a label and a table beside them.

import { el, svg } from "../dom.ts";

/** A range of numbers and its labels. */
export interface Axis {
  min: number;
  max: number;
  ticks: readonly { at: number; text: string }[];
  /** What it measures; stands at its end. */
  name?: string;
}

/** Numbers from 0 or below the least to at least the greatest, with 3 to 6 round ticks. */
export function axis(values: readonly number[], write: (value: number) => string, name?: string): Axis {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  const step = roundStep((high - low || 1) / 4);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  const at = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const ticks = at.map((value) => ({ at: value, text: write(value) }));
  return { min: first * step, max: last * step, ticks, ...(name === undefined ? {} : { name }) };
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below the number. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((n) => n * power >= least * 0.999) ?? 10) * power;
}

const width = 360;

/** The inner part of a chart, between its axes. */
export class Plot {
  readonly root: SVGElement;
  readonly #x: Axis;
  readonly #y: Axis | undefined;
  readonly #box: { left: number; right: number; top: number; bottom: number };

  /** An empty chart with axes. The label says what it shows; without a y axis there are no lines for it. */
  constructor(label: string, height: number, x: Axis, y?: Axis, left = 40) {
    const viewBox = `0 0 ${width} ${height}`;
    this.root = svg("svg", { class: "lab-chart", viewBox, role: "img", "aria-label": label });
    this.#x = x;
    this.#y = y;
    const bottom = height - (x.name ? 36 : 22);
    this.#box = { left, right: width - 14, top: y?.name ? 24 : 10, bottom };
    this.#drawX();
    if (y) this.#drawY(y);
  }

  x(value: number): number {
    const { left, right } = this.#box;
    return left + ((value - this.#x.min) / (this.#x.max - this.#x.min)) * (right - left);
  }

  y(value: number): number {
    const { top, bottom } = this.#box;
    const { min, max } = this.#y ?? { min: 0, max: 1 };
    return bottom - ((value - min) / (max - min)) * (bottom - top);
  }

  #drawX(): void {
    const { left, right, bottom } = this.#box;
    for (const { at, text } of this.#x.ticks) {
      if (!this.#y) this.line("lab-grid", this.x(at), this.#box.top, this.x(at), bottom);
      this.text(text, this.x(at), bottom + 15, "middle");
    }
    this.line("lab-axis", left, bottom, right, bottom);
    if (this.#x.name) this.text(this.#x.name, (left + right) / 2, bottom + 31, "middle");
  }

  #drawY(y: Axis): void {
    const { left, right } = this.#box;
    for (const { at, text } of y.ticks) {
      this.line("lab-grid", left, this.y(at), right, this.y(at));
      this.text(text, left - 6, this.y(at) + 4, "end");
    }
    if (y.name) this.text(y.name, 2, 12, "start");
  }

  line(name: string, x1: number, y1: number, x2: number, y2: number): void {
    this.root.append(svg("line", { class: name, x1, y1, x2, y2 }));
  }

  text(text: string, x: number, y: number, anchor: "start" | "middle" | "end", name = ""): void {
    this.root.append(svg("text", { class: name, x, y, "text-anchor": anchor }, text));
  }

  /** A line through points, in the data's units. */
  path(name: string, points: readonly (readonly [number, number])[]): void {
    const d = points.map(([x, y], i) => `${i ? "L" : "M"}${this.x(x).toFixed(1)} ${this.y(y).toFixed(1)}`);
    this.root.append(svg("path", { class: name, d: d.join("") }));
  }

  /** A circle for Hearth and a square for popularity, so that colour is not all that tells them apart. */
  mark(name: string, round: boolean, x: number, y: number, size = 4): SVGElement {
    const mark = round
      ? svg("circle", { class: name, cx: x, cy: y, r: size })
      : svg("rect", { class: name, x: x - size, y: y - size, width: 2 * size, height: 2 * size });
    this.root.append(mark);
    return mark;
  }

  bar(name: string, x: number, y: number, width: number, height: number): void {
    this.root.append(
      svg("rect", { class: name, x, y, width: Math.max(width, 0), height: Math.max(height, 0) }),
    );
  }
}

/** A table of text cells; the first of each row is its header. */
export interface Table {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A chart with its title, a note and the table of its numbers. */
export function figure(
  id: string,
  title: string,
  chart: Element,
  note: Node | string | undefined,
  summary: string,
  table: Table,
): HTMLElement {
  return el(
    "figure",
    { class: "lab-figure", id },
    el("figcaption", {}, el("h3", {}, title)),
    chart,
    note === undefined ? undefined : el("p", { class: "note" }, note),
    el("details", {}, el("summary", {}, summary), tableOf(table)),
  );
}

function tableOf({ caption, head, rows }: Table): HTMLElement {
  const cells = ([first, ...rest]: readonly string[]) =>
    el("tr", {}, el("th", { scope: "row" }, first), ...rest.map((cell) => el("td", {}, cell)));
  return el(
    "div",
    { class: "lab-table", tabindex: 0, role: "group", "aria-label": caption },
    el(
      "table",
      {},
      el("caption", { class: "visually-hidden" }, caption),
      el("thead", {}, el("tr", {}, ...head.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...rows.map(cells)),
    ),
  );
}
