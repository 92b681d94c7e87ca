// Your data: the figures at the top, the timeline, and the list of events under it.

import type { Held, Profile } from "@hearthrank/sdk";
import { el } from "../dom.ts";
import {
  columns,
  countTypes,
  type Day,
  fromInput,
  inputDate,
  latestFirst,
  oneDay,
  rangeOf,
  within,
} from "../own/days.ts";
import { decisions } from "../own/decisions.ts";
import type { Scope } from "../own/erase.ts";
import { glyph } from "../own/glyph.ts";
import { purposeName } from "../own/purposes.ts";
import type { Section } from "../own/sheet.ts";
import { timeline } from "../own/timeline.ts";
import { kindName, valueName } from "../own/vocabulary.ts";
import type { DataState, Desk } from "./data.ts";

/** The sections about events. */
export const eventSections = { summary: summarySection, timeline: timelineSection };

const page = 12;

function summarySection(desk: Desk): Section<DataState>[] {
  const { w } = desk;
  const figures = ({ profile }: DataState): [string, string][] => [
    [w.number(profile.events.length), w.t("figureEvents", { n: profile.events.length })],
    [w.number(profile.interests.length), w.t("figureInterests", { n: profile.interests.length })],
    [w.number(decisions(profile)), w.t("figureDecisions", { n: decisions(profile) })],
    [w.size(profile.events.length > 0 ? profile.bytes : 0), w.t("figureBytes")],
  ];
  return [
    {
      id: "summary",
      title: w.t("summary"),
      note: (state) => w.t(standing(state.profile)),
      facts: (state) => [figures(state), standing(state.profile)],
      draw: (state) => [
        el(
          "dl",
          { class: "own-figures" },
          ...figures(state).map(([value, name]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
        ),
        standing(state.profile) === "emptyUndecided" ? decideButton(desk) : undefined,
      ],
    },
  ];
}

function decideButton({ w, app }: Desk): HTMLElement {
  const open = () => app.openConsent();
  return el("div", {}, button(w.t("decide"), "quiet", "summary:decide", open));
}

/** Which sentence says where the person stands. */
export function standing({
  events,
  purposes,
}: Profile): "emptyUndecided" | "emptyNo" | "emptyYes" | "held" | "heldUnused" {
  const yes = purposes.some(({ state }) => state === "granted");
  if (events.length > 0) return yes ? "held" : "heldUnused";
  if (yes) return "emptyYes";
  return purposes.every(({ state }) => state === "undecided") ? "emptyUndecided" : "emptyNo";
}

function timelineSection(desk: Desk): Section<DataState>[] {
  const { w, looking } = desk;
  const section: Section<DataState> = {
    id: "timeline",
    title: w.t("timeline"),
    note: ({ profile }) => w.t(profile.events.length > 0 ? "timelineNote" : "timelineNone"),
    facts: ({ profile }) => [profile.events, looking.range, [...looking.hidden], looking.listed],
    draw: ({ profile }) => (profile.events.length > 0 ? draw(desk, profile) : []),
  };
  return [section];
}

function draw(desk: Desk, profile: Profile): Node[] {
  const { looking } = desk;
  const kept = profile.events.filter(({ type }) => !looking.hidden.has(type));
  return [
    legend(desk, profile),
    chart(desk, kept),
    fields(desk, profile),
    list(
      desk,
      profile,
      kept.filter(({ time }) => within(time, looking.range)),
    ),
  ];
}

/** The kinds, each a switch for what is shown. */
function legend(desk: Desk, { events }: Profile): HTMLElement {
  const { w, looking, app } = desk;
  const toggle = (type: string) => {
    if (!looking.hidden.delete(type)) looking.hidden.add(type);
    desk.redraw("timeline");
  };
  const chip = ([type, n]: [string, number]) =>
    el(
      "button",
      {
        type: "button",
        class: "own-chip",
        "data-key": `kind:${type}`,
        "aria-pressed": String(!looking.hidden.has(type)),
        on: { click: () => toggle(type) },
      },
      glyph(type),
      kindName(app.lang, type),
      el("span", { class: "own-quiet" }, w.number(n)),
    );
  return el(
    "div",
    { class: "own-chips", role: "group", "aria-label": w.t("kinds") },
    ...countTypes(events).map(chip),
  );
}

function chart(desk: Desk, events: readonly Held[]): HTMLElement {
  const frame = el("div", { class: "own-chart" });
  const days = columns(events, Date.now());
  const busiest = days.reduce((a, b) => (b.events.length > a.events.length ? b : a));
  const label = desk.w.t("timelineLabel", {
    n: events.length,
    from: desk.w.date(days[0]?.start ?? 0),
    to: desk.w.date(days.at(-1)?.start ?? 0),
    busiest: desk.w.day(busiest.start),
  });
  fit(frame, (width) =>
    timeline(days, {
      width,
      label,
      range: desk.looking.range,
      dayName: (start) => desk.w.shortDay(start),
      pick: (start) => pick(desk, start),
    }),
  );
  return frame;
}

let lastWidth = 0;

/** Draws a picture as wide as its frame, and anew when that changes; at first as wide as the former one was, so that nothing jumps. */
function fit(frame: HTMLElement, draw: (width: number) => Node): void {
  let drawn = lastWidth;
  if (drawn > 0) frame.append(draw(drawn));
  new ResizeObserver(() => {
    const width = Math.floor(frame.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    lastWidth = width;
    frame.replaceChildren(draw(width));
  }).observe(frame);
}

function pick(desk: Desk, start: number): void {
  const day = oneDay(start);
  const same = desk.looking.range?.from === day.from && desk.looking.range.to === day.to;
  desk.looking.range = same ? undefined : day;
  desk.redraw("timeline");
}

/** The range, as two dates, and what can be done with it. */
function fields(desk: Desk, { events }: Profile): HTMLElement {
  const { w, looking } = desk;
  const { range } = looking;
  const date = (key: "from" | "to", time: number | undefined) =>
    el("input", {
      type: "date",
      "data-key": `range:${key}`,
      value: time === undefined ? "" : inputDate(time),
      max: inputDate(Date.now()),
    });
  const from = date("from", range?.from || undefined);
  const to = date("to", range && range.to - 1);
  const changed = () => {
    if ([from, to].some(({ value }) => value !== "" && fromInput(value) === undefined)) return;
    looking.range = rangeOf(from.value, to.value, Date.now());
    desk.redraw("timeline");
  };
  for (const input of [from, to]) input.addEventListener("change", changed);
  const n = events.filter(({ time }) => within(time, range)).length;
  return el(
    "div",
    { class: "own-row own-range", role: "group", "aria-label": w.t("range") },
    el("label", {}, el("span", {}, w.t("from")), from),
    el("label", {}, el("span", {}, w.t("to")), to),
    ...(range ? rangeButtons(desk, n) : []),
  );
}

function rangeButtons(desk: Desk, n: number): Node[] {
  const { w, looking } = desk;
  const { range } = looking;
  const clear = () => {
    looking.range = undefined;
    desk.redraw("timeline");
  };
  const all = button(w.t("allDays"), "own-small", "range:clear", clear);
  if (!range || n === 0) return [all];
  const scope = { name: w.t("scopeRange", rangeNames(desk)), what: { from: range.from, to: range.to } };
  const erase = button(
    w.t("eraseRange"),
    "own-small danger",
    "range:erase",
    () => void desk.erase(w.t("eraseRange"), [scope]),
  );
  return [all, erase];
}

function rangeNames({ w, looking: { range } }: Desk): { from: string; to: string } {
  return { from: w.date(range?.from ?? 0), to: w.date((range?.to ?? 1) - 1) };
}

function button(name: string, look: string, key: string, click: () => void): HTMLButtonElement {
  return el("button", { type: "button", class: look, "data-key": key, on: { click } }, name);
}

/** The events, by day: what the picture shows, in words. */
function list(desk: Desk, profile: Profile, events: readonly Held[]): HTMLElement {
  const { w, looking } = desk;
  if (events.length === 0) return el("p", { class: "own-quiet" }, w.t("listNone"));
  const latest = [...events].sort((a, b) => b.time - a.time).slice(0, looking.listed);
  const days = latestFirst(latest).map((day) => dayList(desk, profile, day));
  const rest = events.length - latest.length;
  const show = () => {
    looking.listed += 4 * page;
    desk.redraw("timeline");
  };
  return el(
    "div",
    { class: "own-days" },
    ...days,
    rest > 0 ? button(w.t("showMore", { n: rest }), "quiet", "event:more", show) : undefined,
  );
}

function dayList(desk: Desk, profile: Profile, { start, events }: Day<Held>): HTMLElement {
  return el(
    "div",
    { class: "own-day" },
    el("h3", { id: `own-day-${start}` }, desk.w.day(start)),
    el("ul", { "aria-labelledby": `own-day-${start}` }, ...events.map((event) => row(desk, profile, event))),
  );
}

function row(desk: Desk, profile: Profile, event: Held): HTMLLIElement {
  const { w, app } = desk;
  const name = desk.title(event);
  const kind = kindName(app.lang, event.type);
  const erase = el(
    "button",
    {
      type: "button",
      class: "own-small",
      "data-key": `event:${event.ref}`,
      "aria-label": `${w.t("erase")}: ${kind} ${name}, ${w.clock(event.time)}`,
      on: { click: () => void desk.erase(w.t("eraseWhat"), scopesOf(desk, event)) },
    },
    w.t("erase"),
  );
  return el(
    "li",
    { class: event.used ? "own-event" : "own-event unused" },
    glyph(event.type),
    el(
      "div",
      {},
      el("span", { class: "own-quiet" }, `${kind} `),
      el("strong", {}, name),
      small(desk, profile, event),
    ),
    el("time", { datetime: new Date(event.time).toISOString() }, w.clock(event.time)),
    erase,
  );
}

/** The rest of what is held of an event. */
function small(desk: Desk, { purposes }: Profile, event: Held): Node | undefined {
  const { w, app } = desk;
  const names = event.purposes.map((id) => {
    const purpose = purposes.find((one) => one.id === id);
    return purpose ? purposeName(app, purpose) : id;
  });
  const parts = [
    event.used ? "" : w.t("notUsed"),
    event.value === undefined ? "" : w.number(event.value / 1000),
    ...Object.entries(event.context ?? {}).map(([name, value]) => contextWord(desk, name, value)),
    purposes.length > 1 ? names.join(", ") : "",
  ].filter((part) => part !== "");
  return parts.length > 0 ? el("div", { class: "own-quiet own-fine" }, parts.join(" · ")) : undefined;
}

function contextWord({ w, app }: Desk, name: string, value: string): string {
  return name === "hour" ? w.t("hour", { hour: value }) : valueName(app.lang, value);
}

/** What can be erased from one event on: the event, its film, its genre, its director, its visit. */
function scopesOf(desk: Desk, event: Held): Scope[] {
  const { w, app } = desk;
  const scopes: Scope[] = [{ name: w.t("scopeEvent"), what: { events: [event.ref] } }];
  const { item } = event;
  if (item) {
    const film = app.films.get(item);
    scopes.push({ name: w.t("scopeItem", { item: desk.title(event) }), what: { items: [item] } });
    for (const [field, value] of [
      ["category", film?.genre],
      ["director", film?.director],
    ] as const) {
      if (!value) continue;
      const name = w.t(field === "category" ? "scopeGenre" : "scopeDirector", {
        value: valueName(app.lang, value),
      });
      scopes.push({ name, what: { attributes: [{ field, value }] } });
    }
  }
  scopes.push({ name: w.t("scopeVisit"), what: { sessions: [event.ref] } });
  return scopes;
}
