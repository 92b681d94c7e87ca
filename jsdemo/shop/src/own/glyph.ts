// The mark of a kind of event: told apart by shape, not by colour alone.

import { svg } from "../dom.ts";

type Shape = (x: number, y: number, r: number) => SVGElement;

const disc: Shape = (cx, cy, r) => svg("circle", { cx, cy, r });
const ring: Shape = (cx, cy, r) => svg("circle", { cx, cy, r: r * 0.78, class: "hollow" });
const square: Shape = (x, y, r) =>
  svg("rect", { x: x - r * 0.85, y: y - r * 0.85, width: r * 1.7, height: r * 1.7, rx: r * 0.25 });
const triangle: Shape = (x, y, r) =>
  svg("path", { d: `M${x} ${y - r} L${x + r} ${y + r * 0.8} L${x - r} ${y + r * 0.8} Z` });
const diamond: Shape = (x, y, r) =>
  svg("path", { d: `M${x} ${y - r * 1.1} L${x + r * 1.1} ${y} L${x} ${y + r * 1.1} L${x - r * 1.1} ${y} Z` });
const star: Shape = (x, y, r) => {
  const points = Array.from({ length: 10 }, (_, i) => {
    const [far, angle] = [i % 2 === 0 ? r * 1.15 : r * 0.5, (i / 5 - 0.5) * Math.PI];
    return `${x + far * Math.cos(angle)},${y + far * Math.sin(angle)}`;
  });
  return svg("polygon", { points: points.join(" ") });
};
const dot: Shape = (cx, cy, r) => svg("circle", { cx, cy, r: r * 0.42 });

const shapes: Readonly<Record<string, Shape>> = {
  view: ring,
  click: ring,
  like: disc,
  rating: disc,
  dislike: square,
  dismiss: square,
  search: triangle,
  dwell: diamond,
  watchlist: star,
};

/** The mark of an event of a type, at a place and of a size. */
export function mark(type: string, x: number, y: number, r: number): SVGElement {
  const shape = (Object.hasOwn(shapes, type) && shapes[type]) || dot;
  const element = shape(x, y, r);
  element.classList.add("mark", type.replace(/[^a-z0-9_-]/g, "-"));
  return element;
}

/** The mark alone, for a legend or a line of a list. */
export function glyph(type: string): SVGElement {
  return svg("svg", { viewBox: "0 0 16 16", class: "glyph", "aria-hidden": true }, mark(type, 8, 8, 6));
}
