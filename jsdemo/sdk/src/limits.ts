// The engine's limits of what an event names: one event beyond them would have its whole batch refused.

/** Bytes of an event's type and item, and of a context feature's name and value. */
export const MAX_NAME = 256;
/** Bytes of a search text. */
export const MAX_QUERY = 1024;
/** Refs that an impression may be based on. */
export const MAX_BASED_ON = 64;

/** Whether a text is well-formed and of 1 to `most` bytes in UTF-8. */
export function fits(text: string, most: number): boolean {
  return text !== "" && !/\p{Cs}/u.test(text) && new TextEncoder().encode(text).length <= most;
}
