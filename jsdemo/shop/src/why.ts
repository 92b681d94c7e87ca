// The reasons for a film's place: every contribution with its integer score, and their sum.

import type { Contribution, Explained } from "@hearthrank/sdk";
import { el } from "./dom.ts";
import { sentence } from "./reasons.ts";

/** The list of reasons and the sentence about the film's standing. */
export function why(explained: Explained, eligible: number): HTMLElement {
  const reasons = explained.reasons ?? [];
  const largest = Math.max(1, ...reasons.map((reason) => Math.abs(reason.score)));
  const rows = reasons.map((reason) => row(reason, largest));
  const total = el(
    "tr",
    { class: "total" },
    el("th", { scope: "row" }, "Score, the sum of these"),
    el("td", { class: "track", "aria-hidden": "true" }),
    el("td", { class: "score", "data-total": explained.score }, number(explained.score, "auto")),
  );
  return el(
    "section",
    { class: "reasons", "aria-labelledby": "why-title", tabindex: "-1" },
    el("h3", { id: "why-title" }, "Why this place?"),
    el("p", { class: "standing" }, standing(explained, eligible)),
    el("table", {}, el("tbody", {}, ...rows), el("tfoot", {}, total)),
  );
}

function row(reason: Contribution, largest: number): HTMLTableRowElement {
  const bar = el("span", { class: reason.score < 0 ? "bar minus" : "bar" });
  bar.style.setProperty("--share", String(Math.abs(reason.score) / largest));
  return el(
    "tr",
    { class: reason.kind },
    el("th", { scope: "row" }, sentence(reason)),
    el("td", { class: "track", "aria-hidden": "true" }, bar),
    el("td", { class: "score", "data-score": reason.score }, number(reason.score)),
  );
}

function standing({ above, tied, hidden }: Explained, eligible: number): string {
  if (hidden === "seen") return "Not on the shelf: you have looked at it already. Its score would be:";
  if (hidden === "unknown") return "The pack does not have this film.";
  if (hidden) return `Not on the shelf: ${hidden}.`;
  const place = above + tied + 1;
  return `Place ${place.toLocaleString("en")} of ${eligible.toLocaleString("en")} at this moment.`;
}

/** A score with a real minus and thousands apart; terms have their sign, sums only a minus. */
function number(score: number, signDisplay: "exceptZero" | "auto" = "exceptZero"): string {
  return score.toLocaleString("en", { signDisplay }).replace("-", "−");
}
