// The API: load() gives an Engine, which opens packs and begins a Device, which holds one person's state.

import { asBytes, compile, type ModuleSource } from "./compile.js";
import { eventToWire, withClock } from "./convert.js";
import { DeviceEndedError } from "./errors.js";
import { Instance } from "./instance.js";
import type {
  ConsentReply,
  ControlReply,
  ExplainReply,
  ForgetReply,
  ObserveReply,
  Op,
  PackInfo,
  Profile,
  RestoreReply,
  Slate,
  SnapshotReply,
  Stats,
} from "./messages.js";
import { verify } from "./signature.js";
import type {
  Clock,
  DecideOptions,
  EventInput,
  ExplainOptions,
  ForgetOptions,
  OpenPackOptions,
  OrderOptions,
  ProfileOptions,
  RankOptions,
  RecommendOptions,
  RestoreOptions,
  SnapshotOptions,
} from "./types.js";

/**
 * Loads Hearth's module. Responses with the type `application/wasm` are compiled while they arrive; another type
 * costs that, nothing else.
 *
 * @param source - where the module is; a module that is compiled already makes a second engine cheaply.
 * @throws LoadError when it cannot be had, is not the module (an HTML page, say), imports anything, or has another
 * ABI version.
 *
 * @example
 * ```ts
 * const engine = await load("/engine.wasm");
 * await engine.openPack(await (await fetch("/films.pack")).arrayBuffer());
 * const device = engine.restore({ grants: ["rank"] });
 * device.observe({ type: "view", item: "toy-story-1995" });
 * console.log(device.recommend({ n: 10, reasons: 3 }).items);
 * ```
 */
export async function load(source: ModuleSource): Promise<Engine> {
  const module = await compile(source);
  return new Engine(module, await Instance.start(module));
}

/** One instance of the module: a pack, and one person at a time. Made by {@link load}. */
export class Engine {
  /** The compiled module: `load(engine.module)` makes another engine without compiling again. */
  readonly module: WebAssembly.Module;
  readonly #instance: Instance;
  #device: Device | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(module: WebAssembly.Module, instance: Instance) {
    this.module = module;
    this.#instance = instance;
  }

  /**
   * Opens a pack, or swaps in another; the person's state is kept and ranked with the new one. When it fails, the
   * former pack stays in use. Opens happen in the order in which they were asked for; without a key, leave the bytes
   * as they are until then.
   *
   * @throws SignatureError when a `publicKey` is given and the signature is not valid.
   * @throws EngineError when the pack is damaged, of another catalogue, or older than the open one.
   */
  openPack(pack: BufferSource, options: OpenPackOptions = {}): Promise<PackInfo> {
    const { signature, publicKey, ...request } = options;
    const signed = signature !== undefined || publicKey !== undefined;
    // What is checked is what is opened, whatever the caller does to the bytes meanwhile.
    const bytes = signed ? asBytes(pack).slice() : asBytes(pack);
    const opened = this.#queue.then(async () => {
      if (signed) await verify(bytes, signature, publicKey);
      this.#instance.writePack(bytes);
      return this.#instance.call("pack_open", withClock(request)) as PackInfo;
    });
    this.#queue = opened.catch(() => undefined);
    return opened;
  }

  /**
   * Begins a person: empty, or from a snapshot. The former device ends and its state is wiped from memory.
   * Until the person has said yes to a purpose ({@link Device.decide}) nothing is recorded; `grants` are for tests.
   *
   * @throws EngineError when the snapshot is damaged; the former device then goes on.
   */
  restore(options: RestoreOptions = {}): Device {
    const held = this.#instance.call("restore", withClock(options)) as RestoreReply;
    const device = new Device(held, (op, request) => {
      if (this.#device !== device) throw new DeviceEndedError(op);
      return this.#instance.call(op, request);
    });
    this.#device = device;
    return device;
  }
}

/** One person's state in the module. Made by {@link Engine.restore}. All calls answer at once. */
export class Device {
  /** What was held when this device began. */
  readonly held: RestoreReply;
  readonly #call: (op: Op, request: object) => unknown;

  /** @internal */
  constructor(held: RestoreReply, call: (op: Op, request: object) => unknown) {
    this.held = held;
    this.#call = call;
  }

  /**
   * Records events in order: all of them or, on an error, none. The reply has one ref an event, the handle that
   * `forget` and reasons use; 0 when the event was not recorded because no purpose that may record it is granted.
   *
   * @throws EngineError such as `range` at `events[0].value`.
   */
  observe(events: EventInput | readonly EventInput[], at: Clock = {}): ObserveReply {
    const list: readonly EventInput[] = Array.isArray(events) ? events : [events];
    return this.#call("observe", withClock({ ...at, events: list.map(eventToWire) })) as ObserveReply;
  }

  /** Orders the candidates given. Writes nothing. */
  rank(options: RankOptions): Slate {
    return this.#call("rank", withClock(options)) as Slate;
  }

  /** Finds the `n` best items of the catalogue. Writes nothing: observe an `impression` to record what was shown. */
  recommend(options: RecommendOptions): Slate {
    return this.#call("recommend", withClock(options)) as Slate;
  }

  /** Says where items stand in the whole catalogue and which contributions make up their scores. Writes nothing. */
  explain(options: ExplainOptions): ExplainReply {
    return this.#call("explain", withClock(options)) as ExplainReply;
  }

  /**
   * Takes what the person decides about the purposes; it acts within the call. Without a decision it says where they stand.
   *
   * @example
   * ```ts
   * device.decide({ grant: ["rank"] });
   * device.decide({ withdraw: ["rank"], act: "settings" }).removed; // records that no purpose holds any more
   * ```
   */
  decide(options: DecideOptions = {}): ConsentReply {
    return this.#call("consent", withClock(options)) as ConsentReply;
  }

  /**
   * Takes what the person orders: the dial, items and attributes that are not to be shown, interests. Orders in `lift`
   * are taken back first. Until there is a yes to some purpose, or `remember` is set, they are in no {@link snapshot}.
   */
  order(options: OrderOptions): ControlReply {
    return this.#call("control", withClock(options)) as ControlReply;
  }

  /** Everything that the device holds about the person. */
  profile(options: ProfileOptions = {}): Profile {
    return this.#call("profile", withClock(options)) as Profile;
  }

  /** Removes events, and what was based on them, as if they had never been; with `preview` it says what would go. */
  forget(options: ForgetOptions): ForgetReply {
    return this.#call("forget", withClock(options)) as ForgetReply;
  }

  /**
   * The state as bytes for {@link Engine.restore}. Equal states give equal bytes. It is empty until the person has decided
   * something: nothing is to be stored before.
   */
  snapshot(options: SnapshotOptions = {}): SnapshotReply {
    return this.#call("snapshot", withClock({ ...options })) as SnapshotReply;
  }

  /** Counts of what is held; it names nothing. */
  stats(at: Clock = {}): Stats {
    return this.#call("stats", withClock({ ...at })) as Stats;
  }
}
