// Tests of the TCF adapter: a yes needs everything at once, and all else is refused with its reason.

import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  followTcf,
  readTcString,
  type TcData,
  type TcfMapping,
  type TcfReason,
  tcfDecision,
} from "../src/signals.ts";
import { fakeHearth, mint, type Said, settled, tcData, vectors } from "./signals-fake.ts";

const mapping: TcfMapping = { rank: { purposes: [1, 5, 6], vendor: 755 } };
const said: Said = { purposes: [1, 5, 6], vendors: [52, 755], disclosed: [1, 52, 755] };
const without23 = (text: string) =>
  text
    .split(".")
    .filter((_, i) => i !== 1)
    .join(".");

test("a yes to all that a rule names grants", () => {
  expect(tcfDecision(tcData(said), mapping)).toEqual({
    grant: ["rank"],
    deny: [],
    reason: "granted",
    standing: "answer",
  });
});

const silent: [string, TcData | null | undefined, TcfReason][] = [
  ["no data", undefined, "no_data"],
  ["null", null, "no_data"],
  ["an empty object", {}, "cmp_error"],
  ["an error of the tool", tcData(said, { cmpStatus: "error" }), "cmp_error"],
  ["a tool that is still loading", tcData(said, { cmpStatus: "loading" }), "cmp_error"],
  ["a dialog that is open", tcData(said, { eventStatus: "cmpuishown" }), "not_final"],
  ["GDPR unknown", { ...tcData(said), gdprApplies: undefined as unknown as boolean }, "gdpr_unknown"],
  ["GDPR as text", tcData(said, { gdprApplies: "true" as unknown as boolean }), "gdpr_unknown"],
];
const unusable: [string, TcData, TcfReason][] = [
  ["no string", tcData(said, { tcString: "" }), "no_string"],
  ["a damaged string", tcData(said, { tcString: mint(said).slice(0, 30) }), "string_truncated"],
  ["policy version 4", tcData(said, { tcfPolicyVersion: 4 }), "policy_version"],
  ["policy version 6", tcData(said, { tcfPolicyVersion: 6 }), "policy_version"],
  ["policy version as text", tcData(said, { tcfPolicyVersion: "5" as unknown as number }), "policy_version"],
  ["policy version 4 in the string", tcData({ ...said, policy: 4 }), "policy_mismatch"],
  ["no disclosed vendors", tcData(said, { tcString: without23(mint(said)) }), "no_disclosed_vendors"],
  ["data that says more", tcData(said, { tcString: mint({ ...said, purposes: [1] }) }), "contradiction"],
  [
    "a vendor in the data only",
    tcData(said, { tcString: mint({ ...said, vendors: [52] }) }),
    "contradiction",
  ],
  ["a vendor in the string only", tcData(said, { vendor: { consents: {} } }), "contradiction"],
  ["data without purposes", { ...tcData(said), purpose: null as unknown as object }, "contradiction"],
];
const answered: [string, TcData, TcfReason][] = [
  ["a purpose missing", tcData({ ...said, purposes: [1, 5] }), "purpose_consent"],
  ["legitimate interest only", tcData({ ...said, purposes: [1, 5], interests: [7, 9] }), "purpose_consent"],
  ["no consent for the vendor", tcData({ ...said, vendors: [52] }), "vendor_consent"],
  ["the vendor not disclosed", tcData({ ...said, disclosed: [1, 52, 754, 756] }), "vendor_not_disclosed"],
  [
    "the vendor not disclosed by the data",
    tcData(said, { vendor: { consents: { 755: true }, disclosedVendors: { 755: false } } }),
    "vendor_not_disclosed",
  ],
  [
    "a purpose that the publisher forbids the vendor",
    tcData({ ...said, restrictions: [{ purpose: 6, type: 0, vendor: 755 }] }),
    "vendor_restricted",
  ],
];
for (const [standing, table] of Object.entries({ silent, unusable, answer: answered })) {
  for (const [name, data, reason] of table) {
    test(`refused (${standing}): ${name}`, () => {
      expect(tcfDecision(data, mapping)).toEqual({ grant: [], deny: ["rank"], reason, standing });
    });
  }
}

