// Everything that a device holds as one JSON text, in the format of `hearth export` (host/export.schema.json), and back.

import { fromBase64, toBase64 } from "../base64.js";
import { toWire } from "../convert.js";
import { HearthError } from "../errors.js";
import type { Profile } from "../messages.js";
import type { Clock } from "../types.js";

const format = "hearth-export";

/** The text of an export. */
export function exportText(
  at: Required<Clock>,
  catalogue: string,
  profile: Profile,
  snapshot: Uint8Array,
): string {
  const file = {
    format,
    version: 1,
    time: at.now,
    ...(at.offset === 0 ? {} : { offset: at.offset }),
    catalogue,
    profile: sorted(toWire(profile)),
    snapshot: toBase64(snapshot),
  };
  const text = JSON.stringify(file, undefined, 2).replace(
    /[\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16)}`,
  );
  return `${text}\n`;
}

/** What an export holds: the snapshot, and a check that the readable part says the same. */
export interface Checked {
  snapshot: Uint8Array | undefined;
  /** @throws HearthError when the device that was restored holds something else than the text says. */
  compare(held: Profile): void;
}

/**
 * Reads an export.
 *
 * @throws HearthError with code `import` for what is none, is of another catalogue, or lacks a part.
 */
export function checkExport(text: string, catalogue: string): Checked {
  const file = parse(text);
  if (file.format !== format) throw refused("format", `not "${format}"`);
  if (file.version !== 1) throw refused("version", `${String(file.version)}: this SDK reads version 1`);
  if (file.catalogue !== catalogue)
    throw refused("catalogue", `of ${String(file.catalogue)}, and the pack is of ${catalogue}`);
  const profile = file.profile as Readable;
  for (const part of ["events", "ledger", "controls", "purposes"] as const)
    if (!Array.isArray(profile?.[part])) throw refused(`profile.${part}`, "missing");
  if (typeof file.snapshot !== "string") throw refused("snapshot", "missing");
  const snapshot = fromBase64(file.snapshot);
  if (!snapshot) throw refused("snapshot", "not base64");
  if (snapshot.length === 0 && profile.events.length > 0)
    throw refused("snapshot", "empty, and profile has events");
  return {
    snapshot: snapshot.length > 0 ? snapshot : undefined,
    compare: (held) => compare(profile, held, snapshot.length > 0),
  };
}

interface Readable {
  events: Record<string, unknown>[];
  ledger: Record<string, unknown>[];
  controls: Record<string, unknown>[];
  purposes: Record<string, unknown>[];
}

/** What of each part must be the same. What follows from pack and time may differ. */
const essence = {
  events: ["ref", "time", "type", "item", "query", "value", "based_on"],
  ledger: ["act", "deed", "purpose", "text", "time", "version"],
  controls: ["amount", "field", "kind", "time", "value"],
} as const;

function compare(told: Readable, held: Profile, written: boolean): void {
  if (!written) return; // orders of a person who decided nothing are in no snapshot
  const wire = toWire(held) as unknown as Readable;
  for (const part of ["events", "ledger", "controls"] as const) {
    const of = (rows: Record<string, unknown>[]) =>
      JSON.stringify(rows.map((r) => essence[part].map((key) => r[key])));
    if (of(told[part]) !== of(wire[part])) throw refused(`profile.${part}`, "contradicts the snapshot");
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw refused("", "no JSON object");
}

function refused(path: string, reason: string): HearthError {
  return new HearthError("import", `import: ${path === "" ? "" : `${path}: `}${reason}`);
}

/** The same value with its keys in ascending order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, below]) => [key, sorted(below)]));
}
