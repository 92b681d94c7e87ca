// The panels beside the films: consent, what the device holds, and what was measured.

import { byId, el } from "./dom.ts";
import type { Film } from "./film.ts";
import type { Held, Session } from "./session.ts";
import type { Started } from "./start.ts";

const deeds: Record<Held["type"], string> = { view: "Looked at", like: "Liked", dislike: "Not for me:" };

/** The invitation to personalise, or the way out of it. */
export function showConsent(personal: boolean, toggle: () => void): void {
  const [title, text, button] = personal
    ? [
        "Personalised on this device",
        "What you look at, like and dismiss is recorded in this page's memory, for ranking only.",
        "Stop and forget all",
      ]
    : [
        "Nothing is recorded",
        "The shelf goes by hour and weekday. Say yes and it follows your clicks too: recorded in this page's memory, used for ranking only, gone with the page.",
        "Personalise on this device",
      ];
  byId("consent").replaceChildren(
    el("div", {}, el("h2", {}, title), el("p", {}, text)),
    el(
      "button",
      { type: "button", id: "personalise", class: personal ? "quiet" : "main", on: { click: toggle } },
      button,
    ),
  );
}

/** The events held, each with a button to forget it. */
export function showDevice(
  session: Session,
  films: ReadonlyMap<string, Film>,
  forget: (ref: number) => void,
): void {
  const { held } = session;
  byId("device-note").textContent = note(session);
  byId("forget-all").hidden = held.length === 0;
  byId("device-events").replaceChildren(
    ...held.map((event) => row(event, films.get(event.item)?.title ?? event.item, forget)),
  );
}

function note(session: Session): string {
  const n = session.held.length;
  if (n > 0)
    return `${n} ${n === 1 ? "event" : "events"} in ${session.logBytes().toLocaleString("en")} bytes.`;
  return session.personal ? "Nothing yet. Open or like a film." : "Nothing: personalisation is off.";
}

function row(event: Held, title: string, forget: (ref: number) => void): HTMLLIElement {
  const time = new Date(event.time).toLocaleTimeString("en-GB");
  const button = el(
    "button",
    {
      type: "button",
      class: "link",
      "aria-label": `Forget: ${deeds[event.type]} ${title}`,
      on: { click: () => forget(event.ref) },
    },
    "Forget",
  );
  const text = el("span", {}, `${deeds[event.type]} `, el("strong", {}, title), " ", el("time", {}, time));
  return el("li", { class: event.type, "data-ref": event.ref }, text, button);
}

/** The figures of the start, the first ranking, and the requests since. */
export function showFacts(started: Started, firstRanking: number, ready: number): void {
  const { module, pack } = started;
  const sent = module.sent > 0 && module.sent !== module.bytes ? `, ${kilobytes(module.sent)} sent` : "";
  const rows: [string, string][] = [
    ["Module", `${kilobytes(module.bytes)}${sent}`],
    [
      "Imports of the module",
      module.imports === 0 ? "none: it cannot send anything" : String(module.imports),
    ],
    ["Pack, the same for everybody", `${kilobytes(pack.bytes)} for ${pack.items.toLocaleString("en")} films`],
    ["Fetch and compile", milliseconds(started.fetched)],
    ["Open the pack", milliseconds(started.opened)],
    ["First ranking", milliseconds(firstRanking)],
    ["From navigation to first shelf", milliseconds(ready)],
    ["Requests since then", "0"],
  ];
  byId("facts-list").replaceChildren(
    ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
  countRequests(ready);
}

/** Counts every request that began after a time, as the browser reports them. */
function countRequests(since: number): void {
  let count = 0;
  const shown = byId("facts-list").lastElementChild;
  new PerformanceObserver((list) => {
    count += list.getEntries().filter(({ startTime }) => startTime > since).length;
    if (shown) shown.textContent = String(count);
  }).observe({ type: "resource" });
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(bytes < 102_400 ? 1 : 0)} KB`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
