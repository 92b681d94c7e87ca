// Events by day: the columns of the timeline, the days of the list, and ranges between two dates.

/** What is needed of an event to place it. */
export interface Timed {
  time: number;
  type: string;
}

/** One day and what happened on it, in the order of time. */
export interface Day<E extends Timed> {
  /** Its first millisecond, by this device's clock. */
  start: number;
  events: E[];
}

/** The first millisecond of a time's day, by this device's clock. */
export function dayStart(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** The first millisecond of the day `n` days on, or back; days can have 23 or 25 hours. */
export function addDays(start: number, n: number): number {
  const date = new Date(start);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + n).getTime();
}

/** Every day from that of the first event, and at least `least` days, to today, with the events on each. */
export function columns<E extends Timed>(events: readonly E[], now: number, least = 14): Day<E>[] {
  const first = events.reduce((earliest, { time }) => Math.min(earliest, time), now);
  const last = dayStart(events.reduce((latest, { time }) => Math.max(latest, time), now));
  const days: Day<E>[] = [];
  let start = Math.min(dayStart(first), addDays(last, 1 - least));
  for (; start <= last; start = addDays(start, 1)) days.push({ start, events: [] });
  fillDays(days, events);
  return days;
}

function fillDays<E extends Timed>(days: Day<E>[], events: readonly E[]): void {
  const byStart = new Map(days.map((day) => [day.start, day]));
  for (const event of [...events].sort((a, b) => a.time - b.time))
    byStart.get(dayStart(event.time))?.events.push(event);
}

/** The days that have events, the latest day first, the latest event of each first. */
export function latestFirst<E extends Timed>(events: readonly E[]): Day<E>[] {
  const days = new Map<number, E[]>();
  for (const event of [...events].sort((a, b) => b.time - a.time)) {
    const start = dayStart(event.time);
    days.set(start, [...(days.get(start) ?? []), event]);
  }
  return [...days].map(([start, list]) => ({ start, events: list }));
}

/** How many events there are of each type, the most first. */
export function countTypes(events: readonly Timed[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** A range of whole days, its end the first millisecond after it. */
export interface Range {
  from: number;
  to: number;
}

/** Whether a time lies in a range; everything lies in none. */
export function within(time: number, range: Range | undefined): boolean {
  return !range || (time >= range.from && time < range.to);
}

/** The range of one day. */
export function oneDay(start: number): Range {
  return { from: start, to: addDays(start, 1) };
}

/** A day as a date input writes it. */
export function inputDate(time: number): string {
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first millisecond of what a date input holds; undefined when it holds no date. */
export function fromInput(value: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime() : undefined;
}

/** The range between two date inputs, in either order, ends included; undefined when both are empty. */
export function rangeOf(from: string, to: string, now: number): Range | undefined {
  const [a, b] = [fromInput(from), fromInput(to)];
  if (a === undefined && b === undefined) return undefined;
  const ends = [a ?? 0, b ?? dayStart(now)].sort((x, y) => x - y) as [number, number];
  return { from: ends[0], to: addDays(ends[1], 1) };
}

/** Which starts of days get a label when at most `most` fit: the last one and every k-th before it. */
export function ticks(starts: readonly number[], most: number): Set<number> {
  const every = Math.max(1, Math.ceil(starts.length / Math.max(1, most)));
  return new Set(starts.filter((_, i) => (starts.length - 1 - i) % every === 0));
}
