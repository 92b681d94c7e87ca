// Tests of a visit on open(), with the committed module and a pack of the conformance traces: consent, deeds, taking back.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import { type Hearth, open, type Purpose } from "@hearthrank/sdk";
import type { Film } from "../src/film.ts";
import { Session } from "../src/session.ts";

const wasm = new URL("../../../wasm/", import.meta.url);
const module = new WebAssembly.Module(readFileSync(new URL("engine.wasm", wasm)));
const pack = readFileSync(new URL("conformance/testdata/shop.pack", wasm));
const purposes: Purpose[] = [
  { id: "looks", version: 1, text: "looks", stage: "rank", categories: ["browsing"] },
  { id: "taste", version: 1, text: "taste", stage: "rank", categories: ["feedback"] },
];

const things = ["tea-1", "tea-2", "cup-1", "cup-2"];
const films = new Map<string, Film>(
  things.map((id, votes) => [
    id,
    { id, title: id, year: 2000, released: "2000-01-01", genre: id.slice(0, 3), votes },
  ]),
);

let hearth: Hearth;
let session: Session;
let frames: (() => void)[];

beforeEach(async () => {
  hearth = await open({ pack, wasm: module, purposes });
  frames = [];
  session = new Session(hearth, films, things.toReversed(), (then) => frames.push(then));
});
afterEach(() => hearth.close());

async function popular(): Promise<string[]> {
  return (await session.picture()).popular.items.map(({ id }) => id);
}

async function ids(): Promise<string[]> {
  return (await session.picture()).slate.items.map(({ id }) => id);
}

test("before a decision a deed is not recorded, and the slate is the same for everybody", async () => {
  const before = await ids();
  assert.equal(await session.toggle("like", "tea-1"), "undecided");
  assert.equal(await session.toggle("watchlist", "tea-1"), "undecided");
  const { slate, person } = await session.picture();
  assert.equal(slate.personal, false);
  assert.equal(slate.generic, "consent");
  assert.deepEqual([...person.refs.like.keys(), ...person.recent], []);
  assert.deepEqual(await ids(), before);
});

test("each purpose opens its own deeds", async () => {
  await hearth.consent.grant("taste");
  assert.equal(await session.toggle("like", "tea-1"), "done");
  assert.equal(await session.toggle("watchlist", "tea-2"), "undecided");
  await hearth.consent.deny("looks");
  assert.equal(await session.toggle("watchlist", "tea-2"), "refused");
});

test("a deed changes the slate, and taking it back restores it", async () => {
  await hearth.consent.grant("all");
  const before = await ids();
  assert.equal(await session.toggle("like", "cup-1"), "done");
  assert.notDeepEqual(await ids(), before);
  assert.deepEqual((await session.person()).recent, [{ id: "cup-1", type: "like" }]);
  assert.deepEqual([...(await session.person()).genres], ["cup"]);
  assert.equal(await session.toggle("like", "cup-1"), "undone");
  assert.deepEqual(await ids(), before);
  assert.deepEqual((await session.person()).recent, []);
});

test("a dislike takes the place of a like", async () => {
  await hearth.consent.grant("all");
  await session.toggle("like", "cup-1");
  assert.equal(await session.toggle("dislike", "cup-1"), "done");
  const { refs } = await session.person();
  assert.deepEqual([[...refs.like.keys()], [...refs.dislike.keys()]], [[], ["cup-1"]]);
});

test("after withdrawing, the slate is that of everybody", async () => {
  const before = await ids();
  await hearth.consent.grant("all");
  await session.toggle("like", "cup-1");
  const { removed } = await hearth.consent.withdraw("all");
  assert.equal(removed, 1);
  assert.deepEqual(await ids(), before);
});

test("what is blocked comes no more, without any consent, until that is taken back", async () => {
  const [first = ""] = await ids();
  await session.setBlocked(first, true);
  assert.ok(!(await ids()).includes(first));
  assert.ok((await session.person()).blocked.has(first));
  assert.ok(!(await popular()).includes(first));
  await session.setBlocked(first, false);
  assert.ok((await ids()).includes(first));
});

test("a picture is asked for once until something changes", async () => {
  const one = session.picture();
  assert.equal(session.picture(), one);
  await session.setBlocked("tea-1", true);
  assert.notEqual(session.picture(), one);
});

test("listeners are told once a frame", async () => {
  let told = 0;
  const stop = session.onChange(() => told++);
  await hearth.consent.grant("all");
  await session.toggle("like", "cup-1");
  await session.toggle("like", "tea-1");
  await new Promise((done) => setTimeout(done, 10));
  assert.equal(frames.length, 1);
  frames.shift()?.();
  assert.equal(told, 1);
  stop();
  await session.toggle("like", "tea-1");
  frames.shift()?.();
  assert.equal(told, 1);
});

test("of what is popular, what is known is left out", async () => {
  await hearth.consent.grant("all");
  await session.toggle("like", "cup-1");
  assert.deepEqual((await popular()).toSorted(), ["cup-2", "tea-1", "tea-2"]);
});
