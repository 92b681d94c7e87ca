// What the Lab shows of a report: the verdict, then a figure for each thing measured.

import { el } from "../dom.ts";
import { type Arm, arms } from "../lab/arms.ts";
import { choice } from "../lab/choice.ts";
import type { Job } from "../lab/protocol.ts";
import type { Report } from "../lab/results.ts";
import type { Estimate } from "../lab/statistics.ts";
import { change, ends, rate, seconds, share, time } from "../lab/write.ts";
import type { Words } from "../own/words.ts";
import type { LabKey } from "./lab.texts.ts";
import { axis, figure, Plot } from "./lab-charts.ts";

type W = Words<LabKey>;

/** Everything that a report says. */
export function results(w: W, report: Report, job: Job, took: number, films: number): HTMLElement[] {
  return [
    verdictOf(w, report, job, took),
    el(
      "div",
      { class: "lab-figures" },
      armsFigure(w, report),
      partsFigure(w, report),
      curveFigure(w, report),
      spreadFigure(w, report),
      latencyFigure(w, report, films),
    ),
  ];
}

function verdictOf(w: W, report: Report, job: Job, took: number): HTMLElement {
  const { lift, verdict } = report;
  const slates = report.arms.hearth.slates + report.arms.popularity.slates;
  const how = {
    visitors: w.number(job.visitors),
    slates: w.number(slates),
    length: choice.length,
    seed: String(job.seed),
    time: seconds(w, took),
  };
  const interval = { low: change(w, lift.low), high: change(w, lift.high) };
  return el(
    "div",
    { class: "lab-verdict", "data-verdict": verdict },
    el("h2", { id: "lab-verdict", tabindex: -1 }, w.t(verdict)),
    el("p", { class: "lab-lift" }, el("strong", {}, change(w, lift.value)), ` ${w.t("lift", interval)}.`),
    el("p", {}, w.t(`${verdict}Note`)),
    el("p", { class: "note" }, w.t("how", how)),
  );
}

/** Names and estimates drawn as points with whiskers, one below the other. */
interface Row {
  name: string;
  arm: Arm | undefined;
  estimate: Estimate;
}

function whiskers(label: string, rows: readonly Row[], write: (value: number) => string): Element {
  const bounds = rows.flatMap(({ estimate }) => [estimate.low, estimate.high]);
  const height = 30 + 46 * rows.length;
  const plot = new Plot(label, height, axis(bounds, write), undefined, 14);
  if (bounds.some((value) => value < 0)) plot.line("lab-zero", plot.x(0), 10, plot.x(0), height - 22);
  rows.forEach((row, i) => {
    whisker(plot, row, 40 + 46 * i, write);
  });
  return plot.root;
}

function whisker(
  plot: Plot,
  { name, arm, estimate }: Row,
  y: number,
  write: (value: number) => string,
): void {
  const colour = `lab-${arm ?? "hearth"}`;
  plot.text(`${name}: ${write(estimate.value)}`, 14, y - 13, "start", "lab-name");
  if (!Number.isFinite(estimate.value)) return;
  const [low, high] = [plot.x(estimate.low), plot.x(estimate.high)];
  plot.line(`lab-whisker ${colour}`, low, y, high, y);
  for (const end of [low, high]) plot.line(`lab-whisker ${colour}`, end, y - 5, end, y + 5);
  plot.mark(`lab-mark ${colour}`, arm !== "popularity", plot.x(estimate.value), y, 5);
}

function spoken(w: W, rows: readonly Row[], write: (value: number) => string): string {
  return rows
    .map(({ name, estimate }) => `${name} ${write(estimate.value)} (${ends(w, estimate, write)})`)
    .join("; ");
}

function armsFigure(w: W, { arms: reports }: Report): HTMLElement {
  const write = (value: number) => rate(w, value);
  const rows = arms.map((arm): Row => ({ name: w.t(arm), arm, estimate: reports[arm].rate }));
  const table = arms.map((arm) => {
    const { rate: estimate, visitors, slates } = reports[arm];
    return [w.t(arm), write(estimate.value), ends(w, estimate, write), w.number(visitors), w.number(slates)];
  });
  const head = [w.t("arm"), w.t("value"), w.t("interval"), w.t("visitorsHead"), w.t("slatesHead")];
  const chart = whiskers(w.t("armsLabel", { parts: spoken(w, rows, write) }), rows, write);
  const caption = w.t("armsTitle");
  return figure("lab-arms", caption, chart, undefined, w.t("table"), { caption, head, rows: table });
}

function partsFigure(w: W, { arrivalLift, withinLift, likesLift }: Report): HTMLElement {
  const write = (value: number) => change(w, value);
  const rows: Row[] = [
    { name: w.t("arrival"), arm: undefined, estimate: arrivalLift },
    { name: w.t("within"), arm: undefined, estimate: withinLift },
    { name: w.t("likes"), arm: undefined, estimate: likesLift },
  ];
  const table = rows.map(({ name, estimate }) => [name, write(estimate.value), ends(w, estimate, write)]);
  const head = [w.t("part"), w.t("value"), w.t("interval")];
  const chart = whiskers(w.t("partsLabel", { parts: spoken(w, rows, write) }), rows, write);
  const caption = w.t("parts");
  return figure("lab-parts", caption, chart, undefined, w.t("table"), { caption, head, rows: table });
}

function curveFigure(w: W, { arms: reports }: Report): HTMLElement {
  const length = Math.min(...arms.map((arm) => reports[arm].curve.length));
  const curves = arms.map((arm) => ({ arm, points: reports[arm].curve.slice(0, length) }));
  const caption = w.t("curveTitle");
  const rows = Array.from({ length }, (_, k) => [
    w.number(k + 1),
    ...curves.flatMap(({ points }) => cells(w, points[k])),
  ]);
  const head = [w.t("visit"), ...arms.flatMap((arm) => [w.t(arm), w.t("interval")])];
  const chart = curveChart(w, curves, length);
  return figure("lab-curve", caption, chart, w.t("curveNote"), w.t("table"), { caption, head, rows });
}

