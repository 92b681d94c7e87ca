// Your data: interests as bars, with the events behind each and what can be done about it.

import type { Held, Profile } from "@hearthrank/sdk";
import { el } from "../dom.ts";
import { glyph } from "../own/glyph.ts";
import { foremost, gather, type Interest, perField } from "../own/interests.ts";
import type { Section } from "../own/sheet.ts";
import { fieldName, kindName, valueName } from "../own/vocabulary.ts";
import type { DataState, Desk } from "./data.ts";

const step = 25;
const limit = 100;

/** The section. */
export function interestsSection(desk: Desk): Section<DataState> {
  const { w } = desk;
  return {
    id: "interests",
    title: w.t("interests"),
    note: ({ profile }) => w.t(gather(profile).length > 0 ? "interestsNote" : "interestsNone"),
    facts: ({ profile: { interests, controls, events } }) => [
      interests,
      controls.filter(({ kind }) => kind === "interest" || kind === "mute"),
      events.length,
    ],
    draw: ({ profile }) => [el("div", { class: "own-fields" }, ...fields(desk, profile))],
  };
}

function fields(desk: Desk, profile: Profile): Node[] {
  const all = gather(profile);
  const largest = Math.max(1, ...all.map(({ strength }) => Math.abs(strength)));
  const events = new Map(profile.events.map((event) => [event.ref, event]));
  return perField(all).map(([field, interests]) => {
    const visible = desk.looking.whole.has(field) ? interests : foremost(interests, largest);
    const rows = visible.map((interest) => row(desk, interest, largest, events));
    return el(
      "div",
      { class: "own-field" },
      el("h3", { id: `own-field-${field}` }, fieldName(desk.app.lang, field)),
      el("ul", { class: "own-interests", "aria-labelledby": `own-field-${field}` }, ...rows),
      more(desk, field, interests.length - visible.length),
    );
  });
}

function more(desk: Desk, field: string, rest: number): Node | undefined {
  if (rest === 0) return undefined;
  const show = () => {
    desk.looking.whole.add(field);
    desk.redraw("interests");
  };
  return el(
    "button",
    { type: "button", class: "link", "data-key": `interest:${field}:more`, on: { click: show } },
    desk.w.t("showMore", { n: rest }),
  );
}

function row(
  desk: Desk,
  interest: Interest,
  largest: number,
  events: ReadonlyMap<number, Held>,
): HTMLLIElement {
  const { field, value, muted } = interest;
  return el(
    "li",
    { class: muted ? "own-interest muted" : "own-interest" },
    el(
      "details",
      { "data-key": `interest:${field}:${value}` },
      el("summary", {}, ...summary(desk, interest, largest)),
      evidence(desk, interest, events),
      buttons(desk, interest),
    ),
  );
}

function summary(desk: Desk, interest: Interest, largest: number): Node[] {
  const { app } = desk;
  const share = interest.strength / largest;
  const fill = el("span", { class: share < 0 ? "fill minus" : "fill" });
  fill.style.setProperty("--share", String(Math.abs(share)));
  return [
    el("span", { class: "name" }, valueName(app.lang, interest.value)),
    el("span", { class: "figure" }, figure(desk, interest, share)),
    el("span", { class: "own-bar", "aria-hidden": true }, fill),
    declared(desk, interest),
  ].filter((node) => node !== undefined);
}

function figure({ w }: Desk, { muted, events, amount }: Interest, share: number): string {
  if (muted) return w.t("muted");
  if (events.length === 0 && amount !== undefined) return "";
  return Math.abs(share) < 0.005 ? w.t("hardly") : w.share(share);
}

function declared({ w }: Desk, { amount }: Interest): Node | undefined {
  if (amount === undefined) return undefined;
  const by = w.number(amount, { signDisplay: "exceptZero" });
  return el("span", { class: "own-tag" }, w.t("declared", { amount: by }));
}

function evidence(desk: Desk, { events: refs }: Interest, events: ReadonlyMap<number, Held>): HTMLElement {
  const held = refs.map((ref) => events.get(ref)).filter((event) => event !== undefined);
  if (held.length === 0) return el("p", { class: "own-quiet" }, desk.w.t("noEvidence"));
  const lines = held.slice(0, 8).map((event) => line(desk, event));
  const rest = held.length - lines.length;
  if (rest > 0) lines.push(el("li", { class: "more" }, desk.w.t("andMore", { n: rest })));
  return el(
    "div",
    {},
    el("p", { class: "own-quiet" }, desk.w.t("evidence", { n: held.length })),
    el("ul", { class: "own-evidence" }, ...lines),
  );
}

function line(desk: Desk, event: Held): HTMLLIElement {
  const kind = el("span", { class: "visually-hidden" }, `${kindName(desk.app.lang, event.type)}: `);
  const day = el("span", { class: "own-quiet" }, ` ${desk.w.shortDay(event.time)}`);
  return el("li", {}, glyph(event.type), kind, desk.title(event), day);
}

function buttons(desk: Desk, interest: Interest): HTMLElement {
  const { w, app } = desk;
  const { field, value, amount = 0, muted } = interest;
  const { interests } = app.hearth;
  const name = valueName(app.lang, value);
  const set = (by: number) => {
    const next = Math.max(-limit, Math.min(limit, amount + by));
    return interests.set(field, value, next);
  };
  const small = (key: "more" | "less" | "remove" | "reset", deed: () => Promise<unknown>, off = false) =>
    el(
      "button",
      {
        type: "button",
        class: "own-small",
        "data-key": `interest:${field}:${value}:${key}`,
        "aria-label": `${w.t(key)}: ${name}`,
        "aria-disabled": off && "true",
        on: { click: () => void (off || desk.act(() => deed().then(() => `${name}: ${w.t(`${key}Done`)}`))) },
      },
      w.t(key),
    );
  return el(
    "div",
    { class: "own-row" },
    small("less", () => set(-step), amount <= -limit),
    small("more", () => set(step), amount >= limit),
    muted ? undefined : small("remove", () => interests.remove(field, value)),
    muted || interest.amount !== undefined ? small("reset", () => interests.reset(field, value)) : undefined,
    eraseButton(desk, interest),
  );
}

function eraseButton(desk: Desk, { field, value, events }: Interest): Node | undefined {
  if (events.length === 0) return undefined;
  const { w, app } = desk;
  const name = valueName(app.lang, value);
  const scope = {
    name: w.t("scopeInterest", { field: fieldName(app.lang, field), value: name }),
    what: { attributes: [{ field, value }] },
  };
  const ask = () => void desk.erase(w.t("eraseInterest", { value: name }), [scope]);
  return el(
    "button",
    {
      type: "button",
      class: "own-small danger",
      "data-key": `interest:${field}:${value}:erase`,
      "aria-label": w.t("eraseInterest", { value: name }),
      on: { click: ask },
    },
    w.t("eraseEvents"),
  );
}