test("where GDPR does not apply nothing is decided", () => {
  const bare = { gdprApplies: false, tcfPolicyVersion: 5 };
  for (const data of [bare, tcData(said, { gdprApplies: false })])
    expect(tcfDecision(data, mapping)).toMatchObject({ grant: [], deny: [], reason: "gdpr_does_not_apply" });
});

test("a restriction to consent, of another purpose or of another vendor, is none", () => {
  const restrictions = [
    { purpose: 10, type: 1, vendor: 755 },
    { purpose: 7, type: 0, vendor: 755 },
    { purpose: 6, type: 0, vendor: 52 },
  ];
  const data = tcData({ ...said, purposes: [1, 10], restrictions });
  expect(readTcString(data.tcString).tc?.restrictions.length).toBe(3);
  expect(tcfDecision(data, { rank: { purposes: [1, 10], vendor: 755 } }).grant).toEqual(["rank"]);
});

test("rules without a vendor, with special features, with the publisher's consent, and without purposes", () => {
  const rules: TcfMapping = {
    plain: { purposes: [1, 9] },
    feature: { purposes: [1], specialFeatures: [1] },
    noFeature: { purposes: [1], specialFeatures: [2] },
    own: { purposes: [1], publisher: true },
    notOwn: { purposes: [1, 9], publisher: true },
    empty: { purposes: [], vendor: 52 },
    beyond: { purposes: [25] },
  };
  const data = tcData({ purposes: [1, 9], vendors: [52], features: [1], publisher: [1] });
  const { grant, deny, reason } = tcfDecision(data, rules);
  expect(grant).toEqual(["plain", "feature", "own"]);
  expect(deny).toEqual(["noFeature", "notOwn", "empty", "beyond"]);
  expect(reason).toBe("special_feature");
});

const some = (...of: number[]) => fc.subarray(of);
test("random data never grants unless purposes, vendor and disclosure hold, in the data and in the string", () => {
  const what = fc.record({
    purposes: some(1, 5, 6, 9),
    vendors: some(52, 755),
    disclosed: some(1, 52, 755),
    policy: fc.constantFrom<number>(4, 5, 5, 5),
  });
  const more = fc.record(
    {
      eventStatus: fc.constantFrom("tcloaded", "useractioncomplete", "cmpuishown"),
      cmpStatus: fc.constantFrom("loaded", "error"),
      gdprApplies: fc.boolean(),
      tcfPolicyVersion: fc.constantFrom(4, 5, 6),
      purpose: fc.record({ consents: fc.dictionary(fc.constantFrom("1", "5", "6"), fc.boolean()) }),
      vendor: fc.record({ consents: fc.dictionary(fc.constantFrom("755"), fc.boolean()) }),
    },
    { requiredKeys: [] },
  );
  const seen = { grant: 0, deny: 0 };
  const property = fc.property(what, more, fc.boolean(), (inString, overrides, is23) => {
    const made = tcData(inString, overrides);
    const data = is23 ? made : { ...made, tcString: without23(made.tcString ?? "") };
    const yes = [
      is23 && inString.policy === 5 && data.tcfPolicyVersion === 5,
      data.gdprApplies === true && data.cmpStatus === "loaded" && data.eventStatus !== "cmpuishown",
      [1, 5, 6].every(
        (id) => (inString.purposes ?? []).includes(id) && data.purpose?.consents?.[id] === true,
      ),
      inString.vendors.includes(755) && data.vendor?.consents?.[755] === true,
      inString.disclosed.includes(755),
    ].every(Boolean);
    const { grant } = tcfDecision(data, mapping);
    expect(grant).toEqual(yes ? ["rank"] : []);
    seen[yes ? "grant" : "deny"]++;
  });
  const always = { purposes: [1, 5, 6], vendors: [755], disclosed: [755], policy: 5 };
  fc.assert(property, { numRuns: 1000, examples: [[always, {}, true]] });
  expect(Math.min(seen.grant, seen.deny)).toBeGreaterThan(0);
});

