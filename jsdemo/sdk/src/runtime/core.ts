// The one writer: an engine with one person's state, kept in a vault. Calls act at once and answer when what they changed is kept.

import type { HearthEvents, HearthInfo } from "../api.js";
import { withClock } from "../convert.js";
import { type Device, type Engine, load } from "../engine.js";
import { EngineError, PackError, StorageUnavailable, TrapError } from "../errors.js";
import type { ConsentReply, ObserveReply, PackInfo, RestoreReply } from "../messages.js";
import type { Clock, EventInput, OpenPackOptions } from "../types.js";
import { checkExport, exportText } from "./export.js";
import { type Entry, Ledgerbook } from "./ledgerbook.js";
import { type News, type Sendable, type Setup, type Stamp, toFailure } from "./protocol.js";
import { bytesOf } from "./sources.js";
import { MemoryVault, SealedVault, type Vault } from "./vault.js";

/** Entries of the journal after which a snapshot takes their place, and the ms of quiet after which it does so too. */
const compactAfter = 64;
const compactQuiet = 3000;

/** An engine at work for all tabs. */
export class Core {
  readonly #setup: Setup;
  readonly #tell: (news: News) => void;
  #engine!: Engine;
  #device!: Device;
  #pack!: { bytes: Uint8Array; signature: Uint8Array | undefined };
  #vault!: Vault;
  #book = new Ledgerbook();
  #reason: HearthInfo["storageReason"];
  #info!: PackInfo;
  #held!: RestoreReply;
  #entries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #recovery: Promise<void> | undefined;
  #over = false;

  private constructor(setup: Setup, tell: (news: News) => void) {
    this.#setup = setup;
    this.#tell = tell;
  }

  /** Loads module and pack and restores the person. */
  static async start(setup: Setup, tell: (news: News) => void): Promise<Core> {
    const core = new Core(setup, tell);
    const engine = load(setup.wasm);
    engine.catch(() => undefined); // it is awaited below
    const pack = await core.#fetchPack(setup.pack, setup.signature);
    core.#engine = await engine;
    core.#info = await core.#openPack(pack);
    await core.#restore();
    return core;
  }

  /** What {@link Hearth.info} says. */
  get ready(): Omit<HearthInfo, "runtime"> {
    const reason = this.#reason === undefined ? {} : { storageReason: this.#reason };
    const { events, unknown } = this.#device.stats();
    return {
      storage: this.#reason ? "memory" : this.#vault.kind,
      ...reason,
      pack: this.#info,
      held: { ...this.#held, events, unknown },
    };
  }

  // --- beginning ---

  async #fetchPack(
    pack: Sendable,
    signature: Sendable | undefined,
  ): Promise<{ bytes: Uint8Array; signature: Uint8Array | undefined }> {
    const where =
      signature ?? (this.#setup.publicKey && typeof pack === "string" ? `${pack}.sig` : undefined);
    const [bytes, signed] = await Promise.all([
      bytesOf(pack, "pack"),
      where === undefined ? undefined : bytesOf(where, "signature"),
    ]);
    return { bytes, signature: signed };
  }

  async #openPack(pack: { bytes: Uint8Array; signature: Uint8Array | undefined }): Promise<PackInfo> {
    const signature =
      pack.signature &&
      (pack.signature.length === 64 ? pack.signature : new TextDecoder().decode(pack.signature));
    const options = { publicKey: this.#setup.publicKey, signature } as OpenPackOptions;
    try {
      const info = await this.#engine.openPack(pack.bytes as Uint8Array<ArrayBuffer>, options);
      this.#pack = pack;
      return info;
    } catch (cause) {
      if (cause instanceof EngineError) throw new PackError(cause.code, cause.message, { cause });
      throw cause;
    }
  }

  /** Opens the vault, or does without one. */
  async #restore(): Promise<void> {
    const { name, origin, storage } = this.#setup;
    const insecure = globalThis.crypto?.subtle === undefined;
    if (storage === "memory") this.#reason = "asked";
    else if (insecure) this.#reason = "insecure";
    this.#vault = this.#reason ? new MemoryVault() : new SealedVault(name, origin);
    try {
      await this.#replay();
    } catch (cause) {
      if (this.#vault.kind === "memory" || cause instanceof TrapError) throw cause;
      this.#reason =
        cause instanceof StorageUnavailable || cause instanceof EngineError ? "damaged" : "refused";
      this.#report(cause);
      this.#vault = new MemoryVault();
      await this.#replay();
    }
    this.#gpc();
  }

  /** Restores the snapshot and does again what came after it. */
  async #replay(): Promise<void> {
    const kept = await this.#vault.open();
    this.#book = new Ledgerbook();
    const snapshot = kept.snapshot && this.#book.read(kept.snapshot);
    this.#device = this.#engine.restore(this.#restoreOptions(snapshot));
    this.#held = this.#device.held;
    for (const entry of kept.entries) this.#again(this.#book.entry(entry));
    this.#entries = kept.entries.length;
    if (this.#held.purged > 0) await this.#compact();
  }

  #restoreOptions(snapshot: Uint8Array | undefined): Parameters<Engine["restore"]>[0] {
    const options: Record<string, unknown> = snapshot ? { snapshot } : {};
    for (const key of ["purposes", "consentDays", "confidence", "maxEvents", "maxDays"] as const) {
      if (this.#setup[key] !== undefined) options[key] = this.#setup[key];
    }
    return options;
  }

  #again({ request: { events, ...at }, stamp }: Entry): ObserveReply {
    const reply = this.#device.observe(events, at);
    if (stamp) this.#book.done(stamp, reply);
    return reply;
  }

