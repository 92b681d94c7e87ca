// The types of the SDK's main API: what open() takes and what a Hearth does, in the page or through a worker.

import type { ModuleSource } from "./compile.js";
import type { HearthError } from "./errors.js";
import type {
  ConsentReply,
  Control,
  ControlReply,
  ExplainReply,
  ForgetReply,
  ObserveReply,
  PackInfo,
  Profile,
  Purpose,
  RestoreReply,
  Slate,
  Tally,
} from "./messages.js";
import type { EventInput, ExplainOptions, ForgetOptions, RankOptions, RecommendOptions } from "./types.js";

/** Where bytes come from: a URL, a response, or the bytes. */
export type ByteSource = string | URL | Response | Promise<Response> | BufferSource;

/** How {@link open} begins. */
export interface OpenOptions {
  /** The pack: the same for everybody, at a URL that is the same for everybody. */
  pack: ByteSource;
  /** The publisher's Ed25519 key (32 bytes, or base64 or hex). Pin it in page code: a pack that it did not sign is then refused. */
  publicKey?: Uint8Array | string;
  /** The pack's detached signature; by default, with a key and a pack by URL, at that URL with `.sig` added. */
  signature?: ByteSource;
  /** The module; by default the file `engine.wasm` beside the SDK's own. */
  wasm?: ModuleSource;
  /** The purposes that the site declares, beside those of the pack; the narrower wins. */
  purposes?: readonly Purpose[];
  /**
   * `auto` (the default) keeps the state sealed in IndexedDB, and in memory where that is not to be had, which
   * {@link HearthInfo.storage} says; `memory` keeps it in memory.
   */
  storage?: "auto" | "memory";
  /** Name of the person's state, of a-z 0-9 - (default `hearth`): of database, lock and channel. Hearths of one name and origin share one state. */
  name?: string;
  /**
   * Where the engine runs. `true` (the default): in a SharedWorker where there is one, else in a worker of this tab; `false`: in
   * the page's thread. A worker that cannot be started, which a CSP can forbid, is done without.
   */
  worker?: boolean | "shared" | "dedicated";
  /** The worker's script; by default the file `worker.js` beside the SDK's own. */
  workerUrl?: string | URL;
  /** Whether Global Privacy Control is present; by default what the browser says. */
  globalPrivacyControl?: boolean;
  /** Days until a yes lapses (default 365). */
  consentDays?: number;
  /** Evidence below which a slate is generic, 0 to 100 (default 0). */
  confidence?: number;
  /** Records kept at most (default 5,000). */
  maxEvents?: number;
  /** Days that records are kept at most (default 90). */
  maxDays?: number;
}

/** Where and how a Hearth runs. */
export interface HearthInfo {
  /** `shared` and `dedicated`: in such a worker; `page`: in this thread. */
  readonly runtime: "shared" | "dedicated" | "page";
  /** Where the state is kept. */
  readonly storage: "indexeddb" | "memory";
  /** Why it is kept in memory: asked for, refused by the browser, no WebCrypto, as in an insecure context, or what is stored cannot be read. */
  readonly storageReason?: "asked" | "refused" | "insecure" | "damaged";
  /** The pack in use. */
  readonly pack: PackInfo;
  /** What was held when the state was opened. */
  readonly held: RestoreReply;
}

/** How a decision was made: at the invitation, or in the settings. */
export type Act = "banner" | "settings";

/** The purposes, and what the person decides about them. A decision acts within the call, in all tabs. */
export interface ConsentApi {
  /** Where every purpose stands. */
  state(): Promise<ConsentReply>;
  /** Yes: what is recorded from now on serves them. `all` names every purpose. */
  grant(purposes: string | readonly string[], act?: Act): Promise<ConsentReply>;
  /** No: nothing more is recorded for them, and what was is masked. That was decided is kept, nothing else. */
  deny(purposes: string | readonly string[], act?: Act): Promise<ConsentReply>;
  /** Back: taken from every record; what no other purpose holds is removed, and `removed` counts it. */
  withdraw(purposes: string | readonly string[], act?: Act): Promise<ConsentReply>;
  /** Says that a signal such as Global Privacy Control is present or not. It narrows and never widens. */
  signal(present: boolean): Promise<ConsentReply>;
  /** Calls back after every decision, of any tab. Returns what ends it. */
  onChange(listener: (state: ConsentReply) => void): () => void;
}

