// Turns whatever names a module (URL, response, bytes) into a compiled one, with an error that says what went wrong.

import { BlockedByCsp, type ErrorDetails, type HearthError, LoadError } from "./errors.js";

/** Where the module comes from. A string is a URL, relative ones against the page. */
export type ModuleSource = URL | string | Response | Promise<Response> | BufferSource | WebAssembly.Module;

/** Compiles the module. A compiled one is returned as it is. */
export async function compile(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return compileBytes(source, "the bytes");
  if (typeof source === "string" || source instanceof URL) return compileUrl(source);
  const response = await arrival(source, "the module", LoadError);
  if (response instanceof Response) return compileResponse(response);
  throw new LoadError("source", "load() takes a URL, a Response, bytes or a WebAssembly.Module");
}

async function compileUrl(url: URL | string): Promise<WebAssembly.Module> {
  const file = localFile(url);
  if (file) return compileBytes(file, String(url));
  return compileResponse(await arrival(fetch(url), String(url), LoadError));
}

/** An error of the module's or of the pack's kind. */
export type Failure = new (
  code: "fetch" | "html" | "source",
  message: string,
  details?: ErrorDetails,
) => HearthError;

/** What was promised; a request that fails is an error of the kind given. */
export async function arrival<T>(request: T | Promise<T>, what: string, Failure: Failure): Promise<T> {
  try {
    return await request;
  } catch (cause) {
    throw new Failure("fetch", `cannot fetch ${what}`, { cause });
  }
}

/** In Node, whose fetch has no file: URLs, reads such a file. */
function localFile(url: URL | string): Uint8Array<ArrayBuffer> | undefined {
  if (!String(url).startsWith("file:")) return undefined;
  const fs = nodeFs();
  if (!fs) return undefined;
  try {
    return new Uint8Array(fs.readFileSync(new URL(url)));
  } catch (cause) {
    throw new LoadError("fetch", `cannot read ${url}`, { cause });
  }
}

interface Fs {
  readFileSync(path: URL): Uint8Array;
}

function nodeFs(): Fs | undefined {
  const host = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return host.process?.getBuiltinModule?.("node:fs") as Fs | undefined;
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  const name = response.url || "the response";
  if (!response.ok) throw new LoadError("fetch", `${name}: the server answered ${response.status}`);
  const type = mimeType(response);
  if (type !== "application/wasm" || !WebAssembly.compileStreaming) {
    return compileBytes(await body(response, name), name, type);
  }
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (cause) {
    throw refusal(name, cause);
  }
}

async function body(response: Response, name: string): Promise<ArrayBuffer> {
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    throw new LoadError("fetch", `${name}: the transfer broke off`, { cause });
  }
}

async function compileBytes(source: BufferSource, name: string, type = ""): Promise<WebAssembly.Module> {
  const bytes = asBytes(source);
  refuseOther(bytes, name, type);
  try {
    return await WebAssembly.compile(bytes as BufferSource);
  } catch (cause) {
    throw refusal(name, cause);
  }
}

/** Whether bytes look like a page. */
export function isPage(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().startsWith("<");
}

/** What to do about a page in the place of something else. */
export const pageHint =
  "The path is probably wrong and the server answers unknown paths with its start page.";

/** Refuses bytes that are no WebAssembly, with the likely cause. */
function refuseOther(bytes: Uint8Array, name: string, type: string): void {
  if (bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d) return;
  const shown = type === "" ? "" : ` (${type})`;
  if (type.startsWith("text/html") || isPage(bytes))
    throw new LoadError("html", `${name} is an HTML page${shown}, not the module`, { hint: pageHint });
  throw new LoadError("not_wasm", `${name} is not WebAssembly${shown}`);
}

/** The bytes of any BufferSource, without a copy. */
export function asBytes(source: BufferSource): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return new Uint8Array(source);
}

/** The whole content type: browsers stream modules without parameters only. */
function mimeType(response: Response): string {
  return (response.headers.get("content-type") ?? "").trim().toLowerCase();
}

/** The error for what did not compile. */
function refusal(name: string, cause: unknown): LoadError {
  const text = message(cause);
  if (/content security policy|unsafe-eval|csp/i.test(text)) return new BlockedByCsp(name, cause);
  return new LoadError("compile", `${name} does not compile: ${text}`, { cause });
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
