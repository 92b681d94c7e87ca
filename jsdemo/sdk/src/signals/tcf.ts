// IAB TCF 2.3: reads what a consent tool says through `__tcfapi` and decides purposes by it, failing closed.

import { type Decisions, type Driven, driver, type FollowOptions, type Standing } from "./drive.js";
import { among, readTcString, type TcString, type TcStringFault } from "./tcstring.js";

/** What TCF has to say for one of Hearth's purposes to be granted: all of it, by consent. Legitimate interest is none. */
export interface TcfRule {
  /** TCF purposes with consent, such as 1, 5, 6. A rule without one is never fulfilled. */
  purposes: readonly number[];
  /** The vendor, by its id in the Global Vendor List, that was disclosed and has consent. */
  vendor?: number;
  /** Special features that were opted in to. */
  specialFeatures?: readonly number[];
  /** Whether the publisher's own segment has to have consent for the purposes too. */
  publisher?: boolean;
}

/** Rules by the ids of Hearth's purposes. */
export type TcfMapping = Readonly<Record<string, TcfRule>>;

/** What is read of the TCData that `__tcfapi` gives. */
export interface TcData {
  /** The TC string, which is read besides. */
  tcString?: string;
  /** The version of the policy; 5 is known. */
  tcfPolicyVersion?: number;
  /** Whether GDPR applies; anything but a boolean is not known. */
  gdprApplies?: boolean;
  /** How the tool is; `loaded` is needed. */
  cmpStatus?: string;
  /** What happened: `tcloaded`, `cmpuishown` or `useractioncomplete`. */
  eventStatus?: string;
  /** Names the listener, for its removal. */
  listenerId?: number | null;
  /** About purposes. */
  purpose?: {
    /** Consent by TCF purpose. */
    consents?: Says;
  };
  /** About vendors. */
  vendor?: {
    /** Consent by vendor id. */
    consents?: Says;
    /** Whether the person was shown it, by vendor id. */
    disclosedVendors?: Says;
  };
  /** About the publisher itself. */
  publisher?: {
    /** Consent by TCF purpose. */
    consents?: Says;
  };
  /** Opt-in by special feature. */
  specialFeatureOptins?: Says;
}

type Says = Readonly<Record<string, boolean | undefined>>;

/** Why a decision is what it is. Where several purposes are refused, that of the first. */
export type TcfReason =
  | "granted"
  | "gdpr_does_not_apply"
  | "gdpr_unknown"
  | "no_api"
  | "no_success"
  | "no_data"
  | "cmp_error"
  | "not_final"
  | TcStringFault
  | "policy_version"
  | "policy_mismatch"
  | "no_disclosed_vendors"
  | "contradiction"
  | "rule_without_purpose"
  | "vendor_not_disclosed"
  | "vendor_consent"
  | "vendor_restricted"
  | "purpose_consent"
  | "special_feature"
  | "publisher_consent";

/** How {@link followTcf} is set. */
export interface TcfOptions extends FollowOptions {
  /** How long the tool may take to answer at all, in ms (default 3000). Then the purposes are refused; a later answer counts. */
  timeout?: number;
  /** Where the API is, such as `() => parent.__tcfapi`; by default the page's own. */
  api?: () => unknown;
}

type TcfApi = (command: string, version: number, callback: Listener, parameter?: unknown) => void;
type Listener = (data: TcData | null | undefined, success: boolean) => void;

/** The policy that TCF 2.3 strings are made under. Another is refused: what its consent means is not known. */
const POLICY = 5;

const FINAL: readonly unknown[] = ["tcloaded", "useractioncomplete"];

/**
 * Decides Hearth's purposes by a TCData. What it says has to be in its string too. It never throws on data of another shape,
 * grants nothing that it is not sure of, and decides nothing where GDPR does not apply: nobody was asked there.
 */
export function tcfDecision(data: TcData | null | undefined, mapping: TcfMapping): Decisions {
  const names = Object.keys(mapping);
  if (data?.gdprApplies === false) return refuse([], "gdpr_does_not_apply", "silent");
  const silence = silenceOf(data);
  if (silence) return refuse(names, silence, "silent");
  const { tc, fault } = readTcString(data?.tcString);
  const flaw = tc ? flawOf(data as TcData, tc) : fault;
  if (flaw) return refuse(names, flaw, "unusable");
  return decide(data as TcData, tc as TcString, mapping);
}

function refuse(deny: readonly string[], reason: TcfReason, standing: Standing): Decisions {
  return { grant: [], deny, reason, standing };
}

/** Why there is no answer to read. */
function silenceOf(data: TcData | null | undefined): TcfReason | undefined {
  if (!data) return "no_data";
  if (data.cmpStatus !== "loaded") return "cmp_error";
  if (!FINAL.includes(data.eventStatus)) return "not_final";
  return data.gdprApplies === true ? undefined : "gdpr_unknown";
}

/** Why a string is none of TCF 2.3. */
function flawOf(data: TcData, tc: TcString): TcfReason | undefined {
  if (data.tcfPolicyVersion !== POLICY) return "policy_version";
  if (tc.policyVersion !== POLICY) return "policy_mismatch";
  return tc.disclosed ? undefined : "no_disclosed_vendors";
}

