// The service worker: keeps all files of one build, each checked by its hash, and answers from them before it asks the network.

import { type BuiltFile, pathFor } from "./files.ts";

/** Put in by scripts/finish.ts: the build's files, and a name that changes with any of them. */
declare const __FILES__: readonly BuiltFile[];
declare const __VERSION__: string;

/** What of a service worker's scope is used here; TypeScript's DOM library does not have it. */
interface Scope {
  readonly registration: {
    readonly scope: string;
    readonly waiting: { postMessage(message: string): void } | null;
  };
  readonly clients: { claim(): Promise<void>; matchAll(): Promise<readonly unknown[]> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetched) => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}
interface Extendable {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetched {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as Scope;
const prefix = "hearth-shop ";
const name = `${prefix}${__VERSION__}`;
const files: readonly BuiltFile[] = __FILES__;
const known: ReadonlySet<string> = new Set(files.map(({ path }) => path));

const address = (path: string) => new URL(path, scope.registration.scope).href;

/** Fetches all files. One whose hash differs fails, and with it the whole: the former version goes on. */
async function keep(): Promise<void> {
  const cache = await caches.open(name);
  const wanted = files.map(
    ({ path, integrity }) => new Request(address(path), { integrity, cache: "no-cache" }),
  );
  try {
    await cache.addAll(wanted);
  } catch (error) {
    await caches.delete(name); // an empty one would be taken for a build without files
    throw error;
  }
}

/**
 * Drops the other versions, and takes the page over. A later version waits until no page of the former is open any more, or until the only one is
 * loaded again, so no page ever gets files of two.
 */
async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((other) => other.startsWith(prefix) && other !== name);
  await Promise.all(others.map((old) => caches.delete(old)));
  await scope.clients.claim();
}

async function answer(request: Request, path: string): Promise<Response> {
  if (request.mode === "navigate" && (await stepAside()))
    return new Response("", { headers: { refresh: "0" } });
  const cache = await caches.open(name);
  return (await cache.match(address(path))) ?? fetch(request);
}

/** Lets the next version begin when the page that is being loaded is the only one; it is loaded once more then. */
async function stepAside(): Promise<boolean> {
  const { waiting } = scope.registration;
  if (!waiting || (await scope.clients.matchAll()).length > 1) return false;
  waiting.postMessage("begin");
  return true;
}

scope.addEventListener("message", ({ data }) => {
  if (data === "begin") void scope.skipWaiting();
});
scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope.registration.scope)) return;
  const path = pathFor(request.url, scope.registration.scope, known);
  if (path) event.respondWith(answer(request, path));
});