test("data of any shape is refused without an exception", () => {
  const shape = fc.record(
    {
      tcString: fc.oneof(fc.anything(), fc.constant(mint(said))),
      tcfPolicyVersion: fc.oneof(fc.anything(), fc.constant(5)),
      gdprApplies: fc.oneof(fc.anything(), fc.constant(true)),
      cmpStatus: fc.constant("loaded"),
      eventStatus: fc.constant("tcloaded"),
      purpose: fc.anything(),
      vendor: fc.record({ consents: fc.anything(), disclosedVendors: fc.anything() }),
      publisher: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(shape, fc.anything()), (data) => {
      expect(tcfDecision(data as TcData, mapping).grant).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

const everything: TcfMapping = {
  p1: { purposes: [1], vendor: 52 },
  content: { purposes: [1, 5, 6], vendor: 755 },
};
const granted: Record<string, string[]> = {
  p1_only: ["p1"],
  personalised_content: ["p1", "content"],
  all: ["p1", "content"],
};
for (const kind of ["tcf22", "tcf23"] as const) {
  const list = vectors(kind);
  if (!list) test.skip(`the vectors ${kind}.json are not here: set HEARTH_VECTORS to their folder's URL`);
  for (const { name, tc, expect: wanted } of list ?? []) {
    test(`vector ${kind}: ${name} is ${kind === "tcf22" ? "refused" : "decided"}`, () => {
      const data = tcData(
        { purposes: wanted.purposeConsents, vendors: wanted.vendorConsents },
        { tcString: tc },
      );
      const { grant, deny, reason } = tcfDecision(data, everything);
      expect(grant).toEqual(kind === "tcf23" ? (granted[name] ?? []) : []);
      expect([...grant, ...deny].sort()).toEqual(["content", "p1"]);
      if (kind === "tcf22") expect(reason).toBe("no_disclosed_vendors");
    });
  }
}

/** A consent tool behind `__tcfapi`, which notes what it is asked. */
function tool() {
  const asked: string[] = [];
  const listeners = new Map<number, (data: TcData | null, success: boolean) => void>();
  const api = (
    command: string,
    version: number,
    callback: (data: never, success: boolean) => void,
    id?: number,
  ) => {
    asked.push([command, version, id].filter((part) => part !== undefined).join(" "));
    if (command === "addEventListener") listeners.set(7, callback as never);
    else if (id !== undefined) listeners.delete(id);
  };
  const tell = async (data: TcData | null, success = true) => {
    for (const listener of [...listeners.values()]) listener(data && { ...data, listenerId: 7 }, success);
    await settled();
  };
  return { api: () => api, tell, asked, listeners };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it follows answers, decides what changed only, and removes its listener", async () => {
  const hearth = fakeHearth();
  const cmp = tool();
  const reasons: string[] = [];
  const stop = followTcf(hearth, mapping, { api: cmp.api, onDecision: ({ reason }) => reasons.push(reason) });
  await cmp.tell(tcData(said, { eventStatus: "cmpuishown" }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(hearth.calls).toEqual([]);
  const complete = { eventStatus: "useractioncomplete" };
  await cmp.tell(tcData(said, complete));
  await cmp.tell(tcData(said));
  await cmp.tell(tcData({ ...said, purposes: [] }, complete));
  await cmp.tell(tcData({ ...said, purposes: [] }));
  await cmp.tell(tcData(said, complete));
  expect(hearth.calls).toEqual(["grant rank", "withdraw rank", "grant rank"]);
  expect(reasons).toEqual(["granted", "granted", "purpose_consent", "purpose_consent", "granted"]);
  stop();
  expect(cmp.asked).toEqual(["addEventListener 2", "removeEventListener 2 7"]);
  await cmp.tell(tcData({ ...said, purposes: [] }, complete));
  expect(hearth.calls.length).toBe(3);
});

test("an answer of TCF 2.2 is a no, and masks what a former one granted", async () => {
  for (const [state, calls] of [
    ["undecided", ["deny rank"]],
    ["granted", ["deny rank"]],
  ] as const) {
    const hearth = fakeHearth({ rank: state });
    const cmp = tool();
    followTcf(hearth, mapping, { api: cmp.api });
    await cmp.tell(tcData(said, { tcString: without23(mint(said)), eventStatus: "useractioncomplete" }));
    expect(hearth.calls).toEqual(calls);
  }
});

test("after the person's own no in the settings a stored yes is none, and a fresh one is", async () => {
  const hearth = fakeHearth();
  const cmp = tool();
  hearth.settings("withdraw", "rank");
  followTcf(hearth, mapping, { api: cmp.api });
  await cmp.tell(tcData(said));
  expect(hearth.calls).toEqual([]);
  await cmp.tell(tcData(said, { eventStatus: "useractioncomplete" }));
  expect(hearth.calls).toEqual(["grant rank"]);
});

test("failure after a yes masks, and the next stored yes revives", async () => {
  const hearth = fakeHearth();
  const cmp = tool();
  followTcf(hearth, mapping, { api: cmp.api });
  await cmp.tell(tcData(said));
  await cmp.tell(null, false);
  await cmp.tell(tcData(said));
  await cmp.tell(tcData(said, { cmpStatus: "error" }));
  expect(hearth.calls).toEqual(["grant rank", "deny rank", "grant rank", "deny rank"]);
});

const nothing: [string, () => unknown][] = [
  ["no API", () => undefined],
  ["an API that is none", () => "stub"],
  ["a stub that never answers", () => () => {}],
  [
    "an API that throws",
    () => () => {
      throw new Error("broken");
    },
  ],
];
for (const [name, api] of nothing) {
  test(`${name}: after the time-out what is on is masked, and nothing is written for the undecided`, async () => {
    for (const [state, calls] of [
      ["granted", ["deny rank"]],
      ["undecided", []],
    ] as const) {
      const hearth = fakeHearth({ rank: state });
      const stop = followTcf(hearth, mapping, { api, timeout: 500 });
      await vi.advanceTimersByTimeAsync(499);
      expect(hearth.calls).toEqual([]);
      await vi.advanceTimersByTimeAsync(2);
      expect(hearth.calls).toEqual(calls);
      stop();
      expect(vi.getTimerCount()).toBe(0);
    }
  });
}

test("an API that comes late is followed, before the time-out and after", async () => {
  const hearth = fakeHearth({ rank: "granted" });
  const cmp = tool();
  let there = false;
  const stop = followTcf(hearth, mapping, { api: () => (there ? cmp.api() : undefined), timeout: 1000 });
  await vi.advanceTimersByTimeAsync(5000);
  there = true;
  await vi.advanceTimersByTimeAsync(250);
  hearth.ledger.unshift({ deed: "grant", act: "banner", purpose: "rank", time: 0, version: 1 });
  await cmp.tell(tcData(said));
  expect(hearth.calls).toEqual(["deny rank", "grant rank"]);
  stop();
});

test("it takes the page's own API, and a listener whose id comes after the end is removed then", async () => {
  const cmp = tool();
  vi.stubGlobal("document", {});
  vi.stubGlobal("__tcfapi", cmp.api());
  const hearth = fakeHearth();
  followTcf(hearth, mapping)();
  await cmp.tell(tcData(said));
  expect(hearth.calls).toEqual([]);
  expect(cmp.listeners.size).toBe(0);
  vi.unstubAllGlobals();
});

test("on a server it does nothing", () => {
  followTcf(fakeHearth({ rank: "granted" }), mapping)();
  expect(vi.getTimerCount()).toBe(0);
});

test("what cannot be carried out is reported", async () => {
  const cmp = tool();
  const onError = vi.fn();
  followTcf(fakeHearth(), { typo: { purposes: [1] } }, { api: cmp.api, onError });
  await cmp.tell(tcData({ purposes: [1] }));
  expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(RangeError);
  const warn = vi.spyOn(console, "error").mockImplementation(() => {});
  followTcf(fakeHearth(), { typo: { purposes: [1] } }, { api: cmp.api });
  await cmp.tell(tcData({ purposes: [1] }));
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});
