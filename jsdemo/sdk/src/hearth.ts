// open(): a person's recommender for a page, with its engine in a worker, its state sealed in the browser, and one state for all tabs.

import type {
  Act,
  Audit,
  ByteSource,
  ConsentApi,
  DialApi,
  FeedbackApi,
  Hearth,
  HearthEvents,
  HearthInfo,
  InterestsApi,
  OpenOptions,
} from "./api.js";
import { localOffset } from "./convert.js";
import { ConsentRequired, HearthError, LoadError } from "./errors.js";
import { globalPrivacyControl } from "./gpc.js";
import type { ConsentReply, Control, ControlReply, ObserveReply, Profile } from "./messages.js";
import { type Link, PageLink, WorkerLink } from "./runtime/link.js";
import { Outbox, present } from "./runtime/outbox.js";
import { fromFailure, type News, PROTOCOL, type Ready, randomName, type Setup } from "./runtime/protocol.js";
import { absolute, sendable } from "./runtime/sources.js";
import type { EventInput } from "./types.js";

/**
 * Opens Hearth: loads module and pack, restores what this device keeps, and resolves when slates can be asked for. Until the person has
 * decided something, nothing is stored, and slates follow from context and catalogue alone.
 *
 * @throws PackError, SignatureError or LoadError when pack or module cannot be had or are refused.
 *
 * @example
 * ```ts
 * const hearth = await open({ pack: "/films.pack", purposes });
 * await hearth.consent.grant("rank");
 * await hearth.observe({ type: "view", item: "toy-story-1995" });
 * const { items } = await hearth.recommend({ n: 10, reasons: 3 });
 * ```
 */
export async function open(options: OpenOptions): Promise<Hearth> {
  const setup = await setupOf(options);
  const client = new Client(setup);
  await client.begin(links(options, setup));
  return client;
}

async function setupOf(options: OpenOptions): Promise<Setup> {
  const { pack, signature, wasm, worker: _, workerUrl: __, name = "hearth", ...rest } = options;
  if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new HearthError("name", `name "${name}": want a-z, 0-9 and -`);
  return {
    globalPrivacyControl: globalPrivacyControl(),
    ...rest,
    name,
    origin: globalThis.location?.origin ?? "",
    pack: await sendable(pack, "pack"),
    ...(signature === undefined ? {} : { signature: await sendable(signature, "signature") }),
    wasm: await moduleOf(wasm),
  };
}

async function moduleOf(wasm: OpenOptions["wasm"]): Promise<Setup["wasm"]> {
  if (wasm === undefined) return new URL("./engine.wasm", import.meta.url).href;
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (typeof wasm === "string" || wasm instanceof URL) return absolute(wasm);
  return (await sendable(wasm, "module", LoadError)) as Uint8Array;
}

/** The ways to reach an engine, the best first. */
function* links(
  { worker = true, workerUrl }: OpenOptions,
  setup: Setup,
): Generator<["shared" | "dedicated" | "page", () => Link]> {
  const name = `hearth ${PROTOCOL} ${setup.name}`;
  const sendableModule = !(setup.wasm instanceof WebAssembly.Module);
  const shared = worker === "shared" || (worker === true && sendableModule && setup.storage !== "memory");
  if (shared && typeof SharedWorker !== "undefined") {
    yield [
      "shared",
      () =>
        new WorkerLink(() =>
          workerUrl === undefined
            ? new SharedWorker(new URL("./worker.js", import.meta.url), { type: "module", name })
            : new SharedWorker(workerUrl, { type: "module", name }),
        ),
    ];
  }
  if (worker !== false && typeof Worker !== "undefined" && typeof document !== "undefined") {
    yield [
      "dedicated",
      () =>
        new WorkerLink(() =>
          workerUrl === undefined
            ? new Worker(new URL("./worker.js", import.meta.url), { type: "module", name })
            : new Worker(workerUrl, { type: "module", name }),
        ),
    ];
  }
  yield ["page", () => new PageLink()];
}

