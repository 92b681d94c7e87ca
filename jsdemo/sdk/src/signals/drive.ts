// Turns what a consent tool said into calls of a Hearth's consent: only those that change something, and no yes that is not the person's.

import type { ConsentApi } from "../api.js";
import type { LedgerEntry, PurposeStatus } from "../messages.js";

/** What the adapters need of a Hearth. */
export interface Driven {
  /** Where decisions are read and made. */
  consent: Pick<ConsentApi, "state" | "grant" | "deny" | "withdraw" | "signal">;
  /** Tells how a purpose was decided before. Without it a stored yes is taken for undecided purposes only. */
  audit?(): Promise<{
    /** What was decided, first to last. */
    decisions: readonly LedgerEntry[];
  }>;
}

/**
 * What a decision rests on. `answer`: the person's answer, as the tool has it. `unusable`: the tool has one that cannot be relied
 * on, which is a no, and never removes what is held. `silent`: there is none; what is on is masked, and what is undecided stays so.
 */
export type Standing = "answer" | "unusable" | "silent";

/** What a consent tool says about Hearth's purposes. A purpose that is in neither list stays as it is. */
export interface Decisions {
  /** Ids of purposes that it says yes to. */
  grant: readonly string[];
  /** Ids of purposes that it does not say yes to. */
  deny: readonly string[];
  /** Why, as a code: for logs and tests. */
  reason: string;
  /** By default `answer`. */
  standing?: Standing;
}

/** What every adapter can be given. */
export interface FollowOptions {
  /** Called when a decision was carried out, also when it changed nothing. */
  onDecision?(decisions: Decisions): void;
  /** Called when one could not be carried out; by default the console has the error. */
  onError?(error: unknown): void;
}

/**
 * Carries out a decision. Yes is `grant`; no is `deny`, and `withdraw` where there was a yes before; what stands already is not
 * said again. A stored yes (`fresh` false) does not undo what the person decided elsewhere, what has lapsed, or what was decided
 * about another version of the text; a fresh one, which the person gave in the tool just now, does.
 *
 * @throws RangeError when a purpose is not declared, after the others are decided; and what the Hearth throws.
 */
export async function drive(hearth: Driven, decisions: Decisions, fresh = false): Promise<void> {
  const { purposes } = await hearth.consent.state();
  const known = new Map(purposes.map((purpose) => [purpose.id, purpose]));
  const calls = await plan(hearth, decisions, fresh, known);
  for (const act of ["withdraw", "deny", "grant"] as const) {
    if (calls[act].length > 0) await hearth.consent[act](calls[act], "banner");
  }
  const unknown = [...decisions.grant, ...decisions.deny].filter((id) => !known.has(id));
  if (unknown.length > 0) throw new RangeError(`signals: not declared: ${unknown.join(", ")}`);
}

type Calls = Record<"grant" | "deny" | "withdraw", string[]>;

async function plan(
  hearth: Driven,
  { grant, deny, standing = "answer" }: Decisions,
  fresh: boolean,
  known: ReadonlyMap<string, PurposeStatus>,
): Promise<Calls> {
  const no = of(deny, known);
  const refused = new Set(deny);
  const yes = of(grant, known).filter(({ id, state }) => state !== "granted" && !refused.has(id));
  const unsure =
    (yes.length > 0 && !fresh) || (standing === "answer" && no.some(({ state }) => state === "denied"));
  const ledger = unsure ? (await hearth.audit?.())?.decisions : undefined;
  return {
    grant: ids(yes, (status) => fresh || mayRestate(status, ledger)),
    deny: ids(no, ({ state }) => denies(state, standing)),
    withdraw: ids(no, (status) => standing === "answer" && hasRecords(status, fresh, ledger)),
  };
}

function of(names: readonly string[], known: ReadonlyMap<string, PurposeStatus>): PurposeStatus[] {
  return [...new Set(names)].flatMap((name) => known.get(name) ?? []);
}

function ids(list: readonly PurposeStatus[], wanted: (status: PurposeStatus) => boolean): string[] {
  return list.filter(wanted).map(({ id }) => id);
}

/** Whether to deny: what is on, unless an answer withdraws it, and what nobody decided where the tool has said something. */
function denies(state: PurposeStatus["state"], standing: Standing): boolean {
  return standing === "answer"
    ? state === "undecided"
    : state === "granted" || (state === "undecided" && standing === "unusable");
}

/**
 * Whether a no comes after a yes: it stands, has lapsed, or was masked when no answer was to be had. What the person masked in the
 * settings stays masked, unless they say no in the tool just now.
 */
function hasRecords(
  { id, state }: PurposeStatus,
  fresh: boolean,
  ledger: readonly LedgerEntry[] = [],
): boolean {
  if (state !== "denied") return state === "granted" || state === "lapsed";
  const acts = decided(id, ledger);
  return (
    (fresh || acts.at(-1)?.act === "banner") && acts.findLast(({ deed }) => deed !== "deny")?.deed === "grant"
  );
}

/** Whether a stored yes may be said to Hearth: nobody decided yet, or the latest to decide was a consent tool, about this text. */
function mayRestate({ id, state, version }: PurposeStatus, ledger: readonly LedgerEntry[] = []): boolean {
  const last = decided(id, ledger).at(-1);
  return last ? last.act === "banner" && last.version === version : state === "undecided";
}

function decided(id: string, ledger: readonly LedgerEntry[]): LedgerEntry[] {
  return ledger.filter(({ purpose }) => purpose === id);
}

/** A function that carries out decisions one after the other and reports as the options say. */
export function driver(
  hearth: Driven,
  options: FollowOptions,
): (decisions: Decisions, fresh?: boolean) => void {
  const run = inTurn(options);
  return (decisions, fresh) =>
    run(async () => {
      await drive(hearth, decisions, fresh);
      options.onDecision?.(decisions);
    });
}

/** A function that runs tasks one after the other and hands what they throw to the options. */
export function inTurn(options: FollowOptions): (task: () => Promise<void>) => void {
  let last = Promise.resolve();
  return (task) => {
    last = last.then(task).catch(options.onError ?? ((error: unknown) => console.error(error)));
  };
}