  /** Tells the engine of Global Privacy Control where it does not know. */
  #gpc(): void {
    const present = this.#setup.globalPrivacyControl ?? false;
    if (this.#device.decide().signal !== present) this.#device.decide({ signal: present, act: "signal" });
  }

  // --- calls ---

  /** Runs a call by name. */
  async call(method: string, args: unknown, stamp?: Stamp): Promise<unknown> {
    const run = () => this.#methods[method]?.(args as never, stamp);
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof TrapError)) throw error;
      this.#recovery ??= this.#recover().finally(() => {
        this.#recovery = undefined;
      });
      await this.#recovery;
      return await run();
    }
  }

  /** Begins anew after a trap, from what is kept. */
  async #recover(): Promise<void> {
    this.#engine = await load(this.#engine.module);
    this.#info = await this.#openPack(this.#pack);
    await this.#replay();
    this.#gpc();
  }

  readonly #methods: Record<string, (args: never, stamp?: Stamp) => unknown> = {
    observe: (events: readonly EventInput[], stamp) => this.#observe(events, stamp),
    recommend: (options: never) => this.#device.recommend(options),
    rank: (options: never) => this.#device.rank(options),
    explain: (options: never) => this.#device.explain(options),
    profile: () => this.#device.profile(),
    order: (request: object) => this.#order(request),
    decide: (request: object) => this.#decide(request),
    forget: (request: { preview?: boolean }) => this.#forget(request),
    export: () => this.#export(),
    import: (text: string) => this.#import(text),
    erase: () => this.#erase(),
    swapPack: (of: { pack: Sendable; signature?: Sendable }) => this.#swap(of.pack, of.signature),
    pad: (name: string) => this.#pad(name),
    deliver: (box: Outboxed) => this.#deliver(box),
  };

  async #observe(events: readonly EventInput[], stamp?: Stamp): Promise<ObserveReply> {
    const before = stamp && this.#book.reply(stamp);
    if (before) return before;
    const entry = {
      request: withClock<{ events: readonly EventInput[] } & Clock>({ events }),
      ...(stamp && { stamp }),
    };
    const reply = this.#again(entry);
    if (reply.recorded > 0) {
      await this.#keep(entry);
      this.#changed("observe");
    }
    if (reply.purged > 0) {
      await this.#compact();
      this.#tell({ event: "purge", detail: { records: reply.purged } });
    }
    return reply;
  }

  async #order(request: object): Promise<unknown> {
    const timed = withClock(request);
    const reply = this.#device.order(timed);
    await this.#compact();
    this.#changed("order");
    return reply;
  }

  async #decide(request: object): Promise<ConsentReply> {
    const asks = Object.keys(request).length > 0;
    const reply = this.#device.decide(request);
    if (!asks) return reply;
    await this.#compact(reply.removed > 0 || !reply.purposes.some((p) => p.holds));
    this.#changed("consent");
    return reply;
  }

  async #forget(request: { preview?: boolean }): Promise<unknown> {
    const reply = this.#device.forget(request);
    if (request.preview) return reply;
    await this.#compact(true);
    this.#changed("forget");
    return reply;
  }

  async #export(): Promise<string> {
    const at = withClock({});
    const profile = this.#device.profile({ ...at, export: true });
    const { snapshot } = this.#device.snapshot(at);
    await this.#compact();
    return exportText(at, this.#info.catalogue, profile, snapshot);
  }

  async #import(text: string): Promise<RestoreReply> {
    const read = checkExport(text, this.#info.catalogue);
    const former = this.#device.snapshot({ volatile: true }).snapshot;
    try {
      this.#device = this.#engine.restore(this.#restoreOptions(read.snapshot));
      read.compare(this.#device.profile());
    } catch (error) {
      this.#device = this.#engine.restore(this.#restoreOptions(former));
      throw error;
    }
    this.#gpc();
    await this.#compact(true);
    this.#changed("import");
    return this.#device.held;
  }

  async #erase(): Promise<void> {
    clearTimeout(this.#timer);
    this.#book = new Ledgerbook();
    this.#device = this.#engine.restore(this.#restoreOptions(undefined));
    this.#gpc();
    if (this.#reason === "damaged" || this.#reason === "refused") {
      this.#vault = new SealedVault(this.#setup.name, this.#setup.origin); // what it could not read or write, it can remove
      await this.#vault.open().catch(() => undefined);
      this.#reason = undefined;
    }
    await this.#vault.erase();
    this.#entries = 0;
    this.#changed("erase");
  }

  async #swap(pack: Sendable, signature?: Sendable): Promise<PackInfo> {
    this.#info = await this.#openPack(await this.#fetchPack(pack, signature));
    await this.#compact();
    this.#changed("pack");
    return this.#info;
  }

  // --- the pages' outboxes ---

  /** A one-time pad under which a page can note events without waiting; none while nothing may be recorded. */
  async #pad(name: string): Promise<Uint8Array | undefined> {
    if (this.#vault.kind === "memory" || !this.#device.decide().purposes.some((p) => p.holds))
      return undefined;
    const pad = crypto.getRandomValues(new Uint8Array(padSize));
    await this.#vault.putPad(name, pad);
    return pad;
  }

  /** Takes what a page noted and could not hand over before it ended. */
  async #deliver(box: Outboxed): Promise<void> {
    const pad = await this.#vault.takePad(box.pad);
    for (const note of pad ? box.notes : []) {
      const events = readNote(note, pad as Uint8Array);
      if (events)
        await this.#observe(events, { client: box.client, seq: note.seq }).catch((error) => {
          if (this.#over) throw error;
          this.#report(error);
        });
    }
  }

  // --- keeping ---

  /** Writes an entry down, or a snapshot where there are enough of them or one could not be written. */
  async #keep(entry: Entry): Promise<void> {
    const written = this.#vault.append(this.#book.bytes(entry)).then(
      () => ++this.#entries,
      (error) => {
        if (this.#over) throw error; // not to be taken for a browser that refuses: the page's note stays
        return compactAfter;
      },
    );
    const full = (await written) >= compactAfter || (this.#reason && this.#vault.kind === "indexeddb");
    clearTimeout(this.#timer);
    if (this.#over) return;
    if (full) await this.#tidy();
    else this.#timer = setTimeout(() => void this.#tidy(), compactQuiet);
  }

  /** Writes a snapshot. Where the browser refuses, what is held goes on in memory, which is said once. */
  async #tidy(): Promise<void> {
    const known = this.#reason;
    await this.#compact().catch((error) => known ?? this.#report(error));
  }

  /**
   * Writes a snapshot in the place of snapshot and journal; while nothing may be kept, nothing is left. Where something was
   * removed, replies go, which have its refs, and the pads, so that no note that a page left behind brings it back.
   */
  async #compact(removed = false): Promise<void> {
    clearTimeout(this.#timer);
    if (removed) this.#book.forgetReplies();
    const sealed = this.#vault.kind === "indexeddb";
    const { snapshot } = this.#device.snapshot({ volatile: !sealed });
    this.#entries = 0;
    const bytes = this.#book.sealed(snapshot);
    try {
      await (snapshot.length > 0 ? this.#vault.replace(bytes, removed) : this.#vault.erase());
      if (sealed) this.#reason = undefined;
    } catch (cause) {
      this.#reason = "refused";
      throw new StorageUnavailable("write", `cannot write to IndexedDB: ${String(cause)}`, {
        cause,
        hint: "The state goes on in memory and ends with the page.",
      });
    }
  }

  #changed(cause: HearthEvents["change"]["cause"]): void {
    this.#tell({ event: "change", detail: { cause } });
  }

  #report(error: unknown): void {
    this.#tell({ event: "error", detail: toFailure(error) });
  }

  /** Ends: what is not yet in a snapshot is in the journal. A snapshot now could be committed after a successor has begun, over what that wrote. */
  async close(): Promise<void> {
    this.#over = true;
    clearTimeout(this.#timer);
    await this.#vault.close();
  }
}

/** Bytes of a pad. */
export const padSize = 16 << 10;

/** A note that a page made: the events, under a part of its pad. */
export interface Note {
  seq: number;
  offset: number;
  /** The text's bytes, exclusive-ored with the pad's from `offset` on. */
  bytes: Uint8Array;
}

/** What a page left behind. */
export interface Outboxed {
  client: string;
  pad: string;
  notes: Note[];
}

function readNote(note: Note, pad: Uint8Array): EventInput[] | undefined {
  try {
    const plain = note.bytes.map((b, i) => b ^ (pad[note.offset + i] ?? 0));
    const events: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
    return Array.isArray(events) ? (events as EventInput[]) : undefined;
  } catch {
    return undefined; // not a note of this pad
  }
}
