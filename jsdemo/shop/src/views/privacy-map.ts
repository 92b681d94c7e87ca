// Privacy: what is stored and what for, the browser's signal and the receipt, and what Hearth cannot protect against.

import { el } from "../dom.ts";
import { dataMap, rowOf } from "../own/datamap.ts";
import { documentUrl } from "../own/links.ts";
import type { Section } from "../own/sheet.ts";
import { table } from "../own/table.ts";
import type { PrivacyKey } from "./privacy.texts.ts";
import type { Checks, PrivacyState } from "./privacy.ts";

/** The data map. */
export function mapSection({ w, app }: Checks): Section<PrivacyState> {
  const rows = dataMap.map((field) => {
    const { what, purpose, benefit, kept, goes } = rowOf(field, app.lang);
    return [what, purpose, benefit, kept, goes, tests(field.tests)];
  });
  const heads = ["mapWhat", "mapPurpose", "mapBenefit", "mapKept", "mapGoes", "mapTest"] as const;
  return {
    id: "map",
    title: w.t("map"),
    note: w.t("mapNote"),
    facts: () => 0,
    draw: () => [
      table({ caption: w.t("mapCaption"), heads: heads.map((key) => w.t(key)), numbers: [], rows }),
      el("p", {}, link(w.t("mapMore"), "docs/PRIVACY.md#data-map")),
    ],
  };
}

function tests(names: readonly string[]): Node {
  if (names.length === 0) return el("span", {}, "–");
  return el(
    "span",
    {},
    ...names.flatMap((name, i) => [i > 0 ? ", " : "", el("code", {}, ...breakable(name))]),
  );
}

/** A name with places to break it before its capitals. */
function breakable(name: string): (Node | string)[] {
  return name.split(/(?<=[a-z])(?=[A-Z])/).flatMap((part, i) => (i > 0 ? [el("wbr"), part] : [part]));
}

function link(text: string, path: string): HTMLElement {
  return el("a", { href: documentUrl(path), rel: "noreferrer" }, text);
}

/** Global Privacy Control, and how the decisions can be had as a receipt. */
export function signalSection({ w, app }: Checks): Section<PrivacyState> {
  return {
    id: "signal",
    title: w.t("signal"),
    note: w.t("signalNote"),
    facts: ({ browserSignal, signal, decisions }) => [browserSignal, signal, decisions],
    draw: ({ browserSignal, signal, decisions }) => [
      el(
        "p",
        { class: signal ? "own-signal" : undefined },
        w.t(signal ? "signalOn" : browserSignal === undefined ? "signalNone" : "signalOff"),
      ),
      el("h3", {}, w.t("receipt")),
      el(
        "p",
        {},
        w.t("receiptText", { n: decisions }),
        " ",
        el("a", { href: app.link("data") }, w.t("receiptLink")),
      ),
      el(
        "p",
        { class: "own-quiet" },
        w.t("receiptRecord"),
        " ",
        link(w.t("receiptMore"), "docs/consent-record.md"),
      ),
    ],
  };
}

const limits = ["scripts", "device", "images", "pack", "old", "cap", "visit"] as const;

/** What Hearth cannot protect against. */
export function limitsSection({ w }: Checks): Section<PrivacyState> {
  const rows = limits.flatMap((name) => [
    el("dt", {}, w.t(`limit.${name}` as PrivacyKey)),
    el("dd", {}, w.t(`limit.${name}.text` as PrivacyKey)),
  ]);
  return {
    id: "limits",
    title: w.t("limits"),
    note: w.t("limitsNote"),
    facts: () => 0,
    draw: () => [
      el("dl", { class: "own-limits" }, ...rows),
      el("p", {}, link(w.t("limitsMore"), "docs/PRIVACY.md#threat-model")),
    ],
  };
}
