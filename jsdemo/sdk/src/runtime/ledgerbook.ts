// What the journal and the sealed snapshot say besides the engine's state: which calls of which page are done, so that none is done twice.

import type { ObserveReply } from "../messages.js";
import type { Clock, EventInput } from "../types.js";
import type { Stamp } from "./protocol.js";

/** Events as the journal has them, with the time of their call. */
export interface Entry {
  request: { events: readonly EventInput[] } & Required<Clock>;
  stamp?: Stamp;
}

/** Pages and replies that are remembered. */
const mostClients = 64;
const mostReplies = 64;

/** Which calls are done. */
export class Ledgerbook {
  #done = new Map<string, number>();
  #replies = new Map<string, ObserveReply>();

  /** Notes a call as done. */
  done(stamp: Stamp, reply: ObserveReply): void {
    this.#done.delete(stamp.client);
    this.#done.set(stamp.client, stamp.seq);
    this.#replies.set(keyOf(stamp), reply);
    trim(this.#done, mostClients);
    trim(this.#replies, mostReplies);
  }

  /** The reply of a call that was done before; without its refs where they are not remembered any more. */
  reply(stamp: Stamp): ObserveReply | undefined {
    if (stamp.seq > (this.#done.get(stamp.client) ?? 0)) return undefined;
    return (
      this.#replies.get(keyOf(stamp)) ?? ({ purged: 0, recorded: 0, refs: [] } as unknown as ObserveReply)
    );
  }

  /** Forgets the replies, which have refs of what may have been forgotten. */
  forgetReplies(): void {
    this.#replies.clear();
  }

  /** An entry as bytes. */
  bytes(entry: Entry): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(JSON.stringify(entry)) as Uint8Array<ArrayBuffer>;
  }

  /** Reads an entry. */
  entry(bytes: Uint8Array): Entry {
    return JSON.parse(new TextDecoder().decode(bytes)) as Entry;
  }

  /** A snapshot with what is done before it. */
  sealed(snapshot: Uint8Array): Uint8Array<ArrayBuffer> {
    const head = new TextEncoder().encode(JSON.stringify([...this.#done]));
    const all = new Uint8Array(4 + head.length + snapshot.length);
    new DataView(all.buffer).setUint32(0, head.length);
    all.set(head, 4);
    all.set(snapshot, 4 + head.length);
    return all;
  }

  /** Takes what {@link sealed} gave and returns the snapshot. */
  read(bytes: Uint8Array): Uint8Array {
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size))) as [string, number][];
    this.#done = new Map(head);
    return bytes.subarray(4 + size);
  }
}

function keyOf(stamp: Stamp): string {
  return `${stamp.client} ${stamp.seq}`;
}

function trim(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
