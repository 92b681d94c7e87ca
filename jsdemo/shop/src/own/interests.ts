// Interests as the page shows them: what was inferred, what the person declared, and what they removed.

import type { Profile } from "@hearthrank/sdk";

/** An interest in a value of a field. */
export interface Interest {
  field: string;
  value: string;
  /** What was inferred; 0 where nothing was. */
  strength: number;
  /** Refs of the events behind it, latest first. */
  events: readonly number[];
  /** What the person declared, −100 to 100. */
  amount?: number;
  /** The person has removed it. */
  muted: boolean;
}

/** The order of fields; others come after these. */
const order = ["category", "director", "era", "setting", "source", "certificate"];

/** All interests, the strongest first, the removed ones last. */
export function gather({ interests, controls }: Pick<Profile, "interests" | "controls">): Interest[] {
  const rows = new Map<string, Interest>();
  for (const { field, value = "", strength, events } of interests)
    rows.set(key(field, value), { field, value, strength, events, muted: false });
  for (const { kind, field = "", value = "", amount = 0 } of controls) {
    const row = rows.get(key(field, value)) ?? { field, value, strength: 0, events: [], muted: false };
    if (kind === "mute") rows.set(key(field, value), { ...row, muted: true });
    if (kind === "interest") rows.set(key(field, value), { ...row, amount });
  }
  return [...rows.values()].sort(byWeight);
}

function key(field: string, value: string): string {
  return JSON.stringify([field, value]);
}

function byWeight(a: Interest, b: Interest): number {
  return Number(a.muted) - Number(b.muted) || Math.abs(b.strength) - Math.abs(a.strength);
}

/** Interests by field, in the order of fields. */
export function perField(interests: readonly Interest[]): [string, Interest[]][] {
  const fields = new Map<string, Interest[]>();
  for (const interest of interests)
    fields.set(interest.field, [...(fields.get(interest.field) ?? []), interest]);
  const place = (field: string) => order.indexOf(field) + 1 || order.length + 1;
  return [...fields].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** How many show before "more", and the part of the largest below which an interest is not worth a line of its own. */
const most = 5;
const least = 0.005;

/** The interests of a field that show at first: the strongest, and all that the person has set or removed. */
export function foremost(interests: readonly Interest[], largest: number): Interest[] {
  const strong = interests.filter(({ strength }) => Math.abs(strength) / largest >= least).slice(0, most);
  const own = (interest: Interest) => interest.muted || interest.amount !== undefined;
  return interests.filter(
    (interest, i) => strong.includes(interest) || own(interest) || (strong.length === 0 && i === 0),
  );
}
