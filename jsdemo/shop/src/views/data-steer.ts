// Your data: the dial, and what is never to be shown.

import type { Control } from "@hearthrank/sdk";
import { el } from "../dom.ts";
import type { Section } from "../own/sheet.ts";
import { fieldName, valueName } from "../own/vocabulary.ts";
import type { DataState, Desk } from "./data.ts";

/** The section. */
export function steerSection(desk: Desk): Section<DataState> {
  const { w } = desk;
  const orders = ({ profile }: DataState) =>
    profile.controls.filter(({ kind }) => kind === "block" || kind === "dial" || kind === "language");
  return {
    id: "steer",
    title: w.t("steer"),
    note: w.t("steerNote"),
    facts: orders,
    draw: (state) => [dial(desk, orders(state)), blocked(desk, orders(state))],
  };
}

function dial(desk: Desk, orders: readonly Control[]): HTMLElement {
  const { w, app } = desk;
  const order = orders.find(({ kind }) => kind === "dial");
  const amount = order ? (order.amount ?? 0) : 100; // an amount of 0 is left out
  const output = el("output", { for: "own-dial" }, w.share(amount / 100));
  const input = el("input", {
    type: "range",
    id: "own-dial",
    "data-key": "dial",
    min: 0,
    max: 100,
    step: 5,
    value: amount,
    "aria-describedby": "own-dial-ends",
  });
  input.style.setProperty("--share", String(amount / 100));
  input.addEventListener("input", () => {
    output.textContent = w.share(input.valueAsNumber / 100);
    input.style.setProperty("--share", String(input.valueAsNumber / 100));
  });
  input.addEventListener("change", () => {
    const set = app.hearth.dial.set(input.valueAsNumber);
    void desk.act(() => set.then(() => w.t("dialSet", { share: w.share(input.valueAsNumber / 100) })));
  });
  return el(
    "div",
    { class: "own-dial" },
    el("label", { for: "own-dial" }, w.t("dial")),
    output,
    input,
    el(
      "p",
      { class: "own-ends", id: "own-dial-ends" },
      el("span", {}, w.t("dialLow")),
      el("span", {}, w.t("dialHigh")),
    ),
  );
}

function blocked(desk: Desk, orders: readonly Control[]): HTMLElement {
  const { w } = desk;
  const blocks = orders.filter(({ kind }) => kind !== "dial");
  const list =
    blocks.length > 0
      ? el(
          "ul",
          { class: "own-blocked", "aria-labelledby": "own-blocked" },
          ...blocks.map((block) => row(desk, block)),
        )
      : el("p", { class: "own-quiet" }, w.t("blockedNone"));
  return el("div", {}, el("h3", { id: "own-blocked" }, w.t("blocked")), list);
}

function row(desk: Desk, block: Control): HTMLLIElement {
  const { w, app } = desk;
  const { kind, field, value = "" } = block;
  const name = field
    ? `${fieldName(app.lang, field)}: ${valueName(app.lang, value)}`
    : kind === "language"
      ? w.t("language", { value })
      : desk.title({ item: value });
  const lift = () =>
    desk.act(async () => {
      await app.hearth.order({ lift: [{ kind, ...(field ? { field } : {}), value }] });
      return w.t("lifted", { name });
    });
  return el(
    "li",
    {},
    el("span", {}, name),
    block.time ? el("span", { class: "own-quiet" }, w.t("since", { date: w.date(block.time) })) : undefined,
    el(
      "button",
      {
        type: "button",
        class: "own-small",
        "data-key": `block:${field ?? ""}:${value}`,
        "aria-label": `${w.t("lift")}: ${name}`,
        on: { click: () => void lift() },
      },
      w.t("lift"),
    ),
  );
}