function cells(w: W, estimate: Estimate | undefined): string[] {
  if (!estimate) return ["–", "–"];
  return [rate(w, estimate.value), ends(w, estimate, (value) => rate(w, value))];
}

interface Curve {
  arm: Arm;
  points: readonly Estimate[];
}

function curveChart(w: W, curves: readonly Curve[], length: number): Element {
  const highs = curves.flatMap(({ points }) => points.map(({ high }) => high));
  const y = axis(highs, (value) => w.number(value, { maximumFractionDigits: 1 }), w.t("dialY"));
  const ticks = Array.from({ length }, (_, k) => ({ at: k + 1, text: w.number(k + 1) }));
  const x = { min: 0.7, max: Math.max(length, 2) + 0.3, ticks, name: w.t("visit") };
  const plot = new Plot(curveLabel(w, curves), 236, x, y);
  for (const { arm, points } of curves) band(plot, arm, points);
  for (const { arm, points } of curves) curve(plot, arm, points);
  legend(w, plot);
  return plot.root;
}

function curveLabel(w: W, curves: readonly Curve[]): string {
  const [hearth, popular] = curves.map(({ points }) => [points[0], points.at(-1)]);
  const write = (point: Estimate | undefined) => rate(w, point?.value ?? Number.NaN);
  return w.t("curveLabel", {
    hearthFirst: write(hearth?.[0]),
    hearthLast: write(hearth?.[1]),
    popularFirst: write(popular?.[0]),
    popularLast: write(popular?.[1]),
  });
}

function band(plot: Plot, arm: Arm, points: readonly Estimate[]): void {
  const there = points.map(({ high }, k) => [k + 1, high] as const);
  const back = points.map(({ low }, k) => [k + 1, low] as const).reverse();
  plot.path(`lab-band lab-${arm}`, [...there, ...back]);
}

function curve(plot: Plot, arm: Arm, points: readonly Estimate[]): void {
  plot.path(
    `lab-line lab-${arm}`,
    points.map(({ value }, k) => [k + 1, value]),
  );
  points.forEach(({ value }, k) => {
    plot.mark(`lab-mark lab-${arm}`, arm === "hearth", plot.x(k + 1), plot.y(value), 3.5);
  });
}

function legend(w: W, plot: Plot): void {
  arms.forEach((arm, i) => {
    plot.mark(`lab-mark lab-${arm}`, arm === "hearth", 200 + 72 * i, 8);
    plot.text(w.t(arm), 208 + 72 * i, 12, "start");
  });
}

function spreadFigure(w: W, { arms: reports }: Report): HTMLElement {
  const parts = arms.map((arm) => `${w.t(arm)} ${share(w, reports[arm].coverage)}`).join("; ");
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: w.share(at) }));
  const plot = new Plot(w.t("spreadLabel", { parts }), 122, { min: 0, max: 1, ticks }, undefined, 14);
  arms.forEach((arm, i) => {
    const y = 30 + 44 * i;
    const { coverage } = reports[arm];
    plot.text(`${w.t(arm)}: ${share(w, coverage)}`, 14, y - 6, "start", "lab-name");
    plot.bar(`lab-bar lab-${arm}`, plot.x(0), y, plot.x(coverage) - plot.x(0), 16);
  });
  const gini = (arm: Arm) => rate(w, reports[arm].gini);
  const rows = arms.map((arm) => [w.t(arm), share(w, reports[arm].coverage), gini(arm)]);
  const head = [w.t("arm"), w.t("coverage"), w.t("gini")];
  const caption = w.t("spreadTitle");
  const note = w.t("spreadNote", { hearth: gini("hearth"), popularity: gini("popularity") });
  return figure("lab-spread", caption, plot.root, note, w.t("table"), { caption, head, rows });
}

function latencyFigure(w: W, { latency }: Report, films: number): HTMLElement {
  const facts = {
    median: time(w, latency.median),
    p95: time(w, latency.p95),
    count: w.number(latency.count),
    films: w.number(films),
    step: time(w, latency.step),
  };
  const rows = latency.bins.map(({ from, to, count }) => [
    `${time(w, from)} – ${time(w, to)}`,
    w.number(count),
  ]);
  const caption = w.t("latencyTitle");
  const table = { caption, head: [w.t("time"), w.t("rankings")], rows };
  return figure(
    "lab-latency",
    caption,
    histogramChart(w, latency, w.t("latencyLabel", facts)),
    w.t("latencyNote", facts),
    w.t("table"),
    table,
  );
}

/** Bars of equal width, for their edges are two an octave; a label at every other edge at most. */
function histogramChart(w: W, { bins }: Report["latency"], label: string): Element {
  const every = Math.ceil((bins.length + 1) / 6);
  const ticks = [...bins.map(({ from }) => from), bins.at(-1)?.to ?? 0]
    .map((edge, at) => ({ at, text: time(w, edge) }))
    .filter((_, i) => i % every === 0);
  const counts = axis(
    bins.map(({ count }) => count),
    (value) => w.number(value),
    w.t("rankings"),
  );
  const plot = new Plot(label, 200, { min: 0, max: Math.max(bins.length, 1), ticks }, counts, 48);
  bins.forEach(({ count }, k) => {
    const [x, y] = [plot.x(k), plot.y(count)];
    plot.bar("lab-bar lab-hearth", x + 1, y, plot.x(k + 1) - x - 2, plot.y(0) - y);
  });
  return plot.root;
}
