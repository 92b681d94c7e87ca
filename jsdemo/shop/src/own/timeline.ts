// The timeline as a picture: a column a day, a mark an event.

import { svg } from "../dom.ts";
import { type Day, type Range, type Timed, ticks, within } from "./days.ts";
import { mark } from "./glyph.ts";

/** An event on the timeline. */
export interface Dot extends Timed {
  /** Whether ranking may use it now; what it may not is faint. */
  used: boolean;
}

/** How the picture is drawn. */
export interface TimelineOptions {
  /** In pixels. */
  width: number;
  label: string;
  range: Range | undefined;
  dayName(start: number): string;
  pick(start: number): void;
}

const highest = 150;
const lowest = 60;
const below = 24;
const widest = 20;

/** Draws it. Pressing a column picks its day; the fields under the picture do the same by keyboard. */
export function timeline<E extends Dot>(days: readonly Day<E>[], options: TimelineOptions): SVGElement {
  const { width, label } = options;
  const step = width / days.length;
  const most = Math.max(1, ...days.map(({ events }) => events.length));
  const r = Math.min(widest, step, highest / Math.min(most, 12)) * 0.42;
  const rise = Math.min(r * 2.35, (highest - r) / most);
  const height = Math.max(lowest, Math.min(highest, Math.ceil(2 * r + 6 + (most - 1) * rise)));
  const picture = svg("svg", {
    class: "timeline",
    role: "img",
    "aria-label": label,
    viewBox: `0 0 ${width} ${height + below}`,
    width,
    height: height + below,
  });
  days.forEach((day, i) => {
    picture.append(column(day, { x: i * step, step, r, rise, height }, options));
  });
  picture.append(...axis(days, { step, height }, options));
  return picture;
}

interface Place {
  x: number;
  step: number;
  r: number;
  rise: number;
  height: number;
}

function column<E extends Dot>(day: Day<E>, place: Place, options: TimelineOptions): SVGElement {
  const { x, step, r, rise, height } = place;
  const picked = options.range !== undefined && within(day.start, options.range);
  const marks = day.events.map((event, i) => {
    const shape = mark(event.type, x + step / 2, height - r - 2 - i * rise, r);
    if (!event.used) shape.classList.add("unused");
    return shape;
  });
  const title = svg("title", {}, `${options.dayName(day.start)}: ${day.events.length}`);
  return svg(
    "g",
    { class: picked ? "day picked" : "day", on: { click: () => options.pick(day.start) } },
    title,
    svg("rect", { class: "ground", x, y: 0, width: step, height: height + 2 }),
    ...marks,
  );
}

function axis<E extends Dot>(
  days: readonly Day<E>[],
  { step, height }: Pick<Place, "step" | "height">,
  options: TimelineOptions,
): SVGElement[] {
  const shown = ticks(
    days.map(({ start }) => start),
    Math.max(2, Math.floor(options.width / 76)),
  );
  const line = svg("path", { class: "axis", d: `M0 ${height + 2.5} H${options.width}` });
  const names = days.flatMap(({ start }, i) =>
    shown.has(start) ? [tick(options.dayName(start), (i + 0.5) * step, height + 19, options.width)] : [],
  );
  return [line, ...names];
}

/** The name of a day under the axis, kept inside the picture. */
function tick(name: string, x: number, y: number, width: number): SVGElement {
  const [anchor, at] = x < 30 ? ["start", 0] : x > width - 30 ? ["end", width] : ["middle", x];
  return svg("text", { class: "tick", x: at, y, "text-anchor": anchor }, name);
}

/** Small columns, one a day: how many events there were, and of these how many a purpose carries. */
export function columnsOf(all: readonly number[], carried: readonly number[], label: string): SVGElement {
  const [wide, high] = [320, 48];
  const most = Math.max(1, ...all);
  const step = wide / Math.max(1, all.length);
  const picture = svg("svg", {
    class: "columns-small",
    role: "img",
    "aria-label": label,
    viewBox: `0 0 ${wide} ${high}`,
    preserveAspectRatio: "none",
  });
  all.forEach((n, i) => {
    picture.append(
      bar("ghost", i * step, step, (n / most) * high, high),
      bar("carried", i * step, step, ((carried[i] ?? 0) / most) * high, high),
    );
  });
  return picture;
}

function bar(name: string, x: number, step: number, tall: number, high: number): SVGElement {
  const width = Math.max(1, step * 0.72);
  return svg("rect", { class: name, x: x + (step - width) / 2, y: high - tall, width, height: tall });
}
