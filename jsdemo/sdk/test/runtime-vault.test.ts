// Tests of database and vault on an IndexedDB in memory: what is written when, what is sealed, and what damage is found.

import assert from "node:assert/strict";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, test } from "vitest";
import { StorageUnavailable } from "../src/errors.ts";
import { commit, dropDatabase, openDatabase, read, readAll } from "../src/runtime/database.ts";
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
  assert.equal(((await read(db, "state", 1)) as ArrayBuffer).byteLength, 3);
  await commit(db, [{ store: "state", key: 1 }], false);
  assert.deepEqual(await readAll(db, "state"), [[]]);
  db.close();
  await dropDatabase("hearth");
  assert.deepEqual(await indexedDB.databases(), []);
});

test("changes are made together or not at all", async () => {
  const db = (await openDatabase("hearth", true)) as IDBDatabase;
  const bad = { store: "state" as const, key: {} as IDBValidKey, value: new ArrayBuffer(1) };
  await assert.rejects(commit(db, [{ store: "keys", key: "k", value: new ArrayBuffer(1) }, bad], true));
  db.close();
  await assert.rejects(commit(db, [{ store: "keys" }], true), { name: "InvalidStateError" });
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
  const key = (await read(db, "keys", "key")) as CryptoKey;
  assert.equal(key.extractable, false);
  for (const store of ["state", "journal"] as const)
    for (const [, row] of (await readAll(db, store))[0] ?? [])
      assert.ok((row as ArrayBuffer).byteLength > 12 + 16);
  db.close();
});

/** The key of the first entry after the first snapshot. */
const firstEntry = 1e6 + 1;

const damages: [string, (db: IDBDatabase) => Promise<void>][] = [
  [
    "a changed snapshot",
    (db) => commit(db, [{ store: "state", key: "snapshot", value: new ArrayBuffer(99) }], true),
  ],
  ["a missing entry", (db) => commit(db, [{ store: "journal", key: firstEntry }], true)],
  [
    "an entry in another's place",
    async (db) => {
      const value = (await read(db, "journal", firstEntry + 1)) as ArrayBuffer;
      await commit(db, [{ store: "journal", key: firstEntry }], true);
      await commit(db, [{ store: "journal", key: firstEntry, value }], true);
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
  await commit(db, [{ store: "keys" }], true);
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
  assert.equal((await readAll(db, "pads"))[0]?.length, 33);
  assert.equal(await vault.takePad("10"), undefined);
  assert.deepEqual(await vault.takePad("59"), bytes("pad 59"));
  await vault.replace(bytes("two"));
  assert.deepEqual(await vault.takePad("59"), bytes("pad 59"));
  await vault.replace(bytes("three"), true);
  assert.deepEqual(await readAll(db, "pads"), [[]]);
  db.close();
});

test("what is read is of one moment, though another replaces it meanwhile", async () => {
  const dying = await written();
  const next = vaultOf();
  const [kept] = await Promise.all([texts(next), dying.replace(bytes("one, a, b"))]);
  const whole =
    kept.snapshot === "one"
      ? { snapshot: "one", entries: ["a", "b"] }
      : { snapshot: "one, a, b", entries: [] };
  assert.deepEqual(kept, whole);
});

test("an entry of before the snapshot, which a dying page wrote late, is left out, and one in the place of another page's is refused", async () => {
  const vault = await written();
  await vault.replace(bytes("two"));
  await vault.append(bytes("c"));
  const db = await made();
  await commit(db, [{ store: "journal", key: firstEntry, value: new ArrayBuffer(40) }], false);
  await assert.rejects(commit(db, [{ store: "journal", key: 2e6 + 1, value: new ArrayBuffer(40) }], false));
  db.close();
  await vault.close();
  assert.deepEqual(await texts(vaultOf()), { snapshot: "two", entries: ["c"] });
});
