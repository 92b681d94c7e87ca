// A MessagePack decoder for replies: everything that the module emits, and a clear error for all else.

import { ReplyError } from "./errors.js";

/** What a reply is made of. */
export type Decoded = null | boolean | number | string | Uint8Array | Decoded[] | { [key: string]: Decoded };

const maxDepth = 16;

/**
 * Decodes one value; the bytes may be changed afterwards.
 *
 * @throws ReplyError when the bytes are not one valid value without floats, extensions or integers beyond ±2⁵³.
 */
export function decode(bytes: Uint8Array): Decoded {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  end(): void {
    if (this.#at < this.#bytes.length) throw this.#error("bytes after the end");
  }

  value(depth: number): Decoded {
    if (depth > maxDepth) throw this.#error("nested too deep");
    const tag = this.#uint(1);
    if (tag < 0x80) return tag;
    if (tag < 0x90) return this.#map(tag & 0x0f, depth);
    if (tag < 0xa0) return this.#array(tag & 0x0f, depth);
    if (tag < 0xc0) return this.#string(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    return this.#tagged(tag, depth);
  }

  #tagged(tag: number, depth: number): Decoded {
    if (tag === 0xc0) return null;
    if (tag === 0xc2 || tag === 0xc3) return tag === 0xc3;
    if (tag >= 0xc4 && tag <= 0xc6) return this.#take(this.#uint(width(tag - 0xc4))).slice();
    if (tag >= 0xcc && tag <= 0xce) return this.#uint(width(tag - 0xcc));
    if (tag >= 0xd0 && tag <= 0xd2) return this.#int(width(tag - 0xd0));
    if (tag === 0xcf) return this.#wide(false);
    if (tag === 0xd3) return this.#wide(true);
    if (tag >= 0xd9 && tag <= 0xdb) return this.#string(this.#uint(width(tag - 0xd9)));
    if (tag === 0xdc || tag === 0xdd) return this.#array(this.#uint(width(tag - 0xdb)), depth);
    if (tag === 0xde || tag === 0xdf) return this.#map(this.#uint(width(tag - 0xdd)), depth);
    throw this.#error(`tag 0x${tag.toString(16)} does not occur in replies`);
  }

  #array(n: number, depth: number): Decoded[] {
    const items: Decoded[] = [];
    for (let i = 0; i < n; i++) items.push(this.value(depth + 1));
    return items;
  }

  #map(n: number, depth: number): { [key: string]: Decoded } {
    const map: { [key: string]: Decoded } = Object.create(null);
    for (let i = 0; i < n; i++) {
      const key = this.value(depth + 1);
      if (typeof key !== "string") throw this.#error("a map key is not a string");
      map[key] = this.value(depth + 1);
    }
    return map;
  }

  #string(n: number): string {
    try {
      return this.#utf8.decode(this.#take(n));
    } catch (error) {
      throw error instanceof ReplyError ? error : this.#error("a string is not UTF-8");
    }
  }

  #uint(width: 1 | 2 | 4): number {
    const at = this.#skip(width);
    if (width === 1) return this.#view.getUint8(at);
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #int(width: 1 | 2 | 4): number {
    const at = this.#skip(width);
    if (width === 1) return this.#view.getInt8(at);
    return width === 2 ? this.#view.getInt16(at) : this.#view.getInt32(at);
  }

  #wide(signed: boolean): number {
    const at = this.#skip(8);
    const n = Number(signed ? this.#view.getBigInt64(at) : this.#view.getBigUint64(at));
    if (!Number.isSafeInteger(n)) throw this.#error("an integer beyond ±2⁵³");
    return n;
  }

  #take(n: number): Uint8Array {
    const at = this.#skip(n);
    return this.#bytes.subarray(at, at + n);
  }

  /** Moves on by n bytes and returns where they begin. */
  #skip(n: number): number {
    const at = this.#at;
    if (at + n > this.#bytes.length) throw this.#error("ends too early");
    this.#at = at + n;
    return at;
  }

  #error(reason: string): ReplyError {
    return new ReplyError(`offset ${this.#at}: ${reason}`);
  }
}

/** The width of the k-th of three forms with 1, 2 and 4 bytes. */
function width(k: number): 1 | 2 | 4 {
  return k === 0 ? 1 : k === 1 ? 2 : 4;
}
