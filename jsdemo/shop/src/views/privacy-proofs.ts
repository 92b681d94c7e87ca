// Privacy: the three proofs: the module's imports, the requests since opening, and the policy that stops what would leave.

import { el, svg } from "../dom.ts";
import type { Attempt } from "../own/leak.ts";
import { type Asked, isApart, isStrange, prove } from "../own/requests.ts";
import type { Section } from "../own/sheet.ts";
import { table } from "../own/table.ts";
import type { PrivacyKey } from "./privacy.texts.ts";
import type { Checks, ModuleFacts, PrivacyState } from "./privacy.ts";

/** Figures in a row, the first the one that matters. */
function figures(rows: readonly [value: string, name: string][]): HTMLElement {
  const cells = rows.map(([value, name], i) =>
    el("div", {}, el("dt", {}, name), el("dd", { class: i === 0 ? "good" : undefined }, value)),
  );
  return el("dl", { class: "own-figures" }, ...cells);
}

/** What the module imports: nothing. */
export function moduleSection({ w }: Checks): Section<PrivacyState> {
  return {
    id: "module",
    title: w.t("module"),
    note: w.t("moduleNote"),
    facts: ({ module, trouble }) => [module, trouble],
    draw: ({ module, trouble }) => {
      if (trouble) return [el("p", { class: "failure" }, w.t("moduleTrouble", { reason: trouble }))];
      return module ? drawModule(w, module) : [el("p", { class: "own-quiet" }, w.t("moduleReading"))];
    },
  };
}

function drawModule(w: Checks["w"], { imports, exports, bytes, path, hash }: ModuleFacts): Node[] {
  return [
    figures([
      [w.number(imports.length), w.t("imports", { n: imports.length })],
      [w.number(exports.length), w.t("exports", { n: exports.length })],
      [w.size(bytes), w.t("moduleBytes")],
    ]),
    el("p", {}, w.t(imports.length === 0 ? "importsNone" : "importsSome", { list: imports.join(", ") })),
    el(
      "details",
      { class: "own-more", "data-key": "module:exports" },
      el("summary", {}, w.t("exportsList")),
      el("ul", { class: "own-codes" }, ...exports.map((name) => el("li", {}, el("code", {}, name)))),
    ),
    el(
      "details",
      { class: "own-more", "data-key": "module:check" },
      el("summary", {}, w.t("checkIt")),
      el("p", {}, w.t("checkConsole")),
      code(`WebAssembly.Module.imports(await WebAssembly.compileStreaming(fetch("${path}")))`),
      hash ? el("p", {}, w.t("checkHash")) : undefined,
      hash ? code(`sha256sum wasm/engine.wasm\n${hash}`) : undefined,
    ),
  ];
}

function code(text: string): HTMLElement {
  return el("div", { class: "own-code" }, el("pre", { tabindex: 0 }, el("code", {}, text)));
}

/** What the page asked for since it was opened. */
export function requestsSection({ w }: Checks): Section<PrivacyState> {
  return {
    id: "requests",
    title: w.t("requests"),
    note: w.t("requestsNote"),
    facts: ({ requests, listed }) => [requests, listed],
    draw: ({ requests, listed }) => {
      const { before, after, apart } = prove(requests);
      return [
        figures([
          [w.number(after), w.t("after", { n: after })],
          [w.number(before), w.t("before", { n: before })],
          [w.number(apart), w.t("apart", { n: apart })],
        ]),
        picture(w, requests),
        el("p", {}, verdict(w, requests, listed)),
        requestTable(w, requests),
        el("p", { class: "own-quiet" }, w.t("unseen")),
      ];
    },
  };
}

function verdict(w: Checks["w"], requests: readonly Asked[], listed: number | undefined): string {
  const { after, strange } = prove(requests);
  if (strange > 0) return w.t("strange", { n: strange });
  if (listed !== undefined) return w.t("listed", { n: listed });
  return w.t(after > 0 ? "listedLater" : "listedNot");
}

