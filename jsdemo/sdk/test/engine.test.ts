// Tests of the API against the committed module and the packs of the conformance traces.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, test } from "vitest";
import {
  type Device,
  DeviceEndedError,
  type Engine,
  EngineError,
  type EventInput,
  load,
  PROPENSITY_ONE,
} from "../src/index.ts";

const wasm = new URL("../../../wasm/", import.meta.url);
const now = Date.parse("2026-06-06T20:00:00Z");
const clock = { now, offset: 120 };
const items = ["tea-1", "tea-2", "tea-3", "cup-1", "cup-2", "pot-1", "book-1", "pot-2"];
let engine: Engine;

function pack(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`conformance/testdata/${name}.pack`, wasm)));
}

beforeAll(async () => {
  engine = await load(new URL("engine.wasm", wasm));
  await engine.openPack(pack("shop"), clock);
});

function begin(grants: string[] = ["rank"]): Device {
  return engine.restore({ grants, ...clock });
}

function refusal(code: string, path?: string): (error: unknown) => boolean {
  return (error) => error instanceof EngineError && error.code === code && error.path === path;
}

test("a pack says what it is", async () => {
  const other = await load(engine.module);
  const info = await other.openPack(pack("shop"), clock);
  assert.equal(info.catalogue, "shop");
  assert.equal(info.items, 18);
  assert.ok(info.types.includes("view"));
  assert.equal(info.bytes, pack("shop").length);
});

test("without grants nothing is recorded", () => {
  const device = engine.restore(clock);
  const before = device.recommend({ n: 5, ...clock });
  assert.deepEqual(device.observe({ type: "view", item: "tea-1" }, clock), {
    purged: 0,
    recorded: 0,
    refs: [0],
  });
  assert.deepEqual(device.recommend({ n: 5, ...clock }), before);
  assert.equal(before.personal, false);
  assert.equal(device.stats(clock).events, 0);
});

test("what is observed changes the slate, and reasons add up", () => {
  const device = begin();
  const reply = device.observe(
    [
      { type: "view", item: "tea-1" },
      { type: "like", item: "cup-1", time: now - 5000 },
    ],
    clock,
  );
  assert.equal(reply.recorded, 2);
  const slate = device.recommend({ n: 100, reasons: -1, seen: "show", ...clock });
  assert.ok(slate.personal);
  assert.ok(slate.items.length > 10);
  for (const item of slate.items) {
    assert.equal(item.propensity, PROPENSITY_ONE);
    assert.equal(
      (item.reasons ?? []).reduce((sum, reason) => sum + reason.score, 0),
      item.score,
    );
  }
  const refs = new Set(slate.items.flatMap((item) => (item.reasons ?? []).map((reason) => reason.ref)));
  assert.ok(reply.refs.every((ref) => refs.has(ref)));
});

test("recommend gives the first of rank over all", () => {
  const device = begin();
  device.observe({ type: "view", item: "tea-1" }, clock);
  const all = device.recommend({ n: 100, seen: "show", ...clock }).items.map((item) => item.id);
  const ranked = device.rank({ candidates: [...all].reverse(), ...clock });
  assert.deepEqual(
    ranked.items.map((item) => item.id),
    all,
  );
  assert.deepEqual(device.rank({ candidates: [...all, "no such"], n: 3, ...clock }).unknown, 1);
});

test("explain places items as recommend does", () => {
  const device = begin();
  device.observe({ type: "view", item: "tea-1" }, clock);
  const slate = device.recommend({ n: 3, seen: "show", ...clock });
  const { items: explained } = device.explain({
    items: slate.items.map((item) => item.id),
    seen: "show",
    ...clock,
  });
  assert.deepEqual(
    explained.map((e) => e.score),
    slate.items.map((item) => item.score),
  );
  assert.equal(explained[0]?.above, 0);
  assert.equal(device.explain({ items: ["no such"], ...clock }).items[0]?.hidden, "unknown");
});

test("context given by the caller reaches the module", () => {
  const device = begin([]);
  const scores = (daypart: string) =>
    device.recommend({ n: 100, context: { daypart }, ...clock }).items.map((i) => i.score);
  assert.notDeepEqual(scores("morning"), scores("evening"));
});

test("values are thousandths on the wire", () => {
  const device = begin();
  device.observe({ type: "dwell", item: "tea-1", value: 1.5 }, clock);
  const same = begin();
  same.observe({ type: "dwell", item: "tea-1", value: 1.50004 }, clock);
  const snapshot = same.snapshot(clock).snapshot;
  assert.throws(() => device.snapshot(clock), DeviceEndedError);
  const third = begin();
  third.observe({ type: "dwell", item: "tea-1", value: 1.501 }, clock);
  assert.notDeepEqual(third.snapshot(clock).snapshot, snapshot);
});

