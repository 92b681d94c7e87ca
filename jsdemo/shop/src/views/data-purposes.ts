// Your data: what each purpose saw, as small columns, and where it stands.

import type { Profile, PurposeStatus } from "@hearthrank/sdk";
import { el } from "../dom.ts";
import { columns } from "../own/days.ts";
import { purposeName, purposeText } from "../own/purposes.ts";
import type { Section } from "../own/sheet.ts";
import { columnsOf } from "../own/timeline.ts";
import { categoryName } from "../own/vocabulary.ts";
import type { DataState, Desk } from "./data.ts";

/** The section. */
export function purposesSection(desk: Desk): Section<DataState> {
  const { w, looking } = desk;
  return {
    id: "purposes",
    title: w.t("purposes"),
    note: w.t("purposesNote"),
    facts: ({ profile }) => [
      profile.purposes,
      profile.signal,
      profile.events.map(({ ref, purposes }) => [ref, purposes]),
      [...looking.outcomes],
    ],
    draw: ({ profile }) => [
      profile.signal ? el("p", { class: "own-signal" }, w.t("signalOn")) : undefined,
      el(
        "div",
        { class: "own-purposes" },
        ...profile.purposes.map((purpose) => card(desk, profile, purpose)),
      ),
    ],
  };
}

function card(desk: Desk, profile: Profile, purpose: PurposeStatus): HTMLElement {
  const name = purposeName(desk.app, purpose);
  const carried = profile.events.filter(({ purposes }) => purposes.includes(purpose.id));
  return el(
    "article",
    { class: "own-purpose", "aria-labelledby": `own-purpose-${purpose.id}` },
    el("h3", { id: `own-purpose-${purpose.id}` }, name),
    el("p", { class: "own-quiet" }, purposeText(desk.app, purpose)),
    saw(desk, profile, carried.length, purpose),
    facts(desk, purpose),
    decision(desk, purpose, carried.length),
    el("p", { class: "own-outcome", role: "status" }, desk.looking.outcomes.get(purpose.id)),
  );
}

function saw(desk: Desk, { events }: Profile, n: number, { id }: PurposeStatus): HTMLElement {
  const { w } = desk;
  const days = columns(events, Date.now(), 30);
  const all = days.map((day) => day.events.length);
  const its = days.map((day) => day.events.filter(({ purposes }) => purposes.includes(id)).length);
  const text = w.t("saw", { n, total: events.length });
  const [from, to] = [days[0], days.at(-1)].map((day) => el("span", {}, w.shortDay(day?.start ?? 0)));
  return el(
    "div",
    { class: "own-saw" },
    el("p", {}, el("strong", {}, w.number(n)), ` ${w.t("sawOf", { n: events.length })}`),
    columnsOf(all, its, text),
    el("p", { class: "own-ends", "aria-hidden": true }, from, to),
  );
}

function facts({ w, app }: Desk, purpose: PurposeStatus): HTMLElement {
  const uses = purpose.categories.map((category) => categoryName(app.lang, category));
  const rows: [string, string][] = [[w.t("uses"), uses.length > 0 ? w.list(uses) : w.t("usesAll")]];
  if (purpose.days) rows.push([w.t("kept"), w.t("days", { n: purpose.days })]);
  rows.push([w.t("stands"), standingOf({ w }, purpose)]);
  return el(
    "dl",
    { class: "own-facts" },
    ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

function standingOf({ w }: Pick<Desk, "w">, { state, holds, since }: PurposeStatus): string {
  const name = state === "granted" && !holds ? w.t("stateMasked") : w.t(`state.${state}`);
  return since ? `${name}, ${w.t("since", { date: w.date(since) })}` : name;
}

function decision(desk: Desk, purpose: PurposeStatus, carried: number): HTMLElement {
  const { w } = desk;
  const { id, state } = purpose;
  const name = purposeName(desk.app, purpose);
  const yes = state === "granted";
  const no = state === "denied" || state === "withdrawn";
  const { consent } = desk.app.hearth;
  const press = (key: "yes" | "no" | "pause", pressed: boolean | undefined, deed: () => Promise<string>) =>
    el(
      "button",
      {
        type: "button",
        class: pressed === undefined ? "link" : "own-choice",
        "data-key": `purpose:${id}:${key}`,
        "aria-pressed": pressed === undefined ? undefined : String(pressed),
        "aria-label": `${name}: ${w.t(key)}`,
        on: { click: () => void (pressed || decide(desk, id, deed)) },
      },
      w.t(key),
    );
  const withdraw = async () => w.t("withdrawn", { n: (await consent.withdraw(id, "settings")).removed });
  const refuse = async () => consent.deny(id, "settings").then(() => w.t(carried > 0 ? "paused" : "denied"));
  return el(
    "div",
    { class: "own-row", role: "group", "aria-label": name },
    press("no", no && carried === 0, yes || carried > 0 ? withdraw : refuse),
    press("yes", yes, async () => consent.grant(id, "settings").then(() => w.t("granted"))),
    yes && carried > 0 ? press("pause", undefined, refuse) : undefined,
  );
}

/** Decides, and says in the card what that did. */
function decide(desk: Desk, id: string, deed: () => Promise<string>): Promise<void> {
  return desk.act(async () => {
    const outcome = await deed();
    desk.looking.outcomes.clear();
    desk.looking.outcomes.set(id, outcome);
    return undefined;
  });
}
