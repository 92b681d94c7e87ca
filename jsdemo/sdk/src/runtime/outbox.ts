// What a page observed and has not yet been told to be safe: noted at once in localStorage, under a one-time pad that lies sealed in the vault.

import { fromBase64, toBase64 } from "../base64.js";
import type { EventInput } from "../types.js";
import type { Note, Outboxed } from "./core.js";

/** How a page's calls reach the core. */
export type Ask = (method: string, args: unknown) => Promise<unknown>;

/** The notes of one page. */
export class Outbox {
  readonly #prefix: string;
  readonly #client: string;
  readonly #ask: Ask;
  #pad: Uint8Array | undefined;
  #padName = "";
  #used = 0;
  #asking = false;

  /** Notes go under the name's keys; the client is this page. */
  constructor(name: string, client: string, ask: Ask) {
    this.#prefix = `hearth ${name} `;
    this.#client = client;
    this.#ask = ask;
  }

  /** Gets a pad where the person agreed to something; without one nothing is noted. */
  async renew(): Promise<void> {
    if (this.#asking || storageOf() === undefined) return;
    this.#asking = true;
    const name = `${Date.now()}.${this.#client}`;
    const pad = await this.#ask("pad", name).catch(() => undefined);
    this.#asking = false;
    this.#pad = pad as Uint8Array | undefined;
    this.#padName = name;
    this.#used = 0;
  }

  /** Notes events before they are sent; the result takes the note away again. */
  note(seq: number, events: readonly EventInput[]): () => void {
    const pad = this.#pad;
    const plain = new TextEncoder().encode(JSON.stringify(events));
    const offset = this.#used;
    if (!pad || offset + plain.length > pad.length) return () => undefined;
    this.#used += plain.length;
    if (this.#used > pad.length / 2) void this.renew();
    const bytes = plain.map((b, i) => b ^ (pad[offset + i] as number));
    const key = `${this.#prefix}${this.#client} ${seq}`;
    try {
      storageOf()?.setItem(key, `${this.#padName} ${offset} ${toBase64(bytes)}`);
    } catch {} // full or refused: the call goes its way all the same
    return () => storageOf()?.removeItem(key);
  }

  /** Takes all notes away: nothing of them is to be kept. */
  clear(): void {
    this.#pad = undefined;
    for (const key of keysOf(this.#prefix)) storageOf()?.removeItem(key);
  }

  /** Hands over what other pages left behind, once they are no more. */
  async collect(): Promise<void> {
    const clients = new Set(keysOf(this.#prefix).map((key) => key.split(" ")[2] as string));
    clients.delete(this.#client);
    await Promise.all([...clients].map((client) => whenEnded(client, () => this.#handOver(client))));
  }

  async #handOver(client: string): Promise<void> {
    const boxes = new Map<string, Note[]>();
    const prefix = `${this.#prefix}${client} `;
    const seq = (key: string) => Number(key.slice(prefix.length));
    const keys = keysOf(prefix).sort((a, b) => seq(a) - seq(b));
    for (const key of keys) {
      const [pad, offset, text] = (storageOf()?.getItem(key) ?? "").split(" ");
      const bytes = fromBase64(text ?? "");
      if (!pad || !offset || !bytes) continue; // no note of ours: it goes with the others
      boxes.set(pad, [...(boxes.get(pad) ?? []), { seq: seq(key), offset: Number(offset), bytes }]);
    }
    for (const [pad, notes] of boxes) {
      const box: Outboxed = { client, pad, notes };
      await this.#ask("deliver", box);
    }
    for (const key of keys) storageOf()?.removeItem(key);
  }
}

function storageOf(): Storage | undefined {
  try {
    return globalThis.localStorage ?? undefined;
  } catch {
    return undefined;
  }
}

function keysOf(prefix: string): string[] {
  const storage = storageOf();
  if (!storage) return [];
  return Object.keys(storage).filter((key) => key.startsWith(prefix));
}

/** Holds this page's own lock, so that others can tell when it is no more. Returns what gives it back. */
export function present(client: string): () => void {
  let end = () => {};
  const held = new Promise<void>((resolve) => {
    end = resolve;
  });
  globalThis.navigator?.locks?.request(`hearth page ${client}`, () => held).catch(() => undefined);
  return end;
}

/** Runs a step when a page is no more. */
async function whenEnded(client: string, step: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks;
  if (locks) await locks.request(`hearth page ${client}`, step);
  else await step();
}