/** A Hearth as the page has it. */
class Client implements Hearth {
  info!: HearthInfo;
  readonly #setup: Setup;
  readonly #listeners = new Map<string, Set<(detail: never) => void>>();
  readonly #leave = new AbortController();
  #link!: Link;
  #outbox!: Outbox;
  #me = "";
  #seq = 0;
  #next = 1;
  #closed = false;
  #gone: () => void = () => undefined;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  /** Tries the links in turn. Only a worker that cannot be started is done without. */
  async begin(ways: Generator<["shared" | "dedicated" | "page", () => Link]>): Promise<void> {
    for (const [runtime, make] of ways) {
      try {
        this.#link = make();
        const ready = await this.#link.start(this.#setup, (news) => this.#hear(news));
        await this.#begun(runtime, ready);
        return;
      } catch (error) {
        void this.#link?.end().catch(() => undefined);
        const worker = runtime !== "page" && (!(error instanceof HearthError) || error.code === "worker");
        if (!worker) throw error;
      }
    }
  }

  #begun(runtime: HearthInfo["runtime"], ready: Ready): Promise<void> {
    this.info = { runtime, ...ready };
    const target = globalThis.window as Window | undefined;
    const { signal } = this.#leave;
    target?.addEventListener?.("pagehide", () => this.#hide(), { signal });
    target?.addEventListener?.("pageshow", (e) => void (e.persisted && this.#show()), { signal });
    return this.#arrive();
  }

  /** This page as one of those that note and ask. It waits for the pad: without one a click that leaves at once is noted nowhere. */
  async #arrive(): Promise<void> {
    this.#me = randomName();
    this.#seq = 0;
    this.#gone = present(this.#me);
    this.#outbox = new Outbox(this.#setup.name, this.#me, (method, args) => this.#ask(method, args));
    if (this.info.storage !== "indexeddb") return;
    void this.#outbox.collect().catch((error) => this.#fail(error));
    await this.#outbox.renew();
  }

  #hide(): void {
    this.#gone();
    void this.#link.rest();
  }