/** The requests along time: a mark each, and the moment of the first list. The axis is a square root, so that the start is readable. */
function picture(w: Checks["w"], requests: readonly Asked[]): SVGElement {
  const [wide, high] = [600, 56];
  const last = Math.max(1000, ...requests.map(({ start }) => start));
  const at = (time: number) => 6 + Math.sqrt(Math.max(0, time) / last) * (wide - 12);
  const { before, after } = prove(requests);
  const label = w.t("pictureLabel", { before, after });
  const marks = requests.map((request) =>
    svg("circle", {
      class: isApart(request) ? "apart" : request.late ? "late" : "early",
      cx: at(request.start),
      cy: high - 12,
      r: 5,
    }),
  );
  return svg(
    "svg",
    { class: "own-requests", role: "img", "aria-label": label, viewBox: `0 0 ${wide} ${high}` },
    svg("path", { class: "axis", d: `M0 ${high - 12} H${wide}` }),
    ...firstList(w, requests, at, high),
    ...marks,
  );
}

function firstList(
  w: Checks["w"],
  requests: readonly Asked[],
  at: (time: number) => number,
  high: number,
): SVGElement[] {
  const latest = Math.max(
    0,
    ...requests.filter((one) => !one.late && !isApart(one)).map(({ start }) => start),
  );
  const x = at(latest) + 14;
  return [
    svg("path", { class: "slate", d: `M${x} 4 V${high - 2}` }),
    svg("text", { class: "tick", x: x + 8, y: 16 }, w.t("firstList")),
  ];
}

function requestTable(w: Checks["w"], requests: readonly Asked[]): HTMLElement {
  const rows = [...requests]
    .sort((a, b) => a.start - b.start)
    .map((request) => [
      el("code", {}, request.path || "index.html"),
      `${w.t(`role.${request.role}` as PrivacyKey)}${isStrange(request) ? ` – ${w.t("notListed")}` : ""}`,
      request.bytes > 0 ? w.size(request.bytes) : "–",
      w.ms(request.start),
    ]);
  return table({
    caption: w.t("tableCaption"),
    heads: [w.t("file"), w.t("whatFor"), w.t("size"), w.t("when")],
    numbers: [2, 3],
    rows,
  });
}

/** The button that tries to send something out. */
export function leakSection(checks: Checks): Section<PrivacyState> {
  const { w } = checks;
  return {
    id: "leak",
    title: w.t("leak"),
    note: w.t("leakNote"),
    facts: ({ attempts, trying }) => [attempts, trying],
    draw: ({ attempts, trying }) => [
      el(
        "div",
        {},
        el(
          "button",
          {
            type: "button",
            class: "main",
            "data-key": "leak:try",
            "aria-disabled": trying && "true",
            on: { click: () => void (trying || checks.leak()) },
          },
          w.t(trying ? "leakTrying" : "leakTry"),
        ),
      ),
      el("div", { "aria-live": "polite", class: "own-leak" }, ...(attempts ? outcome(w, attempts) : [])),
    ],
  };
}

function outcome(w: Checks["w"], attempts: readonly Attempt[]): Node[] {
  const stopped = attempts.filter(({ stoppedBy }) => stoppedBy !== undefined).length;
  const text = w.t(stopped === attempts.length ? "leakStopped" : "leakOpen", {
    n: stopped,
    total: attempts.length,
  });
  const rows = attempts.map(({ way, stoppedBy }) => [
    w.t(`way.${way}` as PrivacyKey),
    stoppedBy ? el("span", {}, `${w.t("stoppedBy")} `, el("code", {}, stoppedBy)) : w.t("notStopped"),
  ]);
  return [
    el("p", {}, el("strong", {}, text)),
    table({ caption: w.t("leakCaption"), heads: [w.t("way"), w.t("came")], numbers: [], rows }),
  ];
}
