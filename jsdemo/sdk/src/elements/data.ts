// The preference centre's events, copies, erasing, storage and audit.

import type { Held, LedgerEntry, Removed, Tally } from "../messages.js";
import type { Centre } from "./centre.js";
import { type Child, h, type View } from "./patch.js";
import { button, card, small } from "./pieces.js";
import type { TextKey } from "./texts.js";

/** Events a page. */
const perPage = 6;

/** All events, newest first, a page at a time. */
export function eventsCard(centre: Centre, page: number, turn: (page: number) => void): View {
  const { words, profile } = centre;
  const events = [...profile.events].sort((a, b) => b.time - a.time);
  const last = Math.max(0, Math.ceil(events.length / perPage) - 1);
  const from = Math.min(page, last) * perPage;
  const visible = events.slice(from, from + perPage);
  return card(
    "events",
    centre.heading("events", words.text("events")),
    h("p", { class: "quiet" }, words.text(events.length > 0 ? "eventsText" : "nothing")),
    h("ul", { class: "list" }, ...visible.map((event) => eventRow(centre, event))),
    last > 0 && pager(centre, { from, to: from + visible.length, total: events.length }, turn),
  );
}

interface Span {
  from: number;
  to: number;
  total: number;
}

function pager({ words }: Centre, { from, to, total }: Span, turn: (page: number) => void): View {
  const page = from / perPage;
  const arrow = (key: "newer" | "older", by: number, off: boolean) =>
    button(words.text(key), () => !off && turn(page + by), {
      key,
      class: "small",
      "aria-disabled": off && "true",
    });
  return h(
    "div",
    { key: "pager", class: "row pager", part: "pager" },
    arrow("newer", -1, from === 0),
    h("span", { class: "quiet" }, words.text("page", { from: from + 1, to, total })),
    arrow("older", 1, to === total),
  );
}

function eventRow(centre: Centre, event: Held): View {
  const { words, profile } = centre;
  const key = `e-${event.ref}-${event.time}`;
  const what = `${words.subject(event)}, ${words.deed(event.type)}`;
  const name = (record: Removed) =>
    line(
      centre,
      profile.events.find(({ ref, time }) => ref === record.ref && time === record.time) ?? record,
    );
  return h(
    "li",
    { key, class: "event", part: "event" },
    h(
      "div",
      { class: "line" },
      h(
        "div",
        {},
        h("p", { class: "name" }, words.subject(event)),
        h("p", { class: "quiet" }, details(centre, event)),
      ),
      small(words.text("forget"), what, () => void centre.askForget(key, { events: [event.ref] }, name)),
    ),
    centre.question(key),
  );
}

function details({ words, profile }: Centre, event: Held): string {
  const titles = event.purposes.map(
    (id) => words.purpose(profile.purposes.find((p) => p.id === id) ?? { id, stage: "" }).title,
  );
  const used = event.used ? words.list(titles) : words.text("unused");
  return [words.deed(event.type), words.moment(event.time), used].filter(Boolean).join(" · ");
}

function line({ words }: Centre, event: Partial<Held> & Removed): string {
  return `${words.subject(event)} · ${words.deed(event.type)} · ${words.moment(event.time)}`;
}

/** Copies, erasing, and where all is kept. */
export function dataCard(centre: Centre): View {
  const { words, profile } = centre;
  const size = words.size(profile.bytes);
  return card(
    "data",
    centre.heading("data", words.text("data")),
    h("p", { class: "big" }, words.text("held", { n: profile.events.length, size })),
    h("p", { class: "quiet", part: "storage" }, storage(centre)),
    h(
      "div",
      { class: "row" },
      button(words.text("export"), () => void save(centre), { key: "export" }),
      loader(centre),
      button(words.text("erase"), () => askErase(centre), { key: "erase", class: "danger" }),
    ),
    centre.question("data"),
  );
}

function storage({ words, hearth }: Centre): string {
  const { storage, storageReason = "asked" } = hearth.info;
  if (storage === "indexeddb") return words.text("storage.indexeddb");
  const memory = words.text("storage.asked");
  return storageReason === "asked" ? memory : `${words.text(`storage.${storageReason}`)} ${memory}`;
}

async function save(centre: Centre): Promise<void> {
  const text = await centre.act(
    (hearth) => hearth.export(),
    () => ["exported"],
  );
  if (text === undefined) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `hearth-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A file input that looks like the buttons beside it. */
function loader(centre: Centre): View {
  return h(
    "label",
    { key: "import", class: "file", part: "button" },
    h("input", {
      type: "file",
      class: "hidden",
      accept: ".json,application/json",
      on: { change: (event) => askImport(centre, event.target as HTMLInputElement) },
    }),
    centre.words.text("import"),
  );
}

function askImport(centre: Centre, input: HTMLInputElement): void {
  const file = input.files?.[0];
  if (!file) return;
  const { words } = centre;
  input.value = "";
  centre.ask({
    key: "data",
    ask: words.text("importAsk", { file: file.name }),
    yes: words.text("import"),
    deed: () =>
      centre.act(
        async (hearth) => hearth.import(await file.text()),
        () => ["imported"],
      ),
  });
}

function askErase(centre: Centre): void {
  const { words } = centre;
  centre.ask({
    key: "data",
    ask: words.text("eraseAsk"),
    yes: words.text("erase"),
    deed: () => erase(centre),
  });
}

async function erase(centre: Centre): Promise<void> {
  const done = await centre.act(
    async (hearth) => {
      await hearth.erase();
      return true;
    },
    () => ["erased"],
  );
  if (done) centre.emit("hearth-erased", undefined);
}

/** What was done with the data, and every decision. */
export function auditCard(centre: Centre): View {
  const { words, profile } = centre;
  const counts = profile.audit.filter(({ purpose }) => !purpose);
  const decisions = [...profile.ledger].reverse();
  return card(
    "audit",
    centre.heading("audit", words.text("audit")),
    counts.length === 0 && h("p", { class: "quiet" }, words.text("nothing")),
    h("dl", { class: "tally" }, ...counts.flatMap((tally) => tallied(centre, tally))),
    decisions.length > 0 &&
      h(
        "details",
        { key: "decisions" },
        h("summary", {}, words.text("decisions", { n: decisions.length })),
        h("ul", { class: "goes" }, ...decisions.map((entry) => h("li", {}, decision(centre, entry)))),
      ),
  );
}

function tallied({ words }: Centre, { kind, count, latest }: Tally): Child[] {
  const day =
    latest > 0 &&
    h("span", { class: "quiet" }, ` ${words.text("latest", { date: words.day(latest, "UTC") })}`);
  return [h("dt", {}, words.text(`audit.${kind}`), day), h("dd", {}, words.number(count))];
}

function decision({ words, profile }: Centre, { deed, purpose = "", time }: LedgerEntry): string {
  const status = profile.purposes.find(({ id }) => id === purpose) ?? { id: purpose, stage: "" };
  const key = `deed.${deed}` as TextKey;
  const known = key in words.catalogue.texts;
  const title = words.purpose(status).title;
  const text = known ? words.text(key, { purpose: title }) : deed.replace("signal", "Global Privacy Control");
  return `${text} · ${words.moment(time)}`;
}
