// The Lab's dial: a slider through the simulated positions, and what each means.

import { el } from "../dom.ts";
import type { DialPoint, DialReport } from "../lab/dial.ts";
import { ends, rate, share } from "../lab/write.ts";
import type { Words } from "../own/words.ts";
import type { LabKey } from "./lab.texts.ts";
import { axis, figure, Plot } from "./lab-charts.ts";

type W = Words<LabKey>;

/** The slider with its chart, at 100 to begin with. */
export function dialResults(w: W, report: DialReport): HTMLElement {
  const { plot, rings } = dialChart(w, report);
  const output = el("output", { for: "lab-dial", id: "lab-dial-text" });
  const input = el("input", {
    type: "range",
    id: "lab-dial",
    min: 0,
    max: 100,
    step: 10,
    value: 100,
    "aria-describedby": "lab-dial-text",
  });
  const show = () => {
    const place = report.points.findIndex(({ dial }) => dial === input.valueAsNumber);
    output.textContent = sentence(w, report, place);
    rings.forEach((ring, i) => {
      ring.classList.toggle("on", i === place);
    });
  };
  input.addEventListener("input", show);
  show();
  const steer = el(
    "div",
    { class: "lab-steer" },
    el("label", { for: "lab-dial" }, w.t("dialInput")),
    input,
    output,
  );
  return el("div", {}, steer, withTable(w, report, plot.root));
}

/** What a position means. */
export function sentence(w: W, { points }: DialReport, place: number): string {
  const point = points[place];
  if (!point) return "";
  const { dial, rate: clicks, generic } = point;
  const facts = {
    dial,
    rate: rate(w, clicks.value),
    low: rate(w, clicks.low),
    high: rate(w, clicks.high),
    generic: share(w, generic.value),
  };
  return [w.t("dialText", facts), dial === 0 ? w.t("dialZero") : "", compared(w, points, point)]
    .join(" ")
    .trim();
}

function compared(w: W, points: readonly DialPoint[], { rate: { value } }: DialPoint): string {
  const best = points.reduce((a, b) => (b.rate.value > a.rate.value ? b : a));
  if (!(best.rate.value > value)) return w.t("dialBest");
  return w.t("dialBelow", { best: best.dial, more: share(w, best.rate.value / value - 1) });
}

function dialChart(w: W, { points, popularity }: DialReport): { plot: Plot; rings: SVGElement[] } {
  const highs = [...points.map(({ rate: { high } }) => high), popularity.value];
  const y = axis(highs, (value) => w.number(value, { maximumFractionDigits: 1 }), w.t("dialY"));
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: w.share(at) }));
  const x = { min: 0, max: 1, ticks, name: w.t("dialX") };
  const plot = new Plot(label(w, points), 250, x, y);
  plot.line(
    "lab-line lab-popularity",
    plot.x(0),
    plot.y(popularity.value),
    plot.x(1),
    plot.y(popularity.value),
  );
  plot.text(w.t("dialPopular"), plot.x(1), plot.y(popularity.value) - 5, "end");
  plot.path(
    "lab-line lab-hearth",
    points.map(({ generic, rate: { value } }) => [generic.value, value]),
  );
  return { plot, rings: points.map((point) => position(plot, point)) };
}

/** A point with its whisker, and a ring around it, which shows when the slider is there. */
function position(plot: Plot, { generic, rate: { value, low, high }, dial }: DialPoint): SVGElement {
  const x = plot.x(generic.value);
  plot.line("lab-whisker thin lab-hearth", x, plot.y(low), x, plot.y(high));
  plot.mark("lab-mark lab-hearth", true, x, plot.y(value), 3.5);
  const ring = plot.mark("lab-ring", true, x, plot.y(value), 8);
  ring.setAttribute("data-dial", String(dial));
  return ring;
}

function label(w: W, points: readonly DialPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  return w.t("dialLabel", {
    zero: rate(w, first?.rate.value ?? Number.NaN),
    full: rate(w, last?.rate.value ?? Number.NaN),
    generic: share(w, last?.generic.value ?? Number.NaN),
  });
}

function withTable(w: W, { points, popularity }: DialReport, chart: Element): HTMLElement {
  const write = (value: number) => rate(w, value);
  const rows = points.map(({ dial, rate: clicks, generic }) => [
    w.number(dial),
    write(clicks.value),
    ends(w, clicks, write),
    share(w, generic.value),
  ]);
  rows.push([w.t("popularity"), write(popularity.value), ends(w, popularity, write), "–"]);
  const head = [w.t("dialTable"), w.t("dialY"), w.t("interval"), w.t("dialX")];
  const caption = w.t("dialChart");
  return figure("lab-dial-figure", caption, chart, undefined, w.t("table"), { caption, head, rows });
}