test("a bad event refuses all of its request and changes nothing", () => {
  const device = begin();
  const before = device.snapshot(clock).snapshot;
  const good = { type: "view", item: "tea-1" };
  assert.throws(
    () => device.observe([good, { ...good, value: Number.NaN }], clock),
    refusal("range", "events[1].value"),
  );
  assert.throws(
    () => device.observe([good, { type: "view", item: "x".repeat(300) }], clock),
    refusal("range", "events[1].item"),
  );
  assert.throws(
    () => device.observe([good, { item: "tea-1" } as EventInput], clock),
    refusal("missing", "events[1].type"),
  );
  assert.throws(
    () => device.observe([{ ...good, sort: 1 } as EventInput], clock),
    refusal("unknown_field", "events[0].sort"),
  );
  assert.deepEqual(device.snapshot(clock).snapshot, before);
});

test("a snapshot restores the same state", () => {
  const device = begin();
  device.observe(
    [
      { type: "view", item: "tea-1" },
      { type: "purchase", item: "cup-1" },
    ],
    clock,
  );
  const { snapshot } = device.snapshot(clock);
  const slate = device.recommend({ n: 10, ...clock });
  const again = engine.restore({ grants: ["rank"], snapshot, ...clock });
  assert.equal(again.held.events, 2);
  assert.deepEqual(again.snapshot(clock).snapshot, snapshot); // before the slate: the audit counts its use
  assert.deepEqual(again.recommend({ n: 10, ...clock }), slate);
});

test("a damaged snapshot is refused and the device goes on", () => {
  const device = begin();
  device.observe({ type: "view", item: "tea-1" }, clock);
  const { snapshot } = device.snapshot(clock);
  const damaged = snapshot.map((b, i) => (i === snapshot.length - 1 ? b ^ 1 : b));
  assert.throws(() => engine.restore({ snapshot: damaged, ...clock }), EngineError);
  assert.equal(device.stats(clock).events, 1);
});

test("caps hold", () => {
  const device = engine.restore({ grants: ["rank"], maxEvents: 2, ...clock });
  for (const item of items.slice(0, 3)) device.observe({ type: "view", item }, clock);
  assert.equal(device.stats(clock).events, 2);
});

test("packs that are damaged, older or of another catalogue leave the open one in use", async () => {
  const own = await load(engine.module);
  await own.openPack(pack("shop-next"), clock);
  const device = own.restore(clock);
  const slate = device.recommend({ n: 5, ...clock });
  const cases: [Uint8Array, string][] = [
    [pack("bad-bit"), "checksum"],
    [pack("shop").subarray(0, 40), "truncated"],
    [pack("shop"), "sequence"],
    [pack("other"), "catalogue"],
  ];
  for (const [bytes, code] of cases) {
    await assert.rejects(own.openPack(bytes as BufferSource, clock), { name: "EngineError", code });
    assert.deepEqual(device.recommend({ n: 5, ...clock }), slate, code);
  }
  assert.equal((await own.openPack(pack("shop"), { rollback: true, ...clock })).sequence, 1);
  assert.equal(
    (await own.openPack(pack("other"), { replace: true, rollback: true, ...clock })).catalogue,
    "films.example_2-a",
  );
});

test("with a public key only a signed pack is opened", async () => {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const bytes = pack("shop");
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, bytes));
  const own = await load(engine.module);
  await assert.rejects(own.openPack(bytes, { publicKey, ...clock }), { code: "signature_missing" });
  await assert.rejects(own.openPack(pack("shop-next"), { publicKey, signature, ...clock }), {
    code: "signature_invalid",
  });
  await assert.rejects(own.openPack(bytes, { signature, ...clock }), { code: "key_missing" });
  assert.throws(() => own.restore(clock).recommend({ n: 1, ...clock }), refusal("no_pack"));
  const opened = own.openPack(bytes, { publicKey, signature, ...clock });
  bytes.fill(0); // too late: what was checked is what is opened
  assert.equal((await opened).catalogue, "shop");
});

test("opens happen in the order in which they were asked for", async () => {
  const own = await load(engine.module);
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, pack("shop")));
  const slow = own.openPack(pack("shop"), { publicKey, signature, ...clock });
  const quick = own.openPack(pack("shop-next"), clock);
  assert.deepEqual([(await slow).sequence, (await quick).sequence], [1, 2]);
});

const event = fc.record({
  type: fc.constantFrom("view", "click", "like", "dislike", "purchase"),
  item: fc.constantFrom(...items, "no such item"),
  time: fc.integer({ min: now - 30 * 86_400_000, max: now }),
});

/** What a device holds, but for what it counts and the ledger. */
function held(device: Device): unknown {
  const { events, interests, controls, bytes } = device.profile(clock);
  return { events, interests, controls, bytes };
}

test("what is forgotten was never there: log, interests and slate", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 20 }), (events) => {
      const device = begin();
      const refs = events.map(([e, keep]) => ({ keep, ref: device.observe(e, clock).refs[0] ?? 0 }));
      const gone = refs.filter(({ keep }) => !keep).map(({ ref }) => ref); // equal events have equal refs
      if (gone.length > 0) device.forget({ events: gone, ...clock });
      const state = [held(device), device.recommend({ n: 100, reasons: -1, ...clock })];
      const other = begin();
      events.forEach(([e], i) => {
        if (!gone.includes(refs[i]?.ref ?? 0)) other.observe(e, clock);
      });
      assert.deepEqual([held(other), other.recommend({ n: 100, reasons: -1, ...clock })], state);
    }),
    { numRuns: 60 },
  );
});

