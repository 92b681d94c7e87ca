// Tests of how a consent tool's word becomes decisions: every state by every standing, and with the real engine.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { load } from "../src/index.ts";
import type { State } from "../src/messages.ts";
import { type Driven, drive, type Standing } from "../src/signals.ts";
import { fakeHearth } from "./signals-fake.ts";

const states: State[] = ["undecided", "granted", "denied", "withdrawn", "lapsed"];
const standings: Standing[] = ["answer", "unusable", "silent"];

const refusals: Record<Standing, Record<State, string[]>> = {
  answer: { undecided: ["deny"], granted: ["withdraw"], denied: [], withdrawn: [], lapsed: ["withdraw"] },
  unusable: { undecided: ["deny"], granted: ["deny"], denied: [], withdrawn: [], lapsed: [] },
  silent: { undecided: [], granted: ["deny"], denied: [], withdrawn: [], lapsed: [] },
};

for (const standing of standings) {
  for (const state of states) {
    test(`a no (${standing}) to a purpose that is ${state}`, async () => {
      const hearth = fakeHearth({ rank: state });
      await drive(hearth, { grant: [], deny: ["rank"], reason: "", standing });
      expect(hearth.calls).toEqual(refusals[standing][state].map((deed) => `${deed} rank`));
    });
  }
}

for (const state of states) {
  test(`a yes to a purpose that is ${state}, given just now and stored`, async () => {
    const yes = { grant: ["rank"], deny: [], reason: "" };
    const now = fakeHearth({ rank: state });
    await drive(now, yes, true);
    expect(now.calls).toEqual(state === "granted" ? [] : ["grant rank"]);
    for (const audited of [true, false]) {
      const stored = fakeHearth({ rank: state }, audited);
      await drive(stored, yes);
      expect(stored.calls).toEqual(state === "undecided" ? ["grant rank"] : []);
    }
  });
}

test("a stored yes does not undo what the person decided in the settings", async () => {
  const hearth = fakeHearth();
  const yes = { grant: ["rank"], deny: [], reason: "" };
  await drive(hearth, yes);
  for (const deed of ["deny", "withdraw"] as const) {
    hearth.settings(deed, "rank");
    await drive(hearth, yes);
  }
  expect(hearth.calls).toEqual(["grant rank"]);
  await drive(hearth, yes, true);
  expect(hearth.calls).toEqual(["grant rank", "grant rank"]);
});

test("a stored yes undoes what a tool's silence masked, and not what was decided about another text", async () => {
  const hearth = fakeHearth();
  const yes = { grant: ["rank"], deny: [], reason: "" };
  await drive(hearth, yes);
  await drive(hearth, { grant: [], deny: ["rank"], reason: "", standing: "silent" });
  await drive(hearth, yes);
  expect(hearth.calls).toEqual(["grant rank", "deny rank", "grant rank"]);
  hearth.states.rank = "undecided";
  for (const entry of hearth.ledger) entry.version = 7;
  await drive(hearth, yes);
  expect(hearth.calls.length).toBe(3);
});

test("a no after a yes that silence had masked withdraws, once; one that the person masked waits for a fresh one", async () => {
  const no = { grant: [], deny: ["rank"], reason: "" };
  const hearth = fakeHearth();
  await drive(hearth, { grant: ["rank"], deny: [], reason: "" });
  await drive(hearth, { ...no, standing: "silent" });
  await drive(hearth, no);
  await drive(hearth, no);
  expect(hearth.calls).toEqual(["grant rank", "deny rank", "withdraw rank"]);
  const own = fakeHearth();
  own.settings("grant", "rank");
  own.settings("deny", "rank");
  await drive(own, no);
  expect(own.calls).toEqual([]);
  await drive(own, no, true);
  expect(own.calls).toEqual(["withdraw rank"]);
});

test("a purpose that is not declared is named, after the others are decided", async () => {
  const hearth = fakeHearth();
  const decision = { grant: ["rank", "typo"], deny: ["other"], reason: "" };
  await expect(drive(hearth, decision)).rejects.toThrow("signals: not declared: typo, other");
  expect(hearth.calls).toEqual(["grant rank"]);
});

test("a purpose in both lists is refused, and what is in neither stays", async () => {
  const hearth = fakeHearth({ rank: "granted", more: "undecided" });
  await drive(hearth, { grant: ["more"], deny: ["more"], reason: "" }, true);
  expect(hearth.calls).toEqual(["deny more"]);
});

test("after any decisions nothing is on that the latest word refused, and saying it again changes nothing", async () => {
  const names = ["a", "b", "c"];
  const word = fc.record({
    grant: fc.subarray(names),
    deny: fc.subarray(names),
    standing: fc.constantFrom(...standings),
    fresh: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 8 }), fc.boolean(), async (words, audited) => {
      const hearth = fakeHearth({ a: "undecided", b: "granted", c: "lapsed" }, audited);
      for (const { fresh, ...decisions } of words) {
        const on = names.filter((id) => hearth.states[id] === "granted");
        await drive(hearth, { ...decisions, reason: "" }, fresh);
        for (const id of decisions.deny) expect(hearth.states[id]).not.toBe("granted");
        for (const id of names) {
          if (hearth.states[id] === "granted") expect([...on, ...decisions.grant]).toContain(id);
        }
        const before = hearth.calls.length;
        await drive(hearth, { ...decisions, reason: "" }, fresh);
        expect(hearth.calls.length).toBe(before);
      }
    }),
  );
});

test("with the real engine a no removes the records, and silence masks them", async () => {
  const wasm = new URL("../../../wasm/", import.meta.url);
  const engine = await load(new URL("engine.wasm", wasm));
  await engine.openPack(new Uint8Array(readFileSync(new URL("conformance/testdata/shop.pack", wasm))));
  const device = engine.restore();
  const call = async (options: Parameters<typeof device.decide>[0]) => device.decide(options);
  const list = (purposes: string | readonly string[]) => [purposes].flat() as string[];
  const hearth: Driven = {
    consent: {
      state: () => call({}),
      grant: (purposes, act = "settings") => call({ grant: list(purposes), act }),
      deny: (purposes, act = "settings") => call({ deny: list(purposes), act }),
      withdraw: (purposes, act = "settings") => call({ withdraw: list(purposes), act }),
      signal: (present) => call({ signal: present }),
    },
    audit: async () => ({ decisions: device.profile().ledger }),
  };
  const yes = { grant: ["rank"], deny: [], reason: "" };
  const no = { grant: [], deny: ["rank"], reason: "" };
  await drive(hearth, yes);
  device.observe({ type: "view", item: "tea-1" });
  await drive(hearth, { ...no, standing: "silent" });
  expect(device.profile()).toMatchObject({ purposes: [{ state: "denied" }], events: [{ item: "tea-1" }] });
  await drive(hearth, yes);
  expect(device.profile().purposes[0]).toMatchObject({ state: "granted", holds: true });
  await drive(hearth, { ...no, standing: "silent" });
  await drive(hearth, no);
  expect(device.profile()).toMatchObject({ purposes: [{ state: "withdrawn" }], events: [] });
  device.decide({ deny: ["rank"], act: "settings" });
  await drive(hearth, yes);
  expect(device.profile().purposes[0]?.state).toBe("denied");
});
