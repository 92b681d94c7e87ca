// Makes an Error of whatever was thrown.

/** The error, or one with the text of what was thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