const purposes = [
  {
    id: "rank",
    version: 1,
    text: "Rank by what I look at.",
    stage: "rank",
    categories: ["browsing"],
    days: 30,
  },
  { id: "report", version: 1, text: "Count me.", stage: "report", limits: { browsing: 5 } },
];

test("nothing is recorded or to be stored before a decision, and a no is all that is stored", () => {
  const device = engine.restore({ purposes, ...clock });
  assert.equal(device.observe({ type: "view", item: "tea-1" }, clock).recorded, 0);
  assert.equal(device.recommend({ n: 3, ...clock }).generic, "consent");
  device.order({ set: [{ kind: "block", value: "tea-1" }], ...clock });
  assert.equal(device.snapshot(clock).snapshot.length, 0);
  device.decide({ deny: ["all"], ...clock });
  const again = engine.restore({ purposes, snapshot: device.snapshot(clock).snapshot, ...clock });
  const profile = again.profile(clock);
  assert.deepEqual([profile.events, profile.controls], [[], []]);
  assert.deepEqual(
    profile.ledger.map(({ purpose, deed, act }) => [purpose, deed, act]),
    [
      ["rank", "deny", "banner"],
      ["report", "deny", "banner"],
    ],
  );
});

test("a purpose that is withdrawn leaves nothing", () => {
  const device = engine.restore({ purposes, ...clock });
  const granted = device.decide({ grant: ["rank"], signal: true, ...clock });
  assert.deepEqual(
    granted.purposes.map(({ id, state, holds }) => [id, state, holds]),
    [
      ["rank", "granted", true],
      ["report", "undecided", false],
    ],
  );
  assert.deepEqual(granted.purposes[1]?.limits, { browsing: 5 });
  device.observe(
    [
      { type: "view", item: "tea-1" },
      { type: "purchase", item: "pot-1" },
    ],
    clock,
  );
  const [event] = device.profile(clock).events;
  assert.deepEqual([event?.item, event?.purposes, event?.used], ["tea-1", ["rank"], true]);
  assert.equal(device.decide({ withdraw: ["rank"], act: "settings", ...clock }).removed, 1);
  assert.deepEqual(device.profile(clock).events, []);
});

test("orders hold at once, are told, and are lifted", () => {
  const device = begin();
  device.observe(
    [
      { type: "view", item: "tea-1" },
      { type: "view", item: "cup-1" },
    ],
    clock,
  );
  const ids = () => device.recommend({ n: 100, ...clock }).items.map(({ id }) => id);
  const before = ids();
  device.order({
    set: [
      { kind: "block", field: "category", value: "tea" },
      { kind: "dial", amount: 40 },
    ],
    ...clock,
  });
  assert.ok(!ids().some((id) => id.startsWith("tea-")));
  const [hidden] = device.explain({ items: ["tea-2"], ...clock }).items;
  assert.equal(hidden?.hidden, "blocked");
  const { controls } = device.order({
    lift: [{ kind: "block", field: "category", value: "tea" }, { kind: "dial" }],
    ...clock,
  });
  assert.deepEqual(controls, []);
  assert.deepEqual(ids(), before);
});

test("a counterfactual is what forgetting brings, and a preview removes nothing", () => {
  const device = begin();
  device.observe(
    [
      { type: "view", item: "tea-1" },
      { type: "view", item: "pot-1" },
    ],
    clock,
  );
  const [tea] = device.explain({ items: ["tea-2"], reasons: -1, ...clock }).items;
  const without = tea?.without?.[0];
  assert.ok(without);
  const preview = device.forget({ items: [without.item], preview: true, ...clock });
  assert.equal(device.stats(clock).events, 2);
  assert.deepEqual(device.forget({ items: [without.item], ...clock }).records, preview.records);
  const [after] = device.explain({ items: ["tea-2"], ...clock }).items;
  assert.deepEqual([after?.above, after?.score, after?.tied], [without.above, without.score, without.tied]);
});

const refusedDecisions: [string, (device: Device) => unknown, string, string][] = [
  ["an unknown purpose", (d) => d.decide({ grant: ["ads"], ...clock }), "purpose", "grant[0]"],
  [
    "a dial beyond 100",
    (d) => d.order({ set: [{ kind: "dial", amount: 101 }], ...clock }),
    "range",
    "set[0].amount",
  ],
  [
    "an order about nothing",
    (d) => d.order({ set: [{ kind: "block" }], ...clock }),
    "missing",
    "set[0].value",
  ],
  [
    "a purpose without a text",
    () => engine.restore({ purposes: [{ ...purposes[0], text: "" } as never], ...clock }),
    "missing",
    "purposes[0].text",
  ],
];

for (const [name, call, code, path] of refusedDecisions) {
  test(`refused: ${name}`, () => {
    const device = begin();
    device.observe({ type: "view", item: "tea-1" }, clock);
    assert.throws(() => call(device), refusal(code, path));
    assert.equal(device.stats(clock).events, 1);
  });
}
