// Posters drawn from title and genre: a pattern for the genre, varied by the title, with the words on top.

import { el, svg, whenIdle } from "./dom.ts";
import type { Film } from "./film.ts";
import { Random } from "./simulate/random.ts";

type Shape = [tag: string, attributes: Record<string, string | number>];

/** Hue in degrees by genre. */
const hues: Record<string, number> = {
  Action: 12,
  Adventure: 152,
  "Black Comedy": 285,
  Comedy: 42,
  Concert: 318,
  Documentary: 198,
  Drama: 222,
  Horror: 352,
  Musical: 268,
  "Romantic Comedy": 336,
  Thriller: 178,
  Western: 28,
};

const motifs: Record<string, (random: Random) => Shape[]> = {
  Action: (r) => rays(r, 50 + spread(r, 20), 60 + spread(r, 20)),
  Adventure: (r) => [disc(50 + spread(r, 28), 48, 15, "c"), peak(r, 62, "b"), peak(r, 84, "a")],
  "Black Comedy": (r) => [
    disc(50, 60, 34, "b"),
    ["path", { d: "M50 26a34 34 0 0 1 0 68z", class: "a" }],
    disc(38 + spread(r, 4), 50, 5, "c"),
  ],
  Comedy: (r) =>
    Array.from({ length: 11 }, () =>
      disc(r.below(100), 20 + r.below(90), 4 + r.below(12), "abc"[r.below(3)] ?? "a"),
    ),
  Concert: (r) => rings(50 + spread(r, 12), 58, [38, 30, 22, 8]),
  Documentary: (r) => aperture(r),
  Drama: (r) => drama(r),
  Horror: (r) => [disc(50 + spread(r, 24), 44, 20, "c"), teeth(r)],
  Musical: (r) =>
    Array.from({ length: 8 }, (_, i) => bar(10 + i * 10.5, 14 + r.below(64), i % 2 ? "a" : "b")),
  "Romantic Comedy": (r) => [heart(40 + spread(r, 6), 54, "a"), heart(60 + spread(r, 6), 70, "b")],
  Thriller: (r) => rings(50 + spread(r, 26), 60 + spread(r, 16), [52, 40, 29, 19, 10]),
  Western: (r) => [disc(50 + spread(r, 24), 60, 24, "c"), band(74, "b"), band(86, "a")],
};

/** A poster as decoration: its words are hidden from screen readers, which get the name of what holds it. */
export function poster(film: Film): HTMLElement {
  const face = ground(film);
  draw(face, film);
  return face;
}

/** A poster that is drawn when it comes near the window, or when the browser has nothing else to do. Until then it has its colour. */
export function posterLater(film: Film): HTMLElement {
  const face = ground(film);
  waiting.set(face, film);
  near.observe(face);
  if (waiting.size === 1) whenIdle(drawSome);
  return face;
}

const waiting = new Map<HTMLElement, Film>();
const margins = { rootMargin: "25% 0%", scrollMargin: "0% 50%" }; // rows scroll sideways, which the second is for
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) if (isIntersecting) drawWaiting(target as HTMLElement);
}, margins);

function drawWaiting(face: HTMLElement): void {
  const film = waiting.get(face);
  near.unobserve(face);
  waiting.delete(face);
  if (film) draw(face, film);
}

/** Draws posters as long as the browser is idle. Those that are in the document no more are forgotten. */
function drawSome(left: () => number): void {
  for (const face of waiting.keys()) {
    if (left() < 4) break;
    if (face.isConnected) drawWaiting(face);
    else waiting.delete(face);
  }
  if (waiting.size > 0) whenIdle(drawSome);
}

function ground(film: Film): HTMLElement {
  const face = el("span", { class: "poster-face", "aria-hidden": "true" });
  const hue = (hues[film.genre ?? ""] ?? 240) + spread(new Random(hash(film.id)), 22);
  face.style.setProperty("--hue", String(hue));
  if (!film.genre) face.style.setProperty("--chroma", "0.3");
  return face;
}

function draw(face: HTMLElement, film: Film): void {
  const random = new Random(hash(film.id));
  const shapes = (motifs[film.genre ?? ""] ?? strip)(random);
  const art = svg("svg", { viewBox: "0 0 100 150", preserveAspectRatio: "xMidYMid slice", class: "art" });
  art.append(...shapes.map(([tag, attributes]) => svg(tag, attributes)));
  const words = [el("span", { class: `poster-title ${size(film.title)}` }, film.title)];
  if (film.director) words.push(el("span", { class: "poster-by" }, film.director));
  face.replaceChildren(art, ...words.flatMap((word) => [word, " "]));
}