function decide(data: TcData, tc: TcString, mapping: TcfMapping): Decisions {
  const names = Object.keys(mapping);
  const refusals = Object.values(mapping).map((rule) => refusalOf(rule, data, tc));
  if (refusals.includes("contradiction")) return refuse(names, "contradiction", "unusable");
  return {
    grant: names.filter((_, i) => !refusals[i]),
    deny: names.filter((_, i) => refusals[i]),
    reason: refusals.find((refusal) => refusal) ?? "granted",
    standing: "answer",
  };
}

function refusalOf(rule: TcfRule, data: TcData, tc: TcString): TcfReason | undefined {
  const checks = checksOf(rule, data, tc);
  if (rule.purposes.length === 0) return "rule_without_purpose";
  if (checks.some(([written, told]) => written !== told)) return "contradiction";
  return undisclosed(rule, data, tc) ?? checks.find(([written]) => !written)?.[2] ?? restricted(rule, tc);
}

/** What a rule asks for: whether the string has it, whether the data says so, and what it means when they do not. */
type Check = readonly [written: boolean, told: boolean, reason: TcfReason];

function checksOf(rule: TcfRule, data: TcData, tc: TcString): Check[] {
  const { purposes, vendor, specialFeatures = [], publisher } = rule;
  const all = (
    ids: readonly number[],
    has: (id: number) => boolean | undefined,
    says: unknown,
    why: TcfReason,
  ) => ids.map((id): Check => [has(id) === true, (says as Says | undefined)?.[id] === true, why]);
  return [
    ...all(
      vendor === undefined ? [] : [vendor],
      (id) => among(tc.vendors, id),
      data.vendor?.consents,
      "vendor_consent",
    ),
    ...all(purposes, (id) => tc.purposes.has(id), data.purpose?.consents, "purpose_consent"),
    ...all(specialFeatures, (id) => tc.specialFeatures.has(id), data.specialFeatureOptins, "special_feature"),
    ...all(
      publisher ? purposes : [],
      (id) => tc.publisherPurposes?.has(id),
      data.publisher?.consents,
      "publisher_consent",
    ),
  ];
}

function undisclosed({ vendor }: TcfRule, data: TcData, tc: TcString): TcfReason | undefined {
  if (vendor === undefined) return undefined;
  const told = data.vendor?.disclosedVendors?.[vendor] !== false;
  return told && among(tc.disclosed, vendor) ? undefined : "vendor_not_disclosed";
}

/** A publisher that forbids a vendor a purpose, or has it rest on legitimate interest, leaves no consent for it. */
function restricted({ purposes, vendor }: TcfRule, tc: TcString): TcfReason | undefined {
  if (vendor === undefined) return undefined;
  const against = tc.restrictions.some(
    ({ purpose, type, vendors }) => type !== 1 && purposes.includes(purpose) && among(vendors, vendor),
  );
  return against ? "vendor_restricted" : undefined;
}

/**
 * Follows the consent tool behind `__tcfapi`: a stored answer (`tcloaded`) and each that the person gives (`useractioncomplete`).
 * It calls `addEventListener` and, when it ends, `removeEventListener`, and nothing else. Without an API, or without a word from
 * it within the time-out, the purposes are refused. On a server it does nothing.
 *
 * @returns what ends it; decisions stay.
 */
export function followTcf(hearth: Driven, mapping: TcfMapping, options: TcfOptions = {}): () => void {
  if (typeof document === "undefined" && !options.api) return () => {};
  const run = driver(hearth, options);
  const silent = (reason: TcfReason) => run(refuse(Object.keys(mapping), reason, "silent"));
  const timer = setTimeout(silent, options.timeout ?? 3000, "no_api");
  const stop = listen(options.api ?? ownApi, (data, success) => {
    clearTimeout(timer);
    if (!success) return silent("no_success");
    const decisions = tcfDecision(data, mapping);
    if (decisions.reason !== "not_final") run(decisions, data?.eventStatus === "useractioncomplete");
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function ownApi(): unknown {
  return (globalThis as { __tcfapi?: unknown }).__tcfapi;
}

/** Waits for the API, then listens to it. Returns what ends both. */
function listen(find: () => unknown, heard: Listener): () => void {
  let end = () => clearInterval(waiting);
  const look = () => {
    const api = find();
    if (typeof api !== "function") return;
    clearInterval(waiting);
    try {
      end = subscribe(api as TcfApi, heard);
    } catch {
      // the time-out refuses
    }
  };
  const waiting = setInterval(look, 250);
  look();
  return () => end();
}

/** A stub may call back long after: when that is after the end, the listener is removed then. */
function subscribe(api: TcfApi, heard: Listener): () => void {
  let ended = false;
  let id: number | null | undefined;
  const remove = () => api("removeEventListener", 2, () => {}, id);
  api("addEventListener", 2, (data, success) => {
    id = data?.listenerId ?? id;
    if (!ended) heard(data, success);
    else if (typeof id === "number") remove();
  });
  return () => {
    ended = true;
    if (typeof id === "number") remove();
  };
}
