// Tests of a visit with the committed module and a pack of the conformance traces: consent, opinions, forgetting.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { load } from "@hearthrank/sdk";
import { Session } from "../src/session.ts";

const wasm = new URL("../../../wasm/", import.meta.url);
const compiled = (await load(new URL("engine.wasm", wasm))).module;
const pack = readFileSync(new URL("conformance/testdata/shop.pack", wasm));
let time: number;
let session: Session;

beforeEach(async () => {
  time = Date.parse("2026-06-06T20:00:00Z");
  const engine = await load(compiled);
  await engine.openPack(pack, { now: time });
  session = new Session(engine, () => time);
});

function ids(): string[] {
  return session.recommend(12).slate.items.map((item) => item.id);
}

test("nothing is recorded before consent", () => {
  const before = ids();
  assert.equal(session.observe("like", "tea-1"), false);
  assert.deepEqual(session.held, []);
  assert.equal(session.opinion("tea-1"), undefined);
  assert.deepEqual(ids(), before);
});

test("after consent a deed is held, latest first, and changes the slate", () => {
  session.personalise();
  const before = ids();
  assert.ok(session.observe("view", "tea-1"));
  time += 1000;
  assert.ok(session.observe("like", "cup-1"));
  assert.deepEqual(
    session.held.map(({ type, item }) => [type, item]),
    [
      ["like", "cup-1"],
      ["view", "tea-1"],
    ],
  );
  assert.notDeepEqual(ids(), before);
  assert.ok(!ids().includes("tea-1"));
  assert.equal(session.opinion("cup-1")?.type, "like");
  assert.equal(session.opinion("tea-1"), undefined, "a look is no opinion");
  assert.ok(session.logBytes() > 0);
});

test("forgetting one deed leaves the others", () => {
  session.personalise();
  session.observe("like", "cup-1");
  const one = ids();
  session.observe("view", "tea-1");
  session.forget(session.held[0]?.ref ?? 0);
  assert.deepEqual(ids(), one);
  assert.equal(session.held.length, 1);
});

test("forgetting all and stopping leave nothing", () => {
  const contextual = ids();
  session.personalise();
  session.observe("like", "cup-1");
  session.forgetAll();
  assert.deepEqual([session.held.length, session.personal], [0, true]);
  session.observe("like", "cup-1");
  session.stop();
  assert.deepEqual([session.held.length, session.personal], [0, false]);
  assert.deepEqual(ids(), contextual);
});

test("reasons are of the moment of the slate, and add up", () => {
  session.personalise();
  session.observe("like", "cup-1");
  const { slate } = session.recommend(12);
  time += 3_600_000;
  for (const [place, item] of slate.items.entries()) {
    const { explained, eligible } = session.explain(item.id);
    assert.equal(explained.score, item.score);
    assert.equal(
      explained.reasons?.reduce((sum, reason) => sum + reason.score, 0),
      item.score,
    );
    assert.equal(explained.above <= place && place <= explained.above + explained.tied, true);
    assert.equal(eligible, slate.eligible);
  }
  assert.equal(session.explain("cup-1").explained.hidden, "seen");
});

test("a clock that goes back does not take the visit back", () => {
  session.personalise();
  session.observe("view", "tea-1");
  time -= 60_000;
  session.observe("view", "tea-2");
  const [later, earlier] = session.held;
  assert.equal(later?.time, earlier?.time);
});
