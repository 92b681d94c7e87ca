// Tests of the outbox: what a page notes, what another makes of it, and what takes notes away.

import assert from "node:assert/strict";
import { beforeEach, test } from "vitest";
import { Outbox, present } from "../src/runtime/outbox.ts";
import { browserParts, pass, Tab } from "./runtime-fake.ts";

browserParts();
let tab: Tab;
const of = (client: string) => new Outbox("hearth", client, (method, args) => tab.call(method, args));
const keys = () => Object.keys(localStorage);
const view = (item: string) => [{ type: "view" as const, item, time: Date.now() }];

beforeEach(async () => {
  tab = new Tab("leader");
  await tab.join();
});
const grant = () => tab.call("decide", { grant: ["rank"] });

async function ready(client: string): Promise<Outbox> {
  const outbox = of(client);
  await outbox.renew();
  return outbox;
}

test("without a yes nothing is noted, and no pad is kept", async () => {
  const outbox = await ready("a");
  outbox.note(1, view("tea-1"));
  assert.deepEqual(keys(), []);
  assert.deepEqual(await indexedDB.databases(), []);
});

test("a note is not readable, and goes when its call is answered", async () => {
  await grant();
  const outbox = await ready("a");
  const safe = outbox.note(1, view("tea-1"));
  outbox.note(2, view("tea-1"));
  assert.equal(keys().length, 2);
  const [one, two] = keys().map((key) => localStorage.getItem(key)?.split(" ")[2] as string);
  assert.doesNotMatch(Buffer.from(one as string, "base64").toString("latin1"), /tea|view/);
  assert.notEqual(one, two, "no part of the pad is used twice");
  safe();
  assert.deepEqual(keys(), ["hearth hearth a 2"]);
});

test("what a page left is recorded by the next, in order and once, and only when it is gone", async () => {
  await grant();
  const gone = present("a");
  const left = await ready("a");
  left.note(1, view("tea-1"));
  await pass(5);
  await left.renew(); // a second pad, whose name need not sort with the notes' numbers
  for (const [seq, item] of [
    [2, "tea-2"],
    [10, "cup-1"],
    [9, "tea-3"],
  ] as const)
    left.note(seq, view(item));
  const next = of("b");
  const collected = next.collect();
  await pass();
  assert.deepEqual(await tab.items(), [], "the page is there");
  gone();
  await collected;
  assert.deepEqual(await tab.items(), ["tea-1", "tea-2", "tea-3", "cup-1"]);
  assert.deepEqual(keys(), []);
  await next.collect();
  assert.equal((await tab.items()).length, 4);
});

test("what was acknowledged is not recorded again", async () => {
  await grant();
  const outbox = await ready("a");
  outbox.note(1, view("tea-1"));
  const stamp = { client: "a", seq: 1 };
  await tab.host.call({ id: 99, method: "observe", args: view("tea-1"), stamp });
  await of("b").collect();
  assert.deepEqual(await tab.items(), ["tea-1"]);
});

for (const [how, remove] of [
  ["forget", () => tab.call("forget", { all: true })],
  ["withdraw", () => tab.call("decide", { withdraw: ["rank"] }).then(grant)],
  ["deny", () => tab.call("decide", { deny: ["rank"] }).then(grant)],
  ["erase", () => tab.call("erase").then(grant)],
] as const) {
  test(`what a page left before a ${how} does not come back after it`, async () => {
    await grant();
    (await ready("a")).note(1, view("tea-1"));
    await remove();
    await of("b").collect();
    assert.deepEqual(await tab.items(), []);
    assert.deepEqual(keys(), []);
  });
}

test("clear takes all notes of the name, and none of others", async () => {
  await grant();
  const outbox = await ready("a");
  outbox.note(1, view("tea-1"));
  localStorage.setItem("theme", "dark");
  outbox.clear();
  outbox.note(2, view("tea-1"));
  assert.deepEqual(keys(), ["theme"]);
});

test("a note that finds no room is left out, and a new pad is asked for", async () => {
  await grant();
  const outbox = await ready("a");
  outbox.note(1, [{ type: "search", query: "x".repeat(17_000) }]);
  assert.deepEqual(keys(), []);
  await pass();
  outbox.note(2, view("tea-1"));
  assert.equal(keys().length, 1);
});

test("a page that is left while it hands notes over acknowledges none that it did not write", async () => {
  await grant();
  const left = await ready("a");
  const items = ["tea-1", "tea-2", "tea-3", "cup-1"];
  items.forEach((item, k) => {
    left.note(k + 1, view(item));
  });
  const collected = of("b").collect();
  while ((await tab.items()).length === 0) await pass(0);
  await Promise.all([tab.host.rest(), assert.rejects(collected, { code: "closed" })]);
  assert.equal(keys().length, items.length);
  tab = new Tab("next");
  await tab.join();
  await of("c").collect();
  assert.deepEqual(await tab.items(), items);
  assert.deepEqual(keys(), []);
});

test("what is no note goes with the notes", async () => {
  await grant();
  (await ready("a")).note(1, view("tea-1"));
  localStorage.setItem("hearth hearth a 2", "1.a 0 §");
  await of("b").collect();
  assert.deepEqual(await tab.items(), ["tea-1"]);
  assert.deepEqual(keys(), []);
});
