// Your data: where it lies and how big it is, what was done with it, what was decided, and how to take it along or erase it.

import type { LedgerEntry, Profile, Tally } from "@hearthrank/sdk";
import { el } from "../dom.ts";
import { decisions } from "../own/decisions.ts";
import { askYes } from "../own/erase.ts";
import { download } from "../own/files.ts";
import { purposeName } from "../own/purposes.ts";
import type { Section } from "../own/sheet.ts";
import { reasonOf } from "../reason.ts";
import type { DataKey } from "./data.texts.ts";
import type { DataState, Desk } from "./data.ts";

/** The sections. */
export function fileSections(desk: Desk): Section<DataState>[] {
  return [storage(desk), audit(desk), ledger(desk), files(desk)];
}

function storage(desk: Desk): Section<DataState> {
  const { w, app } = desk;
  const { info } = app.hearth;
  const where = info.storage === "indexeddb" ? "sealed" : info.storageReason;
  const note = ({ profile }: DataState) =>
    w.t(
      where === "sealed" && decisions(profile) === 0
        ? "storage.undecided"
        : (`storage.${where ?? "asked"}` as DataKey),
    );
  return {
    id: "storage",
    title: w.t("storage"),
    note,
    facts: ({ profile, usage }) => [profile.bytes, profile.events.length, usage],
    draw: ({ profile, usage }) => [gauge(desk, profile, usage)],
  };
}

/** How little the log is beside all that this origin stores, as one bar, with the figures as a list. */
function gauge({ w }: Desk, { bytes: log, events }: Profile, usage: number | undefined): HTMLElement {
  const bytes = events.length > 0 ? log : 0;
  const perEvent = events.length > 0 ? bytes / events.length : 0;
  const rows: [string, string][] = [
    [w.t("logBytes"), w.size(bytes)],
    [w.t("perEvent"), events.length > 0 ? w.size(Math.round(perEvent)) : "–"],
    [w.t("usage"), usage === undefined ? w.t("usageUnknown") : w.size(usage)],
  ];
  const fill = el("span", { class: "fill" });
  fill.style.setProperty("--share", String(usage ? Math.min(1, bytes / usage) : 0));
  const label = usage
    ? w.t("gauge", { share: w.number(bytes / usage, { style: "percent", maximumSignificantDigits: 2 }) })
    : "";
  return el(
    "div",
    { class: "own-gauge" },
    usage ? el("div", { class: "own-bar tall", role: "img", "aria-label": label }, fill) : undefined,
    usage ? el("p", { class: "own-quiet" }, label) : undefined,
    el(
      "dl",
      { class: "own-facts" },
      ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
    ),
  );
}

function audit(desk: Desk): Section<DataState> {
  const { w } = desk;
  const totals = ({ profile }: DataState) => profile.audit.filter(({ count }) => count > 0);
  return {
    id: "audit",
    title: w.t("audit"),
    note: (state) => w.t(totals(state).length > 0 ? "auditNote" : "auditNone"),
    facts: totals,
    draw: (state) => {
      const lines = totals(state).map((tally) => sentence(desk, state.profile, tally));
      return lines.length > 0 ? [el("ul", { class: "own-audit" }, ...lines)] : [];
    },
  };
}

function sentence(desk: Desk, profile: Profile, { kind, count, latest, purpose }: Tally): HTMLLIElement {
  const { w } = desk;
  const what = w.t(`audit.${kind}`, { n: count });
  const whose = purpose ? ` (${nameOf(desk, profile, purpose)})` : "";
  const when = latest > 0 && !purpose ? ` ${w.t("latest", { date: w.date(latest) })}` : "";
  return el("li", { class: purpose ? "own-part" : undefined }, `${what}${whose}.${when}`);
}

function nameOf(desk: Desk, { purposes }: Profile, id: string): string {
  const purpose = purposes.find((one) => one.id === id);
  return purpose ? purposeName(desk.app, purpose) : id;
}

function ledger(desk: Desk): Section<DataState> {
  const { w } = desk;
  return {
    id: "ledger",
    title: w.t("ledger"),
    note: ({ profile }) => w.t(profile.ledger.length > 0 ? "ledgerNote" : "ledgerNone"),
    facts: ({ profile }) => profile.ledger,
    draw: ({ profile }) => [
      el(
        "ol",
        { class: "own-ledger" },
        ...profile.ledger.toReversed().map((entry) => deed(desk, profile, entry)),
      ),
    ],
  };
}

function deed(
  desk: Desk,
  profile: Profile,
  { deed: what, act, purpose = "", time, version }: LedgerEntry,
): HTMLLIElement {
  const { w } = desk;
  const name = nameOf(desk, profile, purpose);
  const key = what.replace(" ", "-");
  const text = w.t(`deed.${key}` as DataKey, { purpose: name });
  const how = w.t(`act.${act}` as DataKey);
  const fine = [
    `${w.date(time)}, ${w.clock(time)}`,
    how,
    version ? w.t("version", { version: String(version) }) : "",
  ];
  return el(
    "li",
    { class: `own-deed ${key}` },
    el("span", {}, text),
    el("span", { class: "own-quiet" }, fine.filter((part) => part !== "").join(" · ")),
  );
}

function files(desk: Desk): Section<DataState> {
  const { w } = desk;
  return {
    id: "files",
    title: w.t("files"),
    note: w.t("filesNote"),
    facts: () => 0,
    draw: () => {
      const input = el("input", {
        type: "file",
        accept: "application/json,.json",
        hidden: true,
        id: "own-import",
      });
      const trouble = el("p", { class: "failure", role: "alert" });
      input.addEventListener("change", () => void load(desk, input, trouble));
      const act = (key: "export" | "import" | "eraseAll", look: string, click: () => void) =>
        el("button", { type: "button", class: look, "data-key": `files:${key}`, on: { click } }, w.t(key));
      return [
        el(
          "div",
          { class: "own-row" },
          act("export", "quiet", () => void save(desk)),
          act("import", "quiet", () => input.click()),
          act("eraseAll", "own-danger", () => void eraseAll(desk)),
        ),
        input,
        trouble,
      ];
    },
  };
}

function save(desk: Desk): Promise<void> {
  return desk.act(async () => {
    const text = await desk.app.hearth.export();
    download("hearth.json", text, "application/json");
    return desk.w.t("exported", { size: desk.w.size(text.length) });
  });
}

/** Replaces the state by a file's. What goes wrong stays on the page, and nothing is lost. */
async function load(desk: Desk, input: HTMLInputElement, trouble: HTMLElement): Promise<void> {
  const { w, app } = desk;
  const file = input.files?.[0];
  trouble.textContent = "";
  if (!file) return;
  const text = await file.text();
  input.value = "";
  const sure = await askYes(
    w.t("importAsk", { file: file.name }),
    w.t("importText"),
    w.t("importYes"),
    w.t("keep"),
  );
  if (!sure) return;
  try {
    const { events } = await app.hearth.import(text);
    await desk.act(async () => w.t("imported", { n: events }));
  } catch (error) {
    trouble.textContent = w.t("importFailed", { reason: reasonOf(error) });
  }
}

async function eraseAll(desk: Desk): Promise<void> {
  const { w, app } = desk;
  if (!(await askYes(w.t("eraseAllAsk"), w.t("eraseAllText"), w.t("eraseAllYes"), w.t("keep")))) return;
  desk.looking.outcomes.clear();
  desk.looking.range = undefined;
  await desk.act(() => app.hearth.erase().then(() => w.t("erasedAll")));
}
