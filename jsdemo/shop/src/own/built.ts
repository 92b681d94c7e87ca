// What this browser can tell of the build without asking the network: its list of files, and files from the cache.

/** Paths of the files that the service worker keeps, as its caches list them; undefined while there are none. */
export async function builtFiles(base: string): Promise<Set<string> | undefined> {
  if (!globalThis.caches) return undefined;
  const names = (await caches.keys().catch(() => [])).filter((name) => name.startsWith("hearth-shop "));
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const folder = new URL("./", base).href;
  const paths = lists.flat().map(({ url }) => url.slice(folder.length));
  return paths.length > 0 ? new Set(paths) : undefined;
}

/** When pages read files again to show something of them, by address: the requests are told apart by it. */
export const checks = new Map<string, number>();

/**
 * A file that was fetched before, from the browser's own cache: the network is asked only where the cache no longer has it.
 */
export async function fromCache(address: string): Promise<Response> {
  if (!checks.has(address)) checks.set(address, performance.now());
  const kept = await fetch(address, { cache: "only-if-cached", mode: "same-origin" }).catch(() => undefined);
  if (kept?.ok) return kept;
  return fetch(address, { cache: "force-cache" });
}

/** A SHA-256 in hexadecimal digits, as `sha256sum` prints it. Undefined in an insecure context. */
export async function sha256(bytes: ArrayBuffer): Promise<string | undefined> {
  const digest = await crypto.subtle?.digest("SHA-256", bytes);
  if (!digest) return undefined;
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
