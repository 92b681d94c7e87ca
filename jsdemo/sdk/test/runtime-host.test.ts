// Tests of who leads, with locks, channel and IndexedDB in memory and the committed module: every call runs once, in order, and none hangs.

import assert from "node:assert/strict";
import { IDBDatabase } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { TrapError } from "../src/errors.ts";
import { Instance } from "../src/instance.ts";
import { Host } from "../src/runtime/host.ts";
import { browserParts, locks, packOf, pass, said, setup, Tab } from "./runtime-fake.ts";

browserParts();
const bad = new Uint8Array(99);
let first: Tab;
let second: Tab;

beforeEach(async () => {
  first = new Tab("a");
  await first.join();
  second = new Tab("b");
  await second.join();
});

const grant = (tab: Tab) => tab.call("decide", { grant: ["rank"] });

test("one leads, the other asks it, and both hear of changes", async () => {
  assert.equal(locks.held("hearth 1 hearth"), 2);
  await grant(second);
  await second.view("tea-1");
  await first.view("tea-2");
  assert.deepEqual(await second.items(), ["tea-1", "tea-2"]);
  await pass();
  const causes = (tab: Tab) => tab.news.map((n) => n.event === "change" && n.detail.cause);
  assert.deepEqual(causes(first), ["consent", "observe", "observe"]);
  assert.deepEqual(causes(second), causes(first));
});

test("errors cross with class and place", async () => {
  await assert.rejects(second.call("observe", [{ type: "view", item: "tea-1", value: 1e300 }], true), {
    name: "EngineError",
    code: "range",
    path: "events[0].value",
  });
});

test("a tab that opens makes no call run twice", async () => {
  await grant(first);
  const ran = second.call("decide", { grant: ["report"] });
  const third = new Tab("c");
  await Promise.all([ran, third.join()]);
  await pass();
  const { ledger } = await first.call("profile");
  assert.equal(ledger.filter((l: { purpose: string }) => l.purpose === "report").length, 1);
});

test("when the leader is killed, what it did is kept and what waits runs once, in order", async () => {
  await grant(first);
  await first.view("tea-1");
  first.kill();
  const waiting = ["tea-2", "tea-3", "cup-1"].map((item) => second.view(item));
  await pass(0); // by now it may have the lock and be starting
  const later = [second.view("cup-2"), second.view("pot-1")];
  const replies = await Promise.all([...waiting, ...later]);
  assert.deepEqual(
    replies.map((r) => r.recorded),
    [1, 1, 1, 1, 1],
  );
  assert.deepEqual(await second.items(), ["tea-1", "tea-2", "tea-3", "cup-1", "cup-2", "pot-1"]);
});

test("a third tab's calls to the killed leader come before those to the next", async () => {
  const third = new Tab("c");
  await third.join();
  await grant(first);
  first.kill();
  const all = [third.view("tea-1")];
  for (let k = 0; k < 10; k++) {
    await pass(1);
    all.push(third.view("tea-2"));
  }
  const replies = await Promise.all(all);
  assert.deepEqual(new Set(replies.map((r) => r.recorded)), new Set([1]));
  assert.equal((await second.items()).length, 11);
  assert.equal((await second.items())[0], "tea-1");
});

test("a call that the killed leader had written down is not recorded again", async () => {
  await grant(first);
  const third = new Tab("c");
  await third.join();
  const told = third.view("tea-1");
  await new Promise<void>((resolve) => {
    const wait = () =>
      said().some((w) => w.kind === "news" && first.news.length > 1) ? resolve() : setTimeout(wait);
    wait();
  });
  first.kill();
  await told;
  assert.deepEqual(await second.items(), ["tea-1"]);
});

test("one that cannot lead says so and gets out of the way", async () => {
  await assert.rejects(new Host(setup({ name: "other", pack: bad }), () => undefined).join(), {
    name: "PackError",
  });
  const broken = new Tab("c", { pack: bad });
  await broken.join(); // it follows
  await grant(first);
  await first.view("tea-1");
  await second.host.end();
  first.kill();
  await assert.rejects(broken.call("profile"), { name: "PackError" });
  const fourth = new Tab("d");
  await fourth.join();
  assert.deepEqual(await fourth.items(), ["tea-1"]);
  assert.deepEqual(await broken.items(), ["tea-1"]);
});

test("a leader rests and comes back; what it was asked meanwhile is answered", async () => {
  await grant(first);
  await first.view("tea-1");
  await first.host.rest();
  const asked = first.view("tea-2");
  await second.view("tea-3");
  await first.join();
  assert.equal((await asked).recorded, 1);
  assert.deepEqual(await second.items(), ["tea-1", "tea-3", "tea-2"]);
  assert.deepEqual(await first.items(), ["tea-1", "tea-3", "tea-2"]);
});

test("an end refuses what waits", async () => {
  first.mute();
  const asked = second.call("profile");
  await second.host.end();
  await assert.rejects(asked, { code: "closed" });
});

test("a trap begins anew from what is kept, once for all calls that met it", async () => {
  await grant(first);
  await first.view("tea-1");
  const trapped = vi.spyOn(Instance.prototype, "call").mockImplementationOnce((op) => {
    throw new TrapError(op, new Error("unreachable"));
  });
  const [profile, reply] = await Promise.all([first.call("profile"), first.view("tea-2")]);
  trapped.mockRestore();
  assert.ok(profile.events.length >= 1);
  assert.equal(reply.recorded, 1);
  assert.deepEqual(await first.items(), ["tea-1", "tea-2"]);
  await first.view("tea-3");
  first.kill();
  assert.deepEqual(await second.items(), ["tea-1", "tea-2", "tea-3"]);
});

test("erase removes what could not be read or written", async () => {
  await grant(first);
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  await first.view("tea-1");
  IDBDatabase.prototype.transaction = transaction;
  await second.call("erase");
  assert.deepEqual(await indexedDB.databases(), []);
  assert.deepEqual(await first.items(), []);
});

test("erase and forget hold after a write that the browser refused", async () => {
  await grant(first);
  await first.view("tea-1");
  const { transaction } = IDBDatabase.prototype;
  const refuse = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  try {
    IDBDatabase.prototype.transaction = refuse;
    assert.equal((await first.view("tea-2")).recorded, 1); // in memory
    assert.equal(first.host.ready({} as never).storage, "memory");
    await expect(first.call("forget", { all: true })).rejects.toMatchObject({ code: "write" });
    await first.view("tea-3");
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
  const errors = first.news.filter((n) => n.event === "error");
  assert.equal(errors.length, 1);
  await first.view("cup-1"); // it can be written again
  assert.equal(first.host.ready({} as never).storage, "indexeddb");
  first.kill();
  assert.deepEqual(await second.items(), ["tea-3", "cup-1"]);
});

test("another pack of a later sequence is swapped in", async () => {
  await grant(first);
  await first.view("tea-1");
  const before = await first.items();
  const info = await second.call("swapPack", { pack: packOf("shop-next") });
  assert.ok(info.sequence > 1);
  assert.deepEqual(await second.items(), before);
});
