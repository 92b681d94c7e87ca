// Google Consent Mode v2: reads the consent commands in `dataLayer` and decides purposes by them, touching nothing.

import { type Decisions, type Driven, driver, type FollowOptions, type Standing } from "./drive.js";

const TYPES = [
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "analytics_storage",
  "functionality_storage",
  "personalization_storage",
  "security_storage",
] as const;

/** A consent type of Consent Mode. */
export type ConsentType = (typeof TYPES)[number];

/** The types that all have to be granted, by the ids of Hearth's purposes. A purpose without any is never granted. */
export type ConsentModeMapping = Readonly<Record<string, readonly ConsentType[]>>;

/** How {@link followConsentMode} is set. */
export interface ConsentModeOptions extends FollowOptions {
  /** How long an `update` may take to come, in ms (default 3000). Then a type that is denied by default, or that nobody named, masks. */
  timeout?: number;
  /** How often the data layer is read, in ms (default 200). */
  every?: number;
  /**
   * Whether a `default` of granted is a yes: for sites that state the person's stored answer as the default. Otherwise only an
   * `update` is, since a default is what holds before anybody answered.
   */
  trustDefaults?: boolean;
  /** Where the data layer is; by default `window.dataLayer`. */
  dataLayer?: () => unknown;
}

/** What the commands say so far. */
class Board {
  readonly #updates = new Map<ConsentType, boolean>();
  readonly #defaults = new Map<ConsentType, boolean>();
  readonly #deniedSomewhere = new Set<ConsentType>();
  readonly #seen = new WeakSet<object>();

  /** Takes in what was pushed since, also when the layer was cut at its beginning. Returns whether there was a command. */
  read(layer: readonly unknown[]): boolean {
    return layer.map((entry) => this.#take(entry)).includes(true);
  }

  /** Whether a type is granted, and whether that is an answer or what holds before one. Denied where nobody named it. */
  stateOf(type: ConsentType): { granted: boolean; answered: boolean } {
    const update = this.#updates.get(type);
    if (update !== undefined) return { granted: update, answered: true };
    return {
      granted: !this.#deniedSomewhere.has(type) && this.#defaults.get(type) === true,
      answered: false,
    };
  }

  /** `gtag` pushes its `arguments`; Google's own reader takes nothing else for a command. */
  #take(entry: unknown): boolean {
    if (Object.prototype.toString.call(entry) !== "[object Arguments]") return false;
    const command = entry as ArrayLike<unknown>;
    if (command[0] !== "consent" || this.#seen.has(command)) return false;
    this.#seen.add(command);
    const said = Object(command[2]) as Record<string, unknown>;
    for (const type of TYPES) if (said[type] !== undefined) this.#note(command[1], type, said);
    return true;
  }

  /** Where a command is for a region only, its yes is none, since the region is not known here, and its no is one. */
  #note(verb: unknown, type: ConsentType, said: Record<string, unknown>): void {
    const granted = said[type] === "granted";
    const regional = said.region !== undefined;
    if (regional && granted) return;
    if (verb === "update") this.#updates.set(type, granted);
    else if (verb === "default" && regional) this.#deniedSomewhere.add(type);
    else if (verb === "default") this.#defaults.set(type, granted);
  }
}

type Verdict = "yes" | "no" | "closed" | "open";

function verdictOf(board: Board, types: readonly ConsentType[], trustDefaults: boolean): Verdict {
  const states = types.map((type) => board.stateOf(type));
  if (states.some(({ answered, granted }) => answered && !granted)) return "no";
  if (states.length === 0 || states.some(({ granted }) => !granted)) return "closed";
  return trustDefaults || states.every(({ answered }) => answered) ? "yes" : "open";
}

/**
 * Follows Consent Mode: the `consent` commands that are in `dataLayer`, and those that come. It neither calls nor replaces `push`:
 * it reads the array at an interval, so a tag manager may wrap `push` before and after, and shorten or replace the array. On a
 * server it does nothing.
 *
 * @returns what ends it; decisions stay.
 */
export function followConsentMode(
  hearth: Driven,
  mapping: ConsentModeMapping,
  options: ConsentModeOptions = {},
): () => void {
  if (typeof document === "undefined" && !options.dataLayer) return () => {};
  const follower = new Follower(hearth, mapping, options);
  follower.look();
  const looking = setInterval(() => follower.look(), options.every ?? 200);
  const timer = setTimeout(() => follower.close(), options.timeout ?? 3000);
  return () => {
    clearInterval(looking);
    clearTimeout(timer);
  };
}

class Follower {
  readonly #board = new Board();
  readonly #run: ReturnType<typeof driver>;
  readonly #said = new Map<string, Verdict>();
  #closed = false;

  constructor(
    hearth: Driven,
    readonly mapping: ConsentModeMapping,
    readonly options: ConsentModeOptions,
  ) {
    this.#run = driver(hearth, options);
  }

  /** Reads the data layer, and decides if a command came. */
  look(): void {
    const layer = (this.options.dataLayer ?? ownLayer)();
    if (Array.isArray(layer) && this.#board.read(layer)) this.#decide();
  }

  /** From now on what nobody answered is masked. */
  close(): void {
    this.#closed = true;
    this.look();
    this.#decide();
  }

  /** Says what differs from what was said. */
  #decide(): void {
    const by: Record<Verdict | "fresh", string[]> = { yes: [], fresh: [], no: [], closed: [], open: [] };
    for (const [id, types] of Object.entries(this.mapping)) {
      const verdict = verdictOf(this.#board, types, this.options.trustDefaults ?? false);
      const before = this.#said.get(id);
      if (verdict === before || (verdict === "closed" && !this.#closed)) continue;
      this.#said.set(id, verdict);
      by[verdict === "yes" && isFresh(before) ? "fresh" : verdict].push(id);
    }
    this.#say([], by.no, "denied", "answer");
    this.#say([], by.closed, "not_answered", "silent");
    this.#say(by.yes, [], "granted", "answer");
    this.#say(by.fresh, [], "granted", "answer", true);
  }

  #say(grant: string[], deny: string[], reason: string, standing: Standing, fresh = false): void {
    const decisions: Decisions = { grant, deny, reason, standing };
    if (grant.length + deny.length > 0) this.#run(decisions, fresh);
  }
}

/**
 * Whether a yes is the person's, given just now: after a no on this page, or after the time in which a stored one comes, and not
 * on a page that nobody touched.
 */
function isFresh(before: Verdict | undefined): boolean {
  const touched = globalThis.navigator?.userActivation?.hasBeenActive;
  return (before === "no" || before === "closed") && touched !== false;
}

function ownLayer(): unknown {
  return (globalThis as { dataLayer?: unknown }).dataLayer;
}
