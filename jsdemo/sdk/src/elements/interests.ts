// The preference centre's interests, with their evidence, and what is blocked.

import type { Control, Held, Profile } from "../messages.js";
import type { Centre } from "./centre.js";
import { type Child, h, type View } from "./patch.js";
import { bar, button, card, small } from "./pieces.js";

/** How many interests show before "more". */
const shown = 6;
/** How far "more" and "less" go. */
const step = 25;
const limit = 100;

interface Interest {
  field: string;
  value: string;
  strength: number;
  events: readonly number[];
  /** What the person declared. */
  amount?: number | undefined;
}

/** What was inferred and declared, and what was removed. */
export function interestsCard(centre: Centre, all: boolean, showAll: () => void): View {
  const { words, profile } = centre;
  const interests = gather(profile);
  const muted = profile.controls.filter(({ kind }) => kind === "mute");
  const largest = Math.max(1, ...interests.map(({ strength }) => Math.abs(strength)));
  const visible = all ? interests : interests.slice(0, shown);
  const rest = interests.length - visible.length;
  return card(
    "interests",
    centre.heading("interests", words.text("interests")),
    h("p", { class: "quiet" }, words.text(interests.length > 0 ? "interestsText" : "nothing")),
    h("ul", { class: "list" }, ...visible.map((interest) => row(centre, interest, largest))),
    rest > 0 && button(words.text("more", { n: rest }), showAll, { key: "more", class: "small" }),
    muted.length > 0 && h("p", { key: "removed", class: "name", id: "removed" }, words.text("removed")),
    muted.length > 0 && tags(centre, "removed", muted),
  );
}

function gather({ interests, controls }: Profile): Interest[] {
  const rows = new Map<string, Interest>();
  for (const { field, value = "", strength, events } of interests) {
    rows.set(key(field, value), { field, value, strength, events });
  }
  for (const { kind, field = "", value = "", amount } of controls) {
    const former = rows.get(key(field, value));
    if (kind === "mute") rows.delete(key(field, value));
    if (kind === "interest")
      rows.set(key(field, value), { field, value, strength: 0, events: [], ...former, amount });
  }
  return [...rows.values()].sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength));
}

function key(field: string, value: string): string {
  return JSON.stringify([field, value]);
}

function row(centre: Centre, interest: Interest, largest: number): View {
  const { words } = centre;
  const { field, value, strength, amount } = interest;
  const share = Math.abs(strength) / largest;
  const text = `${strength < 0 ? "−" : ""}${words.share(share)}`;
  return h(
    "li",
    { key: key(field, value), class: "interest", part: "interest" },
    h(
      "p",
      { class: "line" },
      h(
        "span",
        {},
        h("span", { class: "name" }, value || field),
        value && h("span", { class: "quiet" }, ` ${field}`),
      ),
      h("span", { class: "figure" }, text),
    ),
    bar(share, strength < 0),
    amount !== undefined &&
      h("p", { class: "quiet" }, words.text("declared", { amount: signed(centre, amount) })),
    h("div", { class: "split" }, evidence(centre, interest), buttons(centre, interest)),
  );
}

function signed({ words }: Centre, amount: number): string {
  return words.number(amount, { signDisplay: "exceptZero" }).replace("-", "−");
}

function evidence({ words, profile }: Centre, { events }: Interest): Child {
  const held = events
    .map((ref) => profile.events.find((event) => event.ref === ref))
    .filter((event) => event !== undefined);
  if (held.length === 0) return h("span", {});
  const line = (event: Held) =>
    `${words.subject(event)} · ${words.deed(event.type)} · ${words.day(event.time)}`;
  return h(
    "details",
    {},
    h("summary", {}, words.text("evidence", { n: events.length })),
    h("ul", { class: "goes" }, ...held.map((event) => h("li", {}, line(event)))),
  );
}

function buttons(centre: Centre, { field, value, amount = 0 }: Interest): View {
  const { words } = centre;
  const what = value || field;
  const set = (by: number) =>
    centre.order(({ interests }) =>
      interests.set(field, value, Math.max(-limit, Math.min(limit, amount + by))),
    );
  return h(
    "div",
    { class: "row" },
    small(words.text("lower"), what, () => set(-step), { "aria-disabled": amount <= -limit && "true" }),
    small(words.text("raise"), what, () => set(step), { "aria-disabled": amount >= limit && "true" }),
    small(words.text("remove"), what, () => centre.order(({ interests }) => interests.remove(field, value))),
  );
}

/** Items and values that are not to be shown. */
export function blockedCard(centre: Centre): View {
  const { words, profile } = centre;
  const blocks = profile.controls.filter(({ kind }) => kind === "block");
  return card(
    "blocked",
    centre.heading("blocked", words.text("blocked")),
    blocks.length === 0 && h("p", { class: "quiet" }, words.text("nothing")),
    blocks.length > 0 && tags(centre, "blocked", blocks),
  );
}

/** Orders, each with a button that takes it back. */
function tags(centre: Centre, label: string, controls: readonly Control[]): View {
  return h(
    "ul",
    { key: `${label} list`, class: "list tight", "aria-labelledby": label },
    ...controls.map((control) => tag(centre, control)),
  );
}

function tag(centre: Centre, { kind, field = "", value = "" }: Control): View {
  const { words } = centre;
  const what = field ? value || field : named(centre, value);
  const lift = () =>
    centre.order(({ feedback, interests }) =>
      kind === "mute"
        ? interests.reset(field, value)
        : feedback.interestedAgain(field ? { field, value } : value),
    );
  return h(
    "li",
    { key: key(field, value), class: "line" },
    h(
      "span",
      {},
      h("span", { class: "name" }, what),
      field && value && h("span", { class: "quiet" }, ` ${field}`),
    ),
    small(words.text("restore"), what, lift),
  );
}

/** An item's title, from the events on it where the page does not know it. */
function named({ words, profile }: Centre, item: string): string {
  return words.title(item, profile.events.find((event) => event.item === item)?.title);
}
