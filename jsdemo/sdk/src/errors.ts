// The errors of the SDK: classes to tell apart with instanceof, each with a code and, where one helps, a hint.

/** What an error carries besides its message. */
export interface ErrorDetails {
  /** What to do about it, in one sentence. */
  hint?: string;
  /** The error that caused this one. */
  cause?: unknown;
}

/** The base of every error that the SDK throws. */
export class HearthError extends Error {
  /** A stable code to switch on. */
  readonly code: string;
  /** What to do about it, when there is something. */
  readonly hint?: string;

  /** Makes an error; `code` is stable, `message` is for people. */
  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    if (details.hint !== undefined) this.hint = details.hint;
  }
}

/** Why a module was not loaded. */
export type LoadCode =
  | "fetch"
  | "html"
  | "not_wasm"
  | "compile"
  | "csp"
  | "imports"
  | "exports"
  | "abi"
  | "source";

/** The module could not be loaded, or was refused. */
export class LoadError extends HearthError {
  declare readonly code: LoadCode;
  /** Makes an error with one of the load codes. */
  constructor(code: LoadCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** The page's Content Security Policy forbids to compile WebAssembly. */
export class BlockedByCsp extends LoadError {
  /** Makes the error for what could not be compiled. */
  constructor(name: string, cause: unknown) {
    super("csp", `${name}: the page's Content Security Policy forbids WebAssembly`, {
      cause,
      hint: "Add 'wasm-unsafe-eval' to script-src.",
    });
  }
}

/** Why a pack was not opened. A code of {@link EngineError} where the module refused it. */
export type PackCode = "fetch" | "html" | "source" | (string & {});

/** The pack could not be had, or was refused. The former pack, if any, stays in use. */
export class PackError extends HearthError {
  declare readonly code: PackCode;
}

/** What was asked for needs a yes that the person has not given. */
export class ConsentRequired extends HearthError {
  /** Makes the error for the call. */
  constructor(call: string) {
    super("consent_required", `${call}: no purpose that the person agreed to may record it`, {
      hint: "Ask first: consent.grant().",
    });
  }
}

/** Why the browser's storage cannot be used. */
export type StorageCode = "refused" | "insecure" | "damaged" | "write";

/** The browser's storage failed, or holds what cannot be read. */
export class StorageUnavailable extends HearthError {
  declare readonly code: StorageCode;
  /** Makes an error with one of the storage codes. */
  constructor(code: StorageCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** Why a pack's signature was not accepted. */
export type SignatureCode =
  | "signature_missing"
  | "signature_invalid"
  | "signature_unsupported"
  | "key_missing"
  | "key_invalid";

/** The pack's signature is absent, wrong, or cannot be checked here. The pack was not opened. */
export class SignatureError extends HearthError {
  declare readonly code: SignatureCode;
  /** Makes an error with one of the signature codes. */
  constructor(code: SignatureCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** The signature cannot be checked here: no WebCrypto, as in an insecure context, or none that knows Ed25519. */
export class SignatureUnsupported extends SignatureError {
  /** Makes the error with the reason. */
  constructor(message: string, details?: ErrorDetails) {
    super("signature_unsupported", message, details);
  }
}

/** Where in a request, pack or snapshot an {@link EngineError} arose. */
export interface Place {
  /** Byte offset in the pack, snapshot or message; -1 when there is none. */
  offset?: number;
  /** The request's field, such as `events[2].item`. */
  path?: string;
  /** The section of the pack or snapshot. */
  section?: string;
}

/**
 * A request was refused; the state is as it was before. `code` is one of the codes in ABI.md, such as `range`,
 * `no_pack` or `checksum`.
 */
export class EngineError extends HearthError {
  /** Byte offset in the pack, snapshot or message; -1 when there is none. */
  readonly offset: number;
  /** The request's field, in the wire's spelling, such as `events[2].item`. */
  readonly path?: string;
  /** The section of the pack or snapshot. */
  readonly section?: string;

  /** Makes the error for an operation, with the text built from its parts. */
  constructor(operation: string, code: string, place: Place = {}, reason?: string) {
    super(code, engineText(operation, code, place, reason));
    this.offset = place.offset ?? -1;
    if (place.path !== undefined) this.path = place.path;
    if (place.section !== undefined) this.section = place.section;
  }
}

/**
 * The module trapped: a broken invariant or no memory left. This engine is of no more use; load a new one from
 * {@link Engine.module}, open the pack, restore the last snapshot and repeat what came after it.
 */
export class TrapError extends HearthError {
  /** Makes the error for the operation that trapped. */
  constructor(operation: string, cause: unknown) {
    super("trap", `${operation}: the module trapped`, {
      cause,
      hint: "Load a new engine from engine.module and restore the last snapshot.",
    });
  }
}

/** The device was ended by a later `restore`. */
export class DeviceEndedError extends HearthError {
  /** Makes the error for the operation that was asked of an ended device. */
  constructor(operation: string) {
    super("device_ended", `${operation}: another restore() has ended this device`, {
      hint: "Use the device that the latest restore() returned.",
    });
  }
}

/** The module's reply is not of the form that the ABI promises. */
export class ReplyError extends HearthError {
  /** Makes an error with the reason. */
  constructor(reason: string) {
    super("reply", `reply of the module: ${reason}`);
  }
}

const texts: Readonly<Record<string, string>> = {
  truncated: "ends too early",
  format: "not of the right form",
  type: "of the wrong type",
  range: "outside its range",
  utf8: "not valid UTF-8",
  missing: "is missing",
  unknown_field: "unknown field",
  duplicate: "occurs twice",
  order: "out of order",
  depth: "nested too deep",
  magic: "not a pack or snapshot",
  version: "a format version that this module does not read",
  checksum: "the bytes were changed",
  trailing: "bytes after the end",
  too_large: "above the size cap",
  no_pack: "no pack is open",
  no_device: "no person is restored",
  catalogue: "another catalogue than the open pack's; pass replace to accept it",
  sequence: "an older pack than the open one; pass rollback to accept it",
  purpose: "not a known purpose",
  conflict: "the snapshot's purposes contradict the module's",
};

function engineText(operation: string, code: string, place: Place, reason?: string): string {
  const parts = [operation];
  if (place.section !== undefined) parts.push(`section ${place.section}`);
  if (place.path !== undefined) parts.push(place.path);
  if (place.offset !== undefined && place.offset >= 0) parts.push(`offset ${place.offset}`);
  parts.push(reason ?? texts[code] ?? code);
  return parts.join(": ");
}
