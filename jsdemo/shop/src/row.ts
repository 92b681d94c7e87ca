// A row of cards that follows a changing list: cards that stay are kept and slide to their new places.

import type { CardApp } from "./app.ts";
import { card } from "./card.ts";

/** Lets a list show these films. Cards with the focus or the pointer keep it as long as their film stays. */
export function fillRow(app: CardApp, list: HTMLElement, ids: readonly string[]): void {
  const before = [...list.children] as HTMLElement[];
  if (before.length === ids.length && before.every((item, i) => item.dataset.film === ids[i])) return;
  const old = new Map(before.map((item) => [item.dataset.film ?? "", item]));
  const focused = before.findIndex((item) => item.contains(document.activeElement));
  const visible = before.length > 0 && list.checkVisibility?.({ contentVisibilityAuto: true }) !== false;
  const places = visible ? placesOf(before) : undefined; // of a row out of sight the browser has none
  const wanted = ids.flatMap((id) => old.get(id) ?? made(app, id) ?? []);
  reorder(list, wanted);
  if (focused >= 0) keepFocus(list, wanted, before[focused], focused);
  else if (visible) list.scrollLeft = 0; // the browser would follow a film that has moved away
  if (places) move(wanted, places);
}

function made(app: CardApp, id: string): HTMLElement | undefined {
  const film = app.films.get(id);
  return film && card(app, film);
}

/** Lets an element have these children, and moves as few of them as it can. */
export function reorder(list: HTMLElement, wanted: readonly HTMLElement[]): void {
  const staying = new Set(wanted);
  for (const item of [...list.children] as HTMLElement[]) if (!staying.has(item)) item.remove();
  wanted.forEach((item, i) => {
    const next = list.children[i] ?? null;
    if (next !== item) put(list, item, next);
  });
}

/** Puts an element before another, if it is not there; it keeps the focus that it has where browsers know `moveBefore`. */
export function put(parent: HTMLElement & Mover, item: HTMLElement, next: Element | null): void {
  if (item.parentElement === parent && item.nextElementSibling === next) return;
  if (parent.moveBefore && item.isConnected && parent.isConnected) parent.moveBefore(item, next);
  else parent.insertBefore(item, next);
}

/** TypeScript's DOM types do not have it yet. */
interface Mover {
  moveBefore?(item: Element, next: Element | null): void;
}

/** The focus stays with its film; when that is gone, the film in its place gets it. */
function keepFocus(
  list: HTMLElement,
  wanted: readonly HTMLElement[],
  held: HTMLElement | undefined,
  at: number,
): void {
  if (list.contains(document.activeElement)) return;
  const next = held && wanted.includes(held) ? held : wanted[Math.min(at, wanted.length - 1)];
  next?.querySelector<HTMLElement>("a, button")?.focus({ preventScroll: true });
}

function placesOf(items: readonly HTMLElement[]): Map<HTMLElement, number> {
  return new Map(items.map((item) => [item, item.offsetLeft]));
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Lets films slide from their old places and new ones fade in, unless the person prefers less motion. */
function move(items: readonly HTMLElement[], places: ReadonlyMap<HTMLElement, number>): void {
  if (calm.matches || places.size === 0) return;
  for (const item of items) {
    const before = places.get(item);
    const by = before === undefined ? 0 : before - item.offsetLeft;
    if (before !== undefined && by === 0) continue;
    const from = before === undefined ? { opacity: 0 } : { transform: `translateX(${by}px)` };
    item.animate([from, {}], { duration: 280, easing: "cubic-bezier(.2, .7, .2, 1)" });
  }
}