/** What a person says about items and their like. Orders hold until they are lifted. */
export interface FeedbackApi {
  /** Records a like. */
  like(item: string): Promise<ObserveReply>;
  /** Records a dislike. */
  dislike(item: string): Promise<ObserveReply>;
  /** Never show an item, or what has a value of a field such as a category: a rule, and no evidence. */
  notInterested(what: string | { field: string; value: string }): Promise<ControlReply>;
  /** Takes that back. */
  interestedAgain(what: string | { field: string; value: string }): Promise<ControlReply>;
}

/** Interests that the person declares, raises, lowers or removes. */
export interface InterestsApi {
  /** Sets how much an interest in a field's value counts: −100 to 100. */
  set(field: string, value: string, amount: number): Promise<ControlReply>;
  /** Removes an interest that was inferred; it stays removed. */
  remove(field: string, value: string): Promise<ControlReply>;
  /** Takes back what was set or removed. */
  reset(field: string, value: string): Promise<ControlReply>;
}

/** How far the history counts, 0 (not at all) to 100. */
export interface DialApi {
  /** Tells where it stands; 100 where the person has not set it. */
  get(): Promise<number>;
  /** Sets it; with `remember` it is kept even before there is a yes to some purpose. */
  set(amount: number, options?: { remember?: boolean }): Promise<ControlReply>;
}

/** What was done with the person's data, as counts, and what they decided. */
export interface Audit {
  /** How often something was done, for which purpose, and on which day last. */
  counts: Tally[];
  /** What the person decided, first to last. */
  decisions: Profile["ledger"];
  /** Bytes of the log. */
  bytes: number;
  /** Events held. */
  events: number;
}

/** What a Hearth tells. */
export interface HearthEvents {
  /** The state changed, in this tab or another: slates may differ now. */
  change: {
    /** What changed it. */
    cause: "observe" | "consent" | "order" | "forget" | "import" | "erase" | "pack";
  };
  /** Time removed records. */
  purge: {
    /** How many. */
    records: number;
  };
  /** Something failed that no call was waiting for. */
  error: HearthError;
}

/** One person's recommender on one device. Made by {@link open}. */
export interface Hearth {
  /** Where and how it runs, as it was when it was opened. */
  readonly info: HearthInfo;
  /** What the person decides about purposes. */
  readonly consent: ConsentApi;
  /** What the person says about items. */
  readonly feedback: FeedbackApi;
  /** Interests that the person declares or corrects. */
  readonly interests: InterestsApi;
  /** How far the history counts. */
  readonly dial: DialApi;
  /**
   * Records events. It resolves when they are on the device's storage, or at once where no purpose that is granted may record
   * them: a ref of 0 says so. What is observed just before the page is left is recorded all the same.
   */
  observe(events: EventInput | readonly EventInput[]): Promise<ObserveReply>;
  /** Finds the `n` best items of the catalogue. */
  recommend(options: RecommendOptions): Promise<Slate>;
  /** Orders the candidates given. */
  rank(options: RankOptions): Promise<Slate>;
  /** Says where items stand, why, and where they would stand without what the person did. */
  explain(options: ExplainOptions): Promise<ExplainReply>;
  /** Everything that the device holds about the person. */
  profile(): Promise<Profile>;
  /** Orders of any kind: `set` after `lift`. */
  order(orders: {
    set?: readonly Control[];
    lift?: readonly Control[];
    remember?: boolean;
  }): Promise<ControlReply>;
  /** Removes events and what was based on them, from storage too; with `preview` it says what would go. */
  forget(options: ForgetOptions): Promise<ForgetReply>;
  /** Everything as one JSON text, in the format of `hearth export`. It is not sealed. */
  export(): Promise<string>;
  /** Replaces the state by an export's. A text that is none, or whose parts contradict each other, is refused and changes nothing. */
  import(text: string): Promise<RestoreReply>;
  /** Erases everything: the key, then the data, in all tabs. */
  erase(): Promise<void>;
  /** What was done with the data, as counts. */
  audit(): Promise<Audit>;
  /** Swaps in another pack without losing state; when it fails the former stays in use. */
  swapPack(pack: ByteSource, signature?: ByteSource): Promise<PackInfo>;
  /** Listens. Returns what ends it. */
  on<E extends keyof HearthEvents>(event: E, listener: (detail: HearthEvents[E]) => void): () => void;
  /** Ends this Hearth; what was acknowledged is kept. Calls after it are refused. */
  close(): Promise<void>;
}
