// What the tests of the signals share: a Hearth that only decides, with the engine's rules, and consent strings made as a tool does.

import { existsSync, readFileSync } from "node:fs";
import { GVL, PurposeRestriction, TCModel, TCString } from "@iabtechlabtcf/core";
import type { ConsentReply, LedgerEntry, State } from "../src/messages.ts";
import type { Driven, TcData } from "../src/signals.ts";

/** A Hearth without an engine. */
export interface Fake extends Driven {
  /** Calls that decide, such as `grant rank`. */
  calls: string[];
  states: Record<string, State>;
  ledger: LedgerEntry[];
  present: boolean;
  /** Decides as the person's own settings do. */
  settings(deed: Deed, id: string): void;
}

type Deed = "grant" | "deny" | "withdraw";
const BECOMES = { grant: "granted", deny: "denied", withdraw: "withdrawn" } as const;

/** Makes a Hearth that declares these purposes in these states; with `audited` false it tells no ledger. */
export function fakeHearth(states: Record<string, State> = { rank: "undecided" }, audited = true): Fake {
  const fake = { calls: [], states: { ...states }, ledger: [], present: false } as unknown as Fake;
  const note = (deed: Deed, id: string, act: string) => {
    fake.states[id] = BECOMES[deed];
    fake.ledger.push({ deed, act, purpose: id, time: fake.ledger.length, version: 1 });
  };
  const decide = (deed: Deed) => async (purposes: string | readonly string[], act?: string) => {
    for (const id of [purposes].flat()) {
      fake.calls.push(`${deed} ${id}`);
      note(deed, id, act ?? "settings");
    }
    return reply(fake);
  };
  fake.settings = (deed, id) => note(deed, id, "settings");
  fake.consent = {
    state: async () => reply(fake),
    grant: decide("grant"),
    deny: decide("deny"),
    withdraw: decide("withdraw"),
    signal: async (present) => {
      fake.calls.push(`signal ${present}`);
      fake.present = present;
      return reply(fake);
    },
  };
  if (audited) fake.audit = async () => ({ decisions: fake.ledger });
  return fake;
}

function reply({ states, present }: Fake): ConsentReply {
  const purposes = Object.entries(states).map(([id, state]) => ({
    id,
    state,
    holds: state === "granted",
    categories: [],
    stage: "rank",
    text: "",
    version: 1,
  }));
  return { purged: 0, purposes, removed: 0, signal: present };
}

/** Lets what was begun come to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** What a string is to say. */
export interface Said {
  purposes?: readonly number[];
  vendors?: readonly number[];
  disclosed?: readonly number[];
  features?: readonly number[];
  publisher?: readonly number[];
  interests?: readonly number[];
  restrictions?: readonly { purpose: number; type: number; vendor: number }[];
  policy?: number;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

function vendorList(ids: readonly number[], policy: number): GVL {
  const purposes = Object.fromEntries(range(11).map((id) => [id, { id, name: "", description: "" }]));
  const vendor = (id: number) => ({
    id,
    name: `v${id}`,
    purposes: range(9),
    legIntPurposes: [10, 11], // where a restriction to consent has a meaning
    flexiblePurposes: range(11).slice(1),
    specialPurposes: [],
    features: [],
    specialFeatures: [],
    policyUrl: "",
  });
  return new GVL({
    gvlSpecificationVersion: 3,
    vendorListVersion: 48,
    tcfPolicyVersion: policy,
    lastUpdated: "2026-03-01T00:00:00Z",
    purposes,
    specialPurposes: {},
    features: {},
    specialFeatures: {},
    stacks: {},
    vendors: Object.fromEntries(ids.map((id) => [id, vendor(id)])),
  } as unknown as ConstructorParameters<typeof GVL>[0]);
}

/** Makes a consent string with the IAB's own library. */
export function mint(said: Said): string {
  const { vendors = [], disclosed = vendors, restrictions = [], policy = 5 } = said;
  const ids = new Set([...vendors, ...disclosed, ...restrictions.map(({ vendor }) => vendor)]);
  const model = new TCModel(vendorList([...ids], policy));
  Object.assign(model, { cmpId: 31, cmpVersion: 7, isServiceSpecific: true });
  model.purposeConsents.set([...(said.purposes ?? [])]);
  model.purposeLegitimateInterests.set([...(said.interests ?? [])]);
  model.vendorConsents.set([...vendors]);
  model.specialFeatureOptins.set([...(said.features ?? [])]);
  model.publisherConsents.set([...(said.publisher ?? [])]);
  for (const { purpose, type, vendor } of restrictions)
    model.publisherRestrictions.add(vendor, new PurposeRestriction(purpose, type));
  model.vendorsDisclosed.empty();
  model.vendorsDisclosed.set([...disclosed]);
  return TCString.encode(model);
}

/** The TCData that a tool gives with such a string. */
export function tcData(said: Said, more: Partial<TcData> = {}): TcData {
  const yes = (ids: readonly number[] = []) => Object.fromEntries(ids.map((id) => [id, true]));
  return {
    tcString: mint(said),
    tcfPolicyVersion: 5,
    gdprApplies: true,
    cmpStatus: "loaded",
    eventStatus: "tcloaded",
    listenerId: 1,
    purpose: { consents: yes(said.purposes) },
    vendor: { consents: yes(said.vendors) },
    publisher: { consents: yes(said.publisher) },
    specialFeatureOptins: yes(said.features),
    ...more,
  };
}

/** One of the shared test vectors. */
export interface Vector {
  name: string;
  tc: string;
  expect: {
    policyVersion: number;
    purposeConsents: number[];
    specialFeatureOptins: number[];
    vendorConsents: number[];
    vendorsDisclosed: number[];
    publisherConsents: number[];
  };
}

const folder = new URL(process.env.HEARTH_VECTORS ?? "../../../../shared/vectors/", import.meta.url);

/** The shared vectors of a kind, or undefined where they are not there. */
export function vectors(kind: "tcf22" | "tcf23"): Vector[] | undefined {
  const file = new URL(`${kind}.json`, folder);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).vectors : undefined;
}
