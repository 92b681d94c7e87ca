// The service worker: keeps all files of one build, each checked by its hash, and answers from them before it asks the network.

import { type BuiltFile, pathFor } from "./files.ts";

/** Put in by scripts/finish.ts: the build's files, and a name that changes with any of them. */
declare const __FILES__: readonly BuiltFile[];
declare const __VERSION__: string;

/** What of a service worker's scope is used here; TypeScript's DOM library does not have it. */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetched) => void): void;
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
const known: ReadonlySet<string> = new Set(__FILES__.map(({ path }) => path));

const address = (path: string) => new URL(path, scope.registration.scope).href;

/** Fetches all files. One whose hash differs fails, and with it the whole: the former version goes on. */
async function keep(): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll(
    __FILES__.map(({ path, integrity }) => new Request(address(path), { integrity, cache: "no-cache" })),
  );
  await scope.skipWaiting(); // pages of the former version have all their scripts already
}

/** Drops older versions but the last one, whose pages may be open still, and takes the pages over. */
async function activate(): Promise<void> {
  const names = (await caches.keys()).filter((other) => other.startsWith(prefix) && other !== name);
  await Promise.all(names.slice(0, -1).map((old) => caches.delete(old)));
  await scope.clients.claim();
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(name);
  return (await cache.match(address(path))) ?? fetch(request);
}

/** A file of the former version, for a page that is open still. */
async function former(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope.registration.scope)) return;
  const path = pathFor(request.url, scope.registration.scope, known);
  event.respondWith(path ? answer(request, path) : former(request));
});
