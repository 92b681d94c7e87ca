// The few things that the SDK needs of IndexedDB, as promises. A library would be a dependency that a page without a bundler has to map.

import { closed } from "./protocol.js";

/** The stores of the database. */
export const stores = ["keys", "state", "journal", "pads"] as const;

/** One of the stores. */
export type StoreName = (typeof stores)[number];

/** What a store holds under a key: a key, sealed bytes, or the name of the last writer. */
export type Row = CryptoKey | ArrayBuffer | string;

/** A write or a removal within one transaction. Without a value the key goes, without a key all do. */
export interface Change {
  store: StoreName;
  key?: IDBValidKey;
  value?: Row;
}

/** Opens the database, or with `make` makes it; undefined where there is none. Nothing is written to find that out. */
export function openDatabase(name: string, make: boolean): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      if (make) for (const store of stores) request.result.createObjectStore(store);
      else request.transaction?.abort(); // so that it is not made
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault?.();
      if (!make && request.error?.name === "AbortError") resolve(undefined);
      else reject(request.error);
    };
  });
}

/**
 * Makes all changes or none; resolves when they are committed. `strict` waits until they are on the disk. Only the writer that
 * {@link claim}ed the database last changes it: what a dying page asks for late is not done.
 */
export function commit(
  db: IDBDatabase,
  changes: readonly Change[],
  strict: boolean,
  writer?: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const names = ["keys", ...changes.map((c) => c.store)];
    const transaction = db.transaction(names, "readwrite", { durability: strict ? "strict" : "relaxed" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? closed());
    const last = transaction.objectStore("keys").get("writer");
    last.onsuccess = () => {
      if (last.result !== writer) return transaction.abort();
      for (const { store, key, value } of changes) {
        const at = transaction.objectStore(store);
        if (value !== undefined) at.put(value, key);
        else if (key !== undefined) at.delete(key);
        else at.clear();
      }
      transaction.commit?.();
    };
  });
}

/** What a store answers to a question. */
export function ask<T>(
  db: IDBDatabase,
  name: StoreName,
  question: (at: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return done(question(db.transaction(name).objectStore(name)));
}

/** Key, snapshot and journal, as they are at the moment from which only this writer changes them. */
export function claim(
  db: IDBDatabase,
  writer: string,
): Promise<[CryptoKey | undefined, ArrayBuffer | undefined, ArrayBuffer[]]> {
  const transaction = db.transaction(stores, "readwrite");
  const [keys, state, journal] = stores.map((name) => transaction.objectStore(name)) as [
    IDBObjectStore,
    IDBObjectStore,
    IDBObjectStore,
  ];
  const all = [done(keys.get("key")), done(state.get("snapshot")), done(journal.getAll())] as const;
  keys.put(writer, "writer"); // where the disk is full, what is held can be read all the same
  return Promise.all(all);
}

/** Removes the database. */
export async function dropDatabase(name: string): Promise<void> {
  await done(indexedDB.deleteDatabase(name));
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
