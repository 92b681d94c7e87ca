// The few things that the SDK needs of IndexedDB, as promises. A library would be a dependency that a page without a bundler has to map.

/** The stores of the database. */
export const stores = ["keys", "state", "journal", "pads"] as const;

/** One of the stores. */
export type StoreName = (typeof stores)[number];

/** What a store holds under a key: a key, or sealed bytes. */
export type Row = CryptoKey | ArrayBuffer;

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

/** Makes all changes or none; resolves when they are committed. `strict` waits until they are on the disk. */
export function commit(db: IDBDatabase, changes: readonly Change[], strict: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const names = [...new Set(changes.map((c) => c.store))];
    const transaction = db.transaction(names, "readwrite", { durability: strict ? "strict" : "relaxed" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    for (const { store, key, value } of changes) {
      const at = transaction.objectStore(store);
      if (value !== undefined && store === "journal")
        at.add(value, key); // never over an entry of another page
      else if (value !== undefined) at.put(value, key);
      else if (key !== undefined) at.delete(key);
      else at.clear();
    }
    transaction.commit?.();
  });
}

/** One row, or undefined. */
export function read(db: IDBDatabase, store: StoreName, key: IDBValidKey): Promise<Row | undefined> {
  return done(db.transaction(store).objectStore(store).get(key)) as Promise<Row | undefined>;
}

/** All rows of stores with their keys, in the keys' order: as they are at one moment, whatever another commits meanwhile. */
export function readAll(db: IDBDatabase, ...names: StoreName[]): Promise<[IDBValidKey, Row][][]> {
  const transaction = db.transaction(names);
  const rowsOf = async (name: StoreName) => {
    const at = transaction.objectStore(name);
    const [keys, rows] = await Promise.all([done(at.getAllKeys()), done(at.getAll())]);
    return keys.map((key, i): [IDBValidKey, Row] => [key, rows[i] as Row]);
  };
  return Promise.all(names.map(rowsOf));
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
