// Gets a pack's bytes from where they are, with an error that says what went wrong.

import type { ByteSource } from "../api.js";
import { arrival, asBytes, type Failure, isPage, pageHint } from "../compile.js";
import { PackError } from "../errors.js";
import type { Sendable } from "./protocol.js";

/** Turns a source into what can be sent to a worker: an absolute URL, or bytes. */
export async function sendable(
  source: ByteSource,
  what: string,
  Failure: Failure = PackError,
): Promise<Sendable> {
  if (typeof source === "string" || source instanceof URL) return absolute(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return asBytes(source).slice();
  const response = await arrival(source, `the ${what}`, Failure);
  if (!(response instanceof Response))
    throw new Failure("source", `${what}: want a URL, a Response or bytes`);
  return body(response, what, Failure);
}

/** A URL against the page's. */
export function absolute(url: string | URL): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return new URL(url, base).href;
}

/** The bytes of what was sent. A fetch that fails is tried once more from the browser's cache. */
export async function bytesOf(source: Sendable, what: string): Promise<Uint8Array> {
  if (typeof source !== "string") return source;
  const request = fetch(source).catch(() => fetch(source, { cache: "force-cache" }));
  return body(await arrival(request, `the ${what} ${source}`, PackError), what, PackError);
}

async function body(response: Response, what: string, Failure: Failure): Promise<Uint8Array> {
  const name = response.url || "the response";
  if (!response.ok) throw new Failure("fetch", `${what}: ${name}: the server answered ${response.status}`);
  const bytes = new Uint8Array(await arrival(response.arrayBuffer(), `the ${what} ${name}`, Failure));
  if (isPage(bytes)) throw new Failure("html", `${what}: ${name} is an HTML page`, { hint: pageHint });
  return bytes;
}
