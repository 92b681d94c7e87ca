// Tables that read as cards on narrow screens and stay tables for screen readers.

import { el } from "../dom.ts";

/** What a table shows. */
export interface TableOptions {
  caption: string;
  heads: readonly string[];
  /** Columns of numbers, by index. */
  numbers: readonly number[];
  /** The first cell of each row is its heading. */
  rows: readonly (readonly (Node | string)[])[];
}

/** A table. Its roles are spelled out: styles that make blocks of its cells would take them away. */
export function table({ caption, heads, numbers, rows }: TableOptions): HTMLTableElement {
  const head = heads.map((name, i) =>
    el("th", { scope: "col", role: "columnheader", class: numbers.includes(i) ? "number" : undefined }, name),
  );
  return el(
    "table",
    { class: "own-table cards", role: "table" },
    el("caption", {}, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...head)),
    el("tbody", { role: "rowgroup" }, ...rows.map((row) => line(row, heads, numbers))),
  );
}

function line(
  row: readonly (Node | string)[],
  heads: readonly string[],
  numbers: readonly number[],
): HTMLElement {
  const [first = "", ...rest] = row;
  const cells = rest.map((cell, i) =>
    el(
      "td",
      { role: "cell", "data-label": heads[i + 1], class: numbers.includes(i + 1) ? "number" : undefined },
      el("span", {}, cell),
    ),
  );
  return el("tr", { role: "row" }, el("th", { scope: "row", role: "rowheader" }, first), ...cells);
}
