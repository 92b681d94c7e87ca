// Where a person's state lies: a snapshot and a journal of what came after it, sealed in IndexedDB, or in memory.

import { StorageUnavailable } from "../errors.js";
import { ask, type Change, claim, commit, dropDatabase, openDatabase } from "./database.js";
import { closed, randomName } from "./protocol.js";

/** What a vault gives back when it is opened. */
export interface Kept {
  snapshot: Uint8Array<ArrayBuffer> | undefined;
  /** The journal's entries since the snapshot, in their order. */
  entries: Uint8Array<ArrayBuffer>[];
}

/** Where the state is kept. Writes happen in the order in which they are asked for. */
export interface Vault {
  readonly kind: "indexeddb" | "memory";
  open(): Promise<Kept>;
  /** Adds an entry; resolves when it is committed. */
  append(entry: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Replaces snapshot and journal, and removes the pads where that is asked for; resolves when that is on the disk. */
  replace(snapshot: Uint8Array<ArrayBuffer>, pads?: boolean): Promise<void>;
  /** Destroys the key, then the rest. */
  erase(): Promise<void>;
  /** Keeps a one-time pad under a name, or gives it back. Names ascend, and only the latest pads are kept. */
  putPad(name: string, pad: Uint8Array<ArrayBuffer>): Promise<void>;
  takePad(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Closes it when all is written that was asked for. */
  close(): Promise<void>;
}

/** State that ends with the page or worker. */
export class MemoryVault implements Vault {
  readonly kind = "memory";
  #kept: Kept = { snapshot: undefined, entries: [] };
  async open(): Promise<Kept> {
    return { snapshot: this.#kept.snapshot, entries: [...this.#kept.entries] };
  }
  async append(entry: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#kept.entries.push(entry);
  }
  async replace(snapshot: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#kept = { snapshot, entries: [] };
  }
  async erase(): Promise<void> {
    this.#kept = { snapshot: undefined, entries: [] };
  }
  async putPad(): Promise<void> {}
  async takePad(): Promise<undefined> {}
  async close(): Promise<void> {}
}

/** Pads that are kept beside a new one: of pages that are open, or left notes behind. */
const mostPads = 32;

/** Bytes of the random number with which each seal begins. */
const nonceSize = 12;

/**
 * State sealed with AES-256-GCM under a key that cannot be taken out of the browser. What is sealed is bound to origin, name, kind and place, so that no
 * part can stand in for another. The database is made by the first write.
 */
export class SealedVault implements Vault {
  readonly kind = "indexeddb";
  readonly #name: string;
  readonly #bound: string;
  readonly #writer = randomName();
  #db: IDBDatabase | undefined;
  #key: CryptoKey | undefined;
  #generation = 0;
  #next = 1;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Names the database, and what its rows are bound to. */
  constructor(name: string, origin: string) {
    this.#name = name;
    this.#bound = `hearth 1 ${origin} ${name}`;
  }

  open(): Promise<Kept> {
    return this.#then(() => this.#open());
  }

  async #open(): Promise<Kept> {
    this.#db?.close();
    this.#generation = 0;
    this.#next = 1;
    this.#db = await openDatabase(this.#name, false);
    this.#listen();
    const empty = { snapshot: undefined, entries: [] };
    if (!this.#db) return empty;
    const [key, sealed, rows] = await claim(this.#db, this.#writer);
    this.#key = key;
    if (!key) await this.#erase(); // an erase that was broken off
    if (!key || !sealed) return empty;
    const opened = await this.#unseal(sealed, "snapshot");
    this.#generation = Number(new DataView(opened.buffer).getBigUint64(0));
    const entries = [];
    for (const row of rows) entries.push(await this.#unseal(row, this.#place(this.#next++))); // a gap cannot be unsealed
    return { snapshot: opened.subarray(8), entries };
  }

  append(entry: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#then(async () => {
      const row = await this.#seal(entry, this.#place(this.#next));
      await this.#write([{ store: "journal", key: this.#next, value: row }], false);
      this.#next++;
    });
  }

  replace(snapshot: Uint8Array<ArrayBuffer>, pads = false): Promise<void> {
    return this.#then(async () => {
      const body = new Uint8Array(8 + snapshot.length);
      new DataView(body.buffer).setBigUint64(0, BigInt(this.#generation + 1));
      body.set(snapshot, 8);
      const value = await this.#seal(body, "snapshot");
      const changes: Change[] = [{ store: "state", key: "snapshot", value }, { store: "journal" }];
      await this.#write(pads ? [...changes, { store: "pads" }] : changes, true);
      this.#generation++;
      this.#next = 1;
    });
  }

  erase(): Promise<void> {
    return this.#then(() => this.#erase());
  }

  async #erase(): Promise<void> {
    this.#key = undefined;
    this.#generation = 0;
    this.#next = 1;
    const db = this.#db;
    this.#db = undefined;
    if (!db) return;
    await commit(db, [{ store: "keys" }], true, this.#writer).catch(() => undefined); // closed, as by another who removes it
    db.close();
    await dropDatabase(this.#name);
  }

  putPad(name: string, pad: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#then(async () => {
      const value = await this.#seal(pad, `pad ${name}`);
      const held = await ask(this.#db as IDBDatabase, "pads", (at) => at.getAllKeys());
      const old = held.slice(0, -mostPads).map((key): Change => ({ store: "pads", key }));
      await this.#write([{ store: "pads", key: name, value }, ...old], false);
    });
  }

  takePad(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#then(async () => {
      const row = this.#db && this.#key && (await ask(this.#db, "pads", (at) => at.get(name)));
      return row ? this.#unseal(row, `pad ${name}`) : undefined;
    });
  }

  close(): Promise<void> {
    const done = this.#then(async () => this.#db?.close());
    this.#closed = true;
    return done;
  }

  /** Runs a step when all before it are done; none after a close. */
  async #then<T>(step: () => Promise<T>): Promise<T> {
    if (this.#closed) throw closed();
    const run = this.#queue.then(step);
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** Lets another page remove the database. */
  #listen(): void {
    const db = this.#db;
    if (db) db.onversionchange = () => db.close();
  }

  /** The key; database and key are made if need be. */
  async #secret(): Promise<CryptoKey> {
    if (this.#key) return this.#key;
    this.#db = (await openDatabase(this.#name, true)) as IDBDatabase;
    this.#listen();
    const usages: KeyUsage[] = ["encrypt", "decrypt"];
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, usages);
    await claim(this.#db, this.#writer);
    await this.#write([{ store: "keys", key: "key", value: key }], true);
    this.#key = key;
    return key;
  }

  /** Writes what was sealed: the database is there. */
  async #write(changes: readonly Change[], strict: boolean): Promise<void> {
    await commit(this.#db as IDBDatabase, changes, strict, this.#writer);
  }

  #place(entry: number): string {
    return `journal ${this.#generation} ${entry}`;
  }

  async #seal(plain: Uint8Array<ArrayBuffer>, place: string): Promise<ArrayBuffer> {
    const iv = crypto.getRandomValues(new Uint8Array(nonceSize));
    const key = await this.#secret();
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: this.#data(place) },
      key,
      plain,
    );
    const row = new Uint8Array(nonceSize + sealed.byteLength);
    row.set(iv);
    row.set(new Uint8Array(sealed), nonceSize);
    return row.buffer;
  }

  async #unseal(row: ArrayBuffer, place: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const all = new Uint8Array(row);
      const algorithm = {
        name: "AES-GCM",
        iv: all.subarray(0, nonceSize),
        additionalData: this.#data(place),
      };
      return new Uint8Array(
        await crypto.subtle.decrypt(algorithm, this.#key as CryptoKey, all.subarray(nonceSize)),
      );
    } catch (cause) {
      throw damaged(`${place} cannot be unsealed`, cause);
    }
  }

  #data(place: string): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(`${this.#bound} ${place}`);
  }
}

function damaged(what: string, cause?: unknown): StorageUnavailable {
  return new StorageUnavailable("damaged", `the state in IndexedDB: ${what}`, {
    cause,
    hint: "hearth.erase() begins anew.",
  });
}
