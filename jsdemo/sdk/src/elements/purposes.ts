// The preference centre's purposes, each with a switch, and its dial.

import type { PurposeStatus } from "../messages.js";
import type { Centre } from "./centre.js";
import { type Child, h, type View } from "./patch.js";
import { card } from "./pieces.js";
import type { Wording } from "./wording.js";

/** What the last switching of a purpose did, by its id. */
export type Outcomes = Map<string, string>;

/** The purposes. */
export function purposesCard(centre: Centre, outcomes: Outcomes): View {
  const { words, profile } = centre;
  return card(
    "purposes",
    centre.heading("purposes", words.text("purposes")),
    h("p", { class: "quiet" }, words.text(profile.purposes.length > 0 ? "purposesText" : "nothing")),
    profile.signal && h("p", { class: "signal", part: "signal" }, words.text("signal")),
    h("ul", { class: "list" }, ...profile.purposes.map((purpose) => row(centre, purpose, outcomes))),
  );
}

function row(centre: Centre, purpose: PurposeStatus, outcomes: Outcomes): View {
  const { words } = centre;
  const { title, text } = words.purpose(purpose);
  const id = `p-${purpose.id}`;
  const outcome = outcomes.get(purpose.id);
  return h(
    "li",
    { key: id, class: "purpose", part: "purpose" },
    h(
      "div",
      { class: "line" },
      h("p", { class: "name", id }, title),
      h("button", {
        type: "button",
        role: "switch",
        class: "switch",
        part: "switch",
        "aria-checked": String(purpose.state === "granted"),
        "aria-labelledby": id,
        "aria-describedby": `${id}-state`,
        on: { click: () => void toggle(centre, purpose, outcomes) },
      }),
    ),
    h("p", { class: "quiet", id: `${id}-state` }, state(words, purpose)),
    h("p", {}, text ?? purpose.text),
    facts(words, purpose),
    outcome !== undefined && h("p", { class: "outcome", part: "outcome" }, outcome),
  );
}

function state(words: Wording, { state, holds, since }: PurposeStatus): string {
  const name = words.text(`state.${state === "granted" && !holds ? "masked" : state}`);
  return since === undefined ? name : `${name} ${words.text("since", { date: words.day(since) })}`;
}

/** Which data, how long, and for which sensitive items. */
function facts(words: Wording, { categories, days, limits = {}, sensitive = [] }: PurposeStatus): Child {
  const kept = Object.entries(limits).map(
    ([name, n]) => `${words.text("days", { n })} (${words.category(name)})`,
  );
  const all = days === undefined ? kept : [words.text("days", { n: days }), ...kept];
  return h(
    "dl",
    { class: "facts" },
    ...fact(words.text("uses"), words.list(categories.map((name) => words.category(name)))),
    ...fact(words.text("kept"), all.join("; ")),
    ...fact(words.text("sensitive"), words.list(sensitive)),
  );
}

function fact(name: string, value: string): Child[] {
  return value ? [h("dt", {}, name), h("dd", {}, value)] : [];
}

async function toggle(
  centre: Centre,
  { id, stage, state }: PurposeStatus,
  outcomes: Outcomes,
): Promise<void> {
  const off = state === "granted";
  const purpose = centre.words.purpose({ id, stage }).title;
  const reply = await centre.act(
    ({ consent }) => (off ? consent.withdraw(id, "settings") : consent.grant(id, "settings")),
    ({ removed }) => [off ? "withdrawn" : "granted", { purpose, n: removed }],
  );
  if (!reply) return;
  const { removed } = reply;
  outcomes.clear();
  outcomes.set(id, centre.words.text(off ? "withdrawn" : "granted", { purpose, n: removed }));
  centre.emit("hearth-decided", {
    granted: off ? [] : [id],
    denied: [],
    withdrawn: off ? [id] : [],
    removed,
  });
  centre.draw();
}

/** How far the history counts, as a slider. */
export function dialCard(centre: Centre, amount: number, turn: (amount: number) => void): View {
  const { words } = centre;
  const shown = words.share(amount / 100);
  return card(
    "dial",
    centre.heading("dial", words.text("dial")),
    h("output", { class: "big", for: "amount" }, shown),
    h("input", {
      type: "range",
      id: "amount",
      part: "dial",
      min: 0,
      max: 100,
      step: 5,
      "aria-labelledby": "dial",
      "aria-valuetext": shown,
      set: { value: String(amount) },
      on: { input: (event) => turn(Number((event.target as HTMLInputElement).value)) },
    }),
    h(
      "div",
      { class: "line quiet", "aria-hidden": "true" },
      h("span", {}, words.text("dialLow")),
      h("span", {}, words.text("dialHigh")),
    ),
  );
}
