// Shows code, with comments and texts set apart, and a button that copies it.

import { el } from "../dom.ts";

/** A piece of code and what it is. */
export interface Piece {
  kind: "comment" | "string" | "code";
  text: string;
}

const token = /(\/\/[^\n]*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->)|("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/g;

/** Splits JavaScript or Go. It knows comments and texts, and takes everything else as it is. */
export function pieces(code: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of code.matchAll(token)) {
    if (match.index > at) found.push({ kind: "code", text: code.slice(at, match.index) });
    found.push({ kind: match[1] ? "comment" : "string", text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < code.length) found.push({ kind: "code", text: code.slice(at) });
  return found;
}

/** How many lines of a file are code: neither empty nor a comment. */
export function linesOfCode(code: string): number {
  return code.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}

/** The words of the button. */
export interface CopyWords {
  copy: string;
  label: string;
  copied(): void;
}

/** The code as an element. */
export function codeBlock(code: string, words: CopyWords): HTMLElement {
  const text = code.trim();
  const shown = pieces(text).map(({ kind, text: part }) =>
    kind === "code" ? part : el("span", { class: kind }, part),
  );
  const copy = () => void navigator.clipboard?.writeText(text).then(words.copied, () => undefined);
  return el(
    "div",
    { class: "own-code" },
    el("pre", { tabindex: 0 }, el("code", {}, ...shown)),
    el(
      "button",
      { type: "button", class: "own-small", "aria-label": words.label, on: { click: copy } },
      words.copy,
    ),
  );
}
