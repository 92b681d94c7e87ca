// Tests of database and vault on an IndexedDB in memory: what is written when, what is sealed, and what damage is found.

import assert from "node:assert/strict";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { beforeEach, test } from "vitest";
import { StorageUnavailable } from "../src/errors.ts";
import { ask, type Change, claim, commit, dropDatabase, openDatabase } from "../src/runtime/database.ts";
import { MemoryVault, SealedVault, type Vault } from "../src/runtime/vault.ts";

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
const texts = async (vault: Vault) => {
  const { snapshot, entries } = await vault.open();
  const text = (b: Uint8Array) => new TextDecoder().decode(b);
  return { snapshot: snapshot && text(snapshot), entries: entries.map(text) };
};
const empty = { snapshot: undefined, entries: [] };
const vaultOf = (origin = "https://shop.example", name = "hearth") => new SealedVault(name, origin);
const made = async () => (await openDatabase("hearth", false)) as IDBDatabase;
/** Changes rows as a script of the page could, whoever claimed the database. */
const tamper = async (db: IDBDatabase, ...changes: Change[]) =>
  commit(db, changes, true, await ask(db, "keys", (at) => at.get("writer")));

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

async function written(): Promise<SealedVault> {
  const vault = vaultOf();
  await vault.open();
  await vault.replace(bytes("one"));
  await vault.append(bytes("a"));
  await vault.append(bytes("b"));
  return vault;
}

test("to look for a database makes none", async () => {
  assert.equal(await openDatabase("hearth", false), undefined);
  assert.deepEqual(await indexedDB.databases(), []);
  const db = (await openDatabase("hearth", true)) as IDBDatabase;
  await commit(db, [{ store: "state", key: 1, value: new ArrayBuffer(3) }], true);
  assert.equal((await ask<ArrayBuffer>(db, "state", (at) => at.get(1))).byteLength, 3);
  await commit(db, [{ store: "state", key: 1 }], false);
  assert.equal(await ask(db, "state", (at) => at.count()), 0);
  db.close();
  await dropDatabase("hearth");
  assert.deepEqual(await indexedDB.databases(), []);
});

test("changes are made together or not at all, and only by the writer that claimed last", async () => {
  const db = (await openDatabase("hearth", true)) as IDBDatabase;
  const key = (text: string): Change => ({ store: "keys", key: "key", value: bytes(text).buffer });
  const state: Change = { store: "state", key: "snapshot", value: new ArrayBuffer(1) };
  assert.deepEqual(await claim(db, "a"), [undefined, undefined, []]);
  await commit(db, [key("of a")], true, "a");
  assert.deepEqual(await claim(db, "b"), [bytes("of a").buffer, undefined, []]);
  await assert.rejects(commit(db, [state, key("late")], true, "a"), { code: "closed" });
  await assert.rejects(commit(db, [state], true), { code: "closed" });
  assert.deepEqual(await claim(db, "c"), [bytes("of a").buffer, undefined, []]);
  db.close();
  await assert.rejects(commit(db, [{ store: "keys" }], true, "c"), { name: "InvalidStateError" });
});

for (const [kind, make] of [
  ["sealed", () => vaultOf()],
  ["memory", () => new MemoryVault()],
] as const) {
  test(`a vault gives back what was written, in order (${kind})`, async () => {
    const vault = make();
    assert.deepEqual(await texts(vault), empty);
    await Promise.all([vault.replace(bytes("one")), vault.append(bytes("a")), vault.append(bytes("b"))]);
    assert.deepEqual(await texts(vault), { snapshot: "one", entries: ["a", "b"] });
    await vault.append(bytes("c")); // opened a second time, as after a trap, it goes on where it was
    assert.deepEqual(await texts(vault), { snapshot: "one", entries: ["a", "b", "c"] });
    await vault.replace(bytes("two"));
    assert.deepEqual(await texts(vault), { snapshot: "two", entries: [] });
    await vault.erase();
    assert.deepEqual(await texts(vault), empty);
    await vault.replace(bytes("three"));
    assert.deepEqual(await texts(vault), { snapshot: "three", entries: [] });
  });
}

test("another page finds it, and another origin or name cannot read it", async () => {
  await (await written()).close();
  assert.deepEqual(await texts(vaultOf()), { snapshot: "one", entries: ["a", "b"] });
  await assert.rejects(vaultOf("https://other.example").open(), StorageUnavailable);
  assert.deepEqual(await texts(vaultOf(undefined, "second")), empty);
});

test("nothing is made by looking, by an erase or by a pad that is not there", async () => {
  const vault = vaultOf();
  await vault.open();
  await vault.erase();
  assert.equal(await vault.takePad("none"), undefined);
  assert.deepEqual(await indexedDB.databases(), []);
});

