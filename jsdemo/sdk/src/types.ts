// The types of the API's requests: the wire's messages with a clock that has a default and values in their own units.

import type {
  ConsentRequest,
  ControlRequest,
  Event,
  ExplainRequest,
  ForgetRequest,
  PackOpenRequest,
  ProfileRequest,
  RankRequest,
  RecommendRequest,
  RestoreRequest,
  SnapshotRequest,
} from "./messages.js";

/** The time of a call. The module has no clock of its own. */
export interface Clock {
  /** Unix milliseconds; by default the present. */
  now?: number;
  /** Minutes east of UTC, within ±1440; by default the host's at `now`. Hours and weekdays are local. */
  offset?: number;
}

type Clocked<T> = Omit<T, "now" | "offset"> & Clock;

/** One thing that the person did, or was shown. */
export interface EventInput extends Omit<Event, "value"> {
  /** In the type's own unit (seconds of dwell, stars), kept to a thousandth. */
  value?: number;
}

/**
 * Candidates to order. Unknown ones are left out and counted.
 *
 * @interface
 */
export type RankOptions = Clocked<RankRequest>;

/**
 * How many items to find in the whole catalogue, and which not.
 *
 * @interface
 */
export type RecommendOptions = Clocked<RecommendRequest>;

/**
 * Items whose standing and reasons are wanted.
 *
 * @interface
 */
export type ExplainOptions = Clocked<ExplainRequest>;

/**
 * What to remove: all, or whatever matches any of the other parts. At least one part is needed.
 *
 * @interface
 */
export type ForgetOptions = Clocked<ForgetRequest>;

/**
 * What the person, or a signal such as Global Privacy Control, decides.
 *
 * @interface
 */
export type DecideOptions = Clocked<ConsentRequest>;

/**
 * What the person orders, and which orders they take back.
 *
 * @interface
 */
export type OrderOptions = Clocked<ControlRequest>;

/**
 * Whether the look is an export, which the audit counts.
 *
 * @interface
 */
export type ProfileOptions = Clocked<ProfileRequest>;

/**
 * Whether the snapshot is for memory alone.
 *
 * @interface
 */
export type SnapshotOptions = Clocked<SnapshotRequest>;

/**
 * Whose state to begin, and the purposes that the site declares beside those of the pack.
 *
 * @interface
 */
export type RestoreOptions = Clocked<RestoreRequest>;

/** How to open a pack. */
export interface OpenPackOptions extends Clocked<PackOpenRequest> {
  /** The 64 bytes of the detached Ed25519 signature over the pack, or the same in base64 or hex. */
  signature?: Uint8Array | string;
  /**
   * The 32 bytes of the publisher's Ed25519 key, or the same in base64 or hex. Pin it in page code. With a key, a
   * pack without a valid signature is refused before its bytes reach the module.
   */
  publicKey?: Uint8Array | string;
}