/** Three sizes of type, so that a long title stays on its poster. */
function size(title: string): string {
  const longest = Math.max(...title.split(/[\s-]/).map((word) => word.length));
  if (title.length > 34 || longest > 9) return "small";
  return title.length > 16 || longest > 7 ? "medium" : "large";
}

/** FNV-1a over the id's UTF-16 units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

function spread(random: Random, by: number): number {
  return Math.round((random.uniform() * 2 - 1) * by);
}

function disc(cx: number, cy: number, r: number, tone: string): Shape {
  return ["circle", { cx, cy, r, class: tone }];
}

function rings(cx: number, cy: number, radii: readonly number[]): Shape[] {
  return radii.map((r, i) => disc(cx, cy, r, i % 2 ? "b" : "a"));
}

function rays(random: Random, x: number, y: number): Shape[] {
  const turn = random.uniform();
  return Array.from({ length: 9 }, (_, i) => {
    const at = ((i + turn) / 9) * 2 * Math.PI;
    const point = (angle: number) =>
      `${(x + 140 * Math.cos(angle)).toFixed(1)} ${(y + 140 * Math.sin(angle)).toFixed(1)}`;
    return ["path", { d: `M${x} ${y}L${point(at)}L${point(at + 0.34)}z`, class: i % 2 ? "a" : "b" }];
  });
}

/** Two or three discs that overlap, at rest in different ways. */
function drama(random: Random): Shape[] {
  const low = spread(random, 16);
  const discs = [
    disc(34 + spread(random, 10), 52 - low, 18 + random.below(16), "a"),
    disc(66, 62 + low, 16 + random.below(16), "b"),
  ];
  if (random.chance(0.5))
    discs.push(disc(50 + spread(random, 30), 30 + random.below(40), 5 + random.below(6), "c"));
  return discs;
}

function peak(random: Random, foot: number, tone: string): Shape {
  const top = 20 + random.below(60);
  return ["path", { d: `M-30 ${foot + 40}L${top} ${foot - 18}L130 ${foot + 40}V150H-30z`, class: tone }];
}

function bar(x: number, height: number, tone: string): Shape {
  return ["rect", { x, y: 104 - height, width: 7, height, rx: 3.5, class: tone }];
}

function band(y: number, tone: string): Shape {
  return ["rect", { x: 0, y, width: 100, height: 70, class: tone }];
}

function heart(x: number, y: number, tone: string): Shape {
  const d = `M${x} ${y + 22}C${x - 40} ${y - 4} ${x - 22} ${y - 28} ${x} ${y - 10}C${x + 22} ${y - 28} ${x + 40} ${y - 4} ${x} ${y + 22}z`;
  return ["path", { d, class: tone }];
}

function teeth(random: Random): Shape {
  const points = Array.from(
    { length: 9 },
    (_, i) => `L${i * 12.5} ${i % 2 ? 62 + random.below(22) : 92 + random.below(10)}`,
  );
  return ["path", { d: `M0 150${points.join("")}L100 150z`, class: "a" }];
}

function aperture(random: Random): Shape[] {
  const turn = random.below(60);
  const blades = Array.from({ length: 6 }, (_, i): Shape => {
    const transform = `rotate(${turn + i * 60} 50 60)`;
    return ["path", { d: "M50 26L84 60L66 66z", transform, class: i % 2 ? "a" : "b" }];
  });
  return [disc(50, 60, 38, "b"), ...blades, disc(50, 60, 10, "c")];
}

/** For films without a genre: a strip of film. */
function strip(random: Random): Shape[] {
  const transform = `rotate(${spread(random, 14)} 50 60)`;
  const holes = Array.from({ length: 18 }, (_, i): Shape => {
    return [
      "rect",
      {
        x: i % 2 ? 67 : 27,
        y: -20 + Math.floor(i / 2) * 18,
        width: 6,
        height: 9,
        rx: 1.5,
        transform,
        class: "c",
      },
    ];
  });
  return [["rect", { x: 22, y: -40, width: 56, height: 230, transform, class: "a" }], ...holes];
}