  async #show(): Promise<void> {
    await this.#link.wake().catch((error) => this.#fail(error));
    await this.#arrive();
    this.#emit("change", { cause: "observe" }); // others may have changed it meanwhile
  }

  // --- calls ---

  async #ask<T>(method: string, args?: unknown, seq?: number): Promise<T> {
    if (this.#closed) throw new HearthError("closed", `${method}: this Hearth is closed`);
    const stamp = seq === undefined ? {} : { stamp: { client: this.#me, seq } };
    const answer = await this.#link.call({ id: this.#next++, method, args, ...stamp });
    if ("failure" in answer) throw fromFailure(answer.failure);
    return answer.value as T;
  }

  async observe(events: EventInput | readonly EventInput[]): Promise<ObserveReply> {
    const now = Date.now();
    const list = (Array.isArray(events) ? events : [events]) as readonly EventInput[];
    const dated = list.map((e) => ({ time: now, offset: localOffset(now), ...e }));
    const seq = ++this.#seq;
    const safe = this.#closed ? () => undefined : this.#outbox.note(seq, dated);
    const reply = this.#ask<ObserveReply>("observe", dated, seq);
    reply.then(safe, (error) => error.code === "closed" || safe()); // what a close overtook is left for the next page
    return reply;
  }
  recommend: Hearth["recommend"] = (options) => this.#ask("recommend", options);
  rank: Hearth["rank"] = (options) => this.#ask("rank", options);
  explain: Hearth["explain"] = (options) => this.#ask("explain", options);
  profile: Hearth["profile"] = () => this.#ask("profile");
  order: Hearth["order"] = (orders) => this.#ask("order", orders);
  forget: Hearth["forget"] = (options) => this.#ask("forget", options);
  export: Hearth["export"] = () => this.#ask("export");
  import: Hearth["import"] = (text) => this.#ask("import", text);

  async erase(): Promise<void> {
    this.#outbox.clear();
    await this.#ask("erase");
  }

  async audit(): Promise<Audit> {
    const { audit, ledger, bytes, events } = await this.profile();
    return { counts: audit, decisions: ledger, bytes, events: events.length };
  }

  async swapPack(pack: ByteSource, signature?: ByteSource) {
    const of = {
      pack: await sendable(pack, "pack"),
      ...(signature && { signature: await sendable(signature, "signature") }),
    };
    return this.#ask<HearthInfo["pack"]>("swapPack", of);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave.abort();
    this.#gone();
    await this.#link.end();
  }

  // --- the parts ---

  readonly consent: ConsentApi = {
    state: () => this.#ask("decide", {}),
    grant: (purposes, act) => this.#decide("grant", purposes, act),
    deny: (purposes, act) => this.#decide("deny", purposes, act),
    withdraw: (purposes, act) => this.#decide("withdraw", purposes, act),
    signal: (present) => this.#ask("decide", { signal: present, act: "signal" }),
    onChange: (listener) =>
      this.on("change", ({ cause }) => {
        if (["consent", "import", "erase"].includes(cause))
          void this.consent.state().then(listener, (e) => this.#fail(e));
      }),
  };

  #decide(
    deed: "grant" | "deny" | "withdraw",
    purposes: string | readonly string[],
    act: Act = "banner",
  ): Promise<ConsentReply> {
    return this.#ask("decide", { [deed]: typeof purposes === "string" ? [purposes] : [...purposes], act });
  }

  readonly feedback: FeedbackApi = {
    like: (item) => this.#say("like", item),
    dislike: (item) => this.#say("dislike", item),
    notInterested: (what) => this.order({ set: [blockOf(what)] }),
    interestedAgain: (what) => this.order({ lift: [blockOf(what)] }),
  };

  async #say(type: "like" | "dislike", item: string): Promise<ObserveReply> {
    const reply = await this.observe({ type, item });
    if (reply.recorded === 0) throw new ConsentRequired(`feedback.${type}`);
    return reply;
  }

  readonly interests: InterestsApi = {
    set: (field, value, amount) => this.order({ set: [{ kind: "interest", field, value, amount }] }),
    remove: (field, value) => this.order({ set: [{ kind: "mute", field, value }] }),
    reset: (field, value) =>
      this.order({
        lift: [
          { kind: "interest", field, value },
          { kind: "mute", field, value },
        ],
      }),
  };

  readonly dial: DialApi = {
    get: async () => dialOf(await this.profile()),
    set: (amount, { remember } = {}): Promise<ControlReply> =>
      this.order({ set: [{ kind: "dial", amount }], ...(remember === undefined ? {} : { remember }) }),
  };

  // --- news ---

  on<E extends keyof HearthEvents>(event: E, listener: (detail: HearthEvents[E]) => void): () => void {
    const all = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, all.add(listener as (detail: never) => void));
    return () => void all.delete(listener as (detail: never) => void);
  }

  #hear(news: News): void {
    if (news.event === "error") {
      this.#fail(fromFailure(news.detail));
      return;
    }
    if (news.event === "change") this.#heed(news.detail.cause);
    this.#emit(news.event, news.detail as never);
  }

  /** What a change means for notes: erased, they go; with another say, there is a pad or none. */
  #heed(cause: HearthEvents["change"]["cause"]): void {
    if (!this.#outbox) return;
    if (cause === "erase") this.#outbox.clear();
    else if (["consent", "import", "forget"].includes(cause)) void this.#outbox.renew();
  }

  #fail(error: unknown): void {
    this.#emit("error", error instanceof HearthError ? error : new HearthError("internal", String(error)));
  }

  #emit<E extends keyof HearthEvents>(event: E, detail: HearthEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? [])
      queueMicrotask(() => (listener as (d: typeof detail) => void)(detail)); // one that throws spoils nothing
  }
}

function blockOf(what: string | { field: string; value: string }): Control {
  return typeof what === "string" ? { kind: "block", value: what } : { kind: "block", ...what };
}

function dialOf(profile: Profile): number {
  const dial = profile.controls.find((c) => c.kind === "dial");
  return dial ? (dial.amount ?? 0) : 100;
}
