// Locks, a channel and storage as a browser has them, for hosts in one thread: tabs that can be killed.

import { readFileSync } from "node:fs";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, vi } from "vitest";
import { Host } from "../src/runtime/host.ts";
import type { News, Setup } from "../src/runtime/protocol.ts";
import { purposes } from "./hearth.ts";

const wasm = new URL("../../../wasm/", import.meta.url);

/** The bytes of a pack of the conformance traces. */
export const packOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`conformance/testdata/${name}.pack`, wasm)));
const engine = new WebAssembly.Module(readFileSync(new URL("engine.wasm", wasm)));

interface Request {
  signal: AbortSignal | undefined;
  run(): Promise<unknown>;
  fail(error: unknown): void;
}

/** Web Locks: one holder a name, the rest in their order. */
class Locks {
  readonly #queues = new Map<string, Request[]>();

  request(name: string, given: { signal?: AbortSignal } | (() => unknown), step?: () => unknown) {
    const run = (typeof given === "function" ? given : step) as () => Promise<unknown>;
    const signal = typeof given === "function" ? undefined : given.signal;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      queue.push({ signal, run: async () => resolve(await run()), fail: reject });
      signal?.addEventListener("abort", () => {
        const at = queue.findIndex((r) => r.signal === signal);
        if (at > 0) for (const gone of queue.splice(at, 1)) gone.fail(signal.reason);
      });
      if (queue.length === 1) void this.#serve(queue);
    });
  }

  async #serve(queue: Request[]): Promise<void> {
    const [first] = queue;
    await Promise.resolve();
    await first?.run().catch(first.fail);
    if (queue[0] !== first) return; // it was killed
    queue.shift();
    if (queue.length > 0) void this.#serve(queue);
  }

  /** Ends the holder as when its tab is killed. */
  kill(name: string): void {
    const queue = this.#queues.get(name) ?? [];
    queue.shift();
    if (queue.length > 0) void this.#serve(queue);
  }

  held(name: string): number {
    return this.#queues.get(name)?.length ?? 0;
  }
}

/** A BroadcastChannel that delivers in order, a task later. */
class Channel {
  static all = new Set<Channel>();
  static said: { kind: string }[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  #open = true;
  constructor(readonly name: string) {
    Channel.all.add(this);
  }
  postMessage(data: unknown): void {
    if (!this.#open) throw new DOMException("closed", "InvalidStateError");
    if (!Channel.all.has(this)) return; // of a killed tab
    Channel.said.push(data as { kind: string });
    for (const other of Channel.all)
      if (other !== this && other.name === this.name) {
        const copy = structuredClone(data);
        setTimeout(() => Channel.all.has(other) && other.onmessage?.({ data: copy }));
      }
  }
  close(): void {
    this.#open = false;
    Channel.all.delete(this);
  }
}

/** Local storage, whose keys are its own properties. */
class Local {
  getItem = (key: string) =>
    Object.hasOwn(this, key) ? (this as unknown as Record<string, string>)[key] : null;
  setItem = (key: string, value: string) => Object.assign(this, { [key]: value });
  removeItem = (key: string) => delete (this as unknown as Record<string, string>)[key];
}

export let locks: Locks;
export const said = () => Channel.said;

/** The browser's parts, anew for every test. */
export function browserParts(): void {
  beforeEach(() => {
    locks = new Locks();
    Channel.all = new Set();
    Channel.said = [];
    const local = new Local();
    for (const key of Object.keys(local)) Object.defineProperty(local, key, { enumerable: false });
    vi.stubGlobal("indexedDB", new IDBFactory());
    vi.stubGlobal("BroadcastChannel", Channel);
    vi.stubGlobal("navigator", { locks });
    vi.stubGlobal("localStorage", local);
  });
  afterEach(() => vi.unstubAllGlobals());
}

export const setup = (more: Partial<Setup> = {}): Setup => ({
  name: "hearth",
  origin: "https://shop.example",
  pack: packOf("shop"),
  wasm: engine,
  purposes,
  globalPrivacyControl: false,
  ...more,
});

/** A tab: a host, its calls, and its end. */
export class Tab {
  readonly news: News[] = [];
  readonly host: Host;
  readonly #before = new Set(Channel.all);
  #id = 0;
  #seq = 0;

  constructor(
    readonly client: string,
    more: Partial<Setup> = {},
  ) {
    this.host = new Host(setup(more), (news) => this.news.push(news));
  }
  join() {
    return this.host.join();
  }
  // biome-ignore lint/suspicious/noExplicitAny: replies of all calls
  async call(method: string, args: unknown = {}, stamped = false): Promise<any> {
    const stamp = stamped ? { stamp: { client: this.client, seq: ++this.#seq } } : {};
    const answer = await this.host.call({ id: ++this.#id, method, args, ...stamp });
    if ("failure" in answer) throw Object.assign(new Error(answer.failure.message), answer.failure);
    return answer.value;
  }
  view(item: string) {
    return this.call("observe", [{ type: "view", item, time: Date.now() }], true);
  }
  async items(): Promise<string[]> {
    return (await this.call("profile")).events.map((e: { item: string }) => e.item);
  }
  /** It says and hears nothing any more, and keeps its lock. The channel is the first that it made. */
  mute(): void {
    const mine = [...Channel.all].find((channel) => !this.#before.has(channel));
    if (mine) Channel.all.delete(mine);
  }
  /** The leader's end without a word. */
  kill(): void {
    this.mute();
    locks.kill("hearth 1 hearth");
  }
}

/** Lets all that is under way go on for some ms. */
export const pass = (ms = 30) => new Promise((resolve) => setTimeout(resolve, ms));
