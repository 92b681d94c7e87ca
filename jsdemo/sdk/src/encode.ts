// A MessagePack encoder for requests: shortest forms, map keys in ascending order, no floats.

import { EngineError } from "./errors.js";

/** What a request is made of. Undefined map entries are left out. */
export type Encodable =
  | null
  | undefined
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Encodable[]
  | EncodableMap;

/** A map of a request. */
export interface EncodableMap {
  readonly [key: string]: Encodable;
}

const utf8 = new TextEncoder();

/**
 * Encodes a request.
 *
 * @param operation - named in errors.
 * @throws EngineError with code `type`, `range` or `utf8` and the path of the value that cannot be encoded.
 */
export function encode(value: Encodable, operation: string): Uint8Array {
  const writer = new Writer(operation);
  writer.value(value, "");
  return writer.bytes();
}

class Writer {
  #buffer = new Uint8Array(512);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;
  readonly #operation: string;

  constructor(operation: string) {
    this.#operation = operation;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  value(value: Encodable, path: string): void {
    if (value === null || value === undefined) this.#byte(0xc0);
    else if (typeof value === "boolean") this.#byte(value ? 0xc3 : 0xc2);
    else if (typeof value === "number") this.#integer(value, path);
    else if (typeof value === "string") this.#string(value, path);
    else if (value instanceof Uint8Array) this.#binary(value);
    else if (Array.isArray(value)) this.#array(value, path);
    else if (isMap(value)) this.#map(value, path);
    else throw new EngineError(this.#operation, "type", { path });
  }

  #integer(n: number, path: string): void {
    if (!Number.isSafeInteger(n)) {
      throw new EngineError(this.#operation, "range", { path }, `${n} is not an integer within ±2⁵³`);
    }
    if (n >= 0) this.#unsigned(n);
    else this.#signed(n);
  }

  #unsigned(n: number): void {
    if (n < 0x80) this.#byte(n);
    else if (n < 0x100) this.#head(0xcc, n, 1);
    else if (n < 0x10000) this.#head(0xcd, n, 2);
    else if (n < 0x100000000) this.#head(0xce, n, 4);
    else this.#wide(0xcf, n);
  }

  #signed(n: number): void {
    if (n >= -0x20) this.#byte(n & 0xff);
    else if (n >= -0x80) this.#head(0xd0, n, 1);
    else if (n >= -0x8000) this.#head(0xd1, n, 2);
    else if (n >= -0x80000000) this.#head(0xd2, n, 4);
    else this.#wide(0xd3, n);
  }

  #wide(tag: number, n: number): void {
    const at = this.#reserve(9);
    this.#view.setUint8(at, tag);
    this.#view.setBigInt64(at + 1, BigInt(n));
  }

  #string(text: string, path: string): void {
    if (/\p{Surrogate}/u.test(text)) {
      throw new EngineError(this.#operation, "utf8", { path }, "half of a surrogate pair");
    }
    const bytes = utf8.encode(text);
    const n = bytes.length;
    if (n < 0x20) this.#byte(0xa0 | n);
    else this.#sized(n, 0xd9, 0xda, 0xdb);
    this.#raw(bytes);
  }

  #binary(bytes: Uint8Array): void {
    this.#sized(bytes.length, 0xc4, 0xc5, 0xc6);
    this.#raw(bytes);
  }

  #array(items: readonly Encodable[], path: string): void {
    this.#container(items.length, 0x90, 0xdc);
    items.forEach((item, i) => {
      this.value(item, `${path}[${i}]`);
    });
  }

  #map(map: EncodableMap, path: string): void {
    const keys = Object.keys(map)
      .filter((key) => map[key] !== undefined)
      .sort();
    this.#container(keys.length, 0x80, 0xde);
    for (const key of keys) {
      const below = path === "" ? key : `${path}.${key}`;
      this.#string(key, below);
      this.value(map[key], below);
    }
  }

  #container(n: number, fix: number, tag16: number): void {
    if (n < 0x10) this.#byte(fix | n);
    else if (n < 0x10000) this.#head(tag16, n, 2);
    else this.#head(tag16 + 1, n, 4);
  }

  #sized(n: number, tag8: number, tag16: number, tag32: number): void {
    if (n < 0x100) this.#head(tag8, n, 1);
    else if (n < 0x10000) this.#head(tag16, n, 2);
    else this.#head(tag32, n, 4);
  }

  #byte(b: number): void {
    const at = this.#reserve(1); // first: it may move the buffer
    this.#buffer[at] = b;
  }

  #head(tag: number, n: number, width: 1 | 2 | 4): void {
    const at = this.#reserve(1 + width);
    this.#view.setUint8(at, tag);
    if (width === 1) this.#view.setUint8(at + 1, n);
    else if (width === 2) this.#view.setUint16(at + 1, n);
    else this.#view.setUint32(at + 1, n);
  }

  #raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** Makes room for n more bytes and returns where they go. */
  #reserve(n: number): number {
    const at = this.#length;
    this.#length += n;
    if (this.#length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#buffer.length));
      grown.set(this.#buffer);
      this.#buffer = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

function isMap(value: unknown): value is EncodableMap {
  if (typeof value !== "object" || value === null) return false;
  const proto = Object.getPrototypeOf(value);
  return proto === null || Object.getPrototypeOf(proto) === null;
}