test("what is stored is sealed under a key that cannot be taken out", async () => {
  await written();
  const db = await made();
  const key = await ask<CryptoKey>(db, "keys", (at) => at.get("key"));
  assert.equal(key.extractable, false);
  for (const store of ["state", "journal"] as const)
    for (const row of await ask<ArrayBuffer[]>(db, store, (at) => at.getAll()))
      assert.ok(row.byteLength > 12 + 16);
  db.close();
});

const damages: [string, (db: IDBDatabase) => Promise<void>][] = [
  ["a changed snapshot", (db) => tamper(db, { store: "state", key: "snapshot", value: new ArrayBuffer(99) })],
  ["a missing entry", (db) => tamper(db, { store: "journal", key: 1 })],
  [
    "an entry in another's place",
    async (db) => {
      const value = await ask<ArrayBuffer>(db, "journal", (at) => at.get(2));
      await tamper(db, { store: "journal", key: 1, value });
    },
  ],
  [
    "an entry of before the snapshot",
    async (db) => {
      const value = await ask<ArrayBuffer>(db, "journal", (at) => at.get(1));
      const vault = vaultOf();
      await vault.open();
      await vault.replace(bytes("two"));
      await tamper(db, { store: "journal", key: 1, value });
    },
  ],
];
test.each(damages)("%s is found, and erase begins anew", async (_, damage) => {
  await (await written()).close();
  const db = await made();
  await damage(db);
  db.close();
  const vault = vaultOf();
  await assert.rejects(vault.open(), { code: "damaged" });
  assert.equal((await indexedDB.databases()).length, 1);
  await vault.erase();
  assert.deepEqual(await indexedDB.databases(), []);
});

test("without its key the rest is removed: an erase that was broken off", async () => {
  await (await written()).close();
  const db = await made();
  await tamper(db, { store: "keys" });
  db.close();
  assert.deepEqual(await texts(vaultOf()), empty);
  assert.deepEqual(await indexedDB.databases(), []);
});

test("a database that another removes is not written again, and erase is no error", async () => {
  const vault = await written();
  await dropDatabase("hearth");
  await assert.rejects(vault.append(bytes("c")));
  await vault.erase();
  assert.deepEqual(await indexedDB.databases(), []);
});

test("the latest pads are kept, and none after a removal", async () => {
  const vault = await written();
  for (let k = 10; k < 60; k++) await vault.putPad(`${k}`, bytes(`pad ${k}`));
  const db = await made();
  assert.equal(await ask(db, "pads", (at) => at.count()), 33);
  assert.equal(await vault.takePad("10"), undefined);
  assert.deepEqual(await vault.takePad("59"), bytes("pad 59"));
  await vault.replace(bytes("two"));
  assert.deepEqual(await vault.takePad("59"), bytes("pad 59"));
  await vault.replace(bytes("three"), true);
  assert.equal(await ask(db, "pads", (at) => at.count()), 0);
  db.close();
});

test("what is read is of one moment, though another replaces it meanwhile", async () => {
  const dying = await written();
  const next = vaultOf();
  const [kept] = await Promise.all([texts(next), dying.replace(bytes("one, a, b")).catch(() => "too late")]);
  const whole =
    kept.snapshot === "one"
      ? { snapshot: "one", entries: ["a", "b"] }
      : { snapshot: "one, a, b", entries: [] };
  assert.deepEqual(kept, whole);
});

test("what a dying page asks for late, be it an entry or a snapshot, costs its successor nothing", async () => {
  const dying = await written();
  const next = vaultOf();
  assert.deepEqual(await texts(next), { snapshot: "one", entries: ["a", "b"] });
  await next.append(bytes("c"));
  await assert.rejects(dying.append(bytes("late")), { code: "closed" });
  await assert.rejects(dying.replace(bytes("one, a, b")), { code: "closed" });
  await assert.rejects(dying.putPad("late", bytes("late")), { code: "closed" });
  await next.append(bytes("d"));
  await next.close();
  assert.deepEqual(await texts(vaultOf()), { snapshot: "one", entries: ["a", "b", "c", "d"] });
});

test("where nothing can be written, what is held is read all the same", async () => {
  await (await written()).close();
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore) {
    const request = this.get("x"); // a write that the disk has no room for ends the transaction
    request.addEventListener("success", () => this.transaction.abort());
    return request;
  } as typeof put;
  const vault = vaultOf();
  assert.deepEqual(await texts(vault), { snapshot: "one", entries: ["a", "b"] });
  await assert.rejects(vault.append(bytes("c")));
  IDBObjectStore.prototype.put = put;
});
