// Conversions between the API's values and the wire's: names, times, and numbers with a fraction.

import type { Decoded } from "./decode.js";
import type { Encodable, EncodableMap } from "./encode.js";
import { EngineError } from "./errors.js";
import { freeMaps, wireNames } from "./messages.js";
import type { Clock, EventInput } from "./types.js";

const apiNames = new Map(Object.entries(wireNames).map(([api, wire]) => [wire, api]));

/** Renames the keys of a request, at every depth, to the wire's; the keys of free maps stay. */
export function toWire(value: unknown): Encodable {
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value as Encodable;
  const wire: Record<string, Encodable> = {};
  for (const [key, below] of Object.entries(value)) {
    wire[wireNames[key] ?? key] = freeMaps.includes(key) ? (below as EncodableMap) : toWire(below);
  }
  return wire;
}

/** Renames the keys of a reply, at every depth, to the API's. */
export function fromWire(value: Decoded): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const api: Record<string, unknown> = {};
  for (const [key, below] of Object.entries(value)) api[apiNames.get(key) ?? key] = fromWire(below);
  return api;
}

/** Fills in the host's clock: `now` by default the present, `offset` by default the local one at that time. */
export function withClock<T extends Clock>(request: T): T & Required<Clock> {
  const now = request.now ?? Date.now();
  return { ...request, now, offset: request.offset ?? localOffset(now) };
}

/** Minutes east of UTC at a time, in the host's time zone; 0 when the time is none. */
export function localOffset(now: number): number {
  const offset = -new Date(now).getTimezoneOffset();
  return Number.isNaN(offset) ? 0 : offset + 0;
}

/** Turns an event's value into the wire's thousandths. */
export function eventToWire(event: EventInput, index: number): Record<string, unknown> {
  if (event.value === undefined) return { ...event };
  return { ...event, value: thousandths(event.value, `events[${index}].value`) };
}

/**
 * Rounds a number to thousandths, half away from zero.
 *
 * @throws EngineError with code `range` for NaN, infinities and what does not fit ±2⁵³ thousandths.
 */
export function thousandths(value: number, path: string): number {
  const rounded = Math.sign(value) * Math.round(Math.abs(value) * 1000);
  if (!Number.isSafeInteger(rounded)) {
    throw new EngineError("observe", "range", { path }, `${value} is not a number within ±2⁵³ thousandths`);
  }
  return rounded + 0;
}
