// Which files of the build are kept for offline use, and which of them answers a request.

/** A file of the build: its path below the page's folder, and its hash as Subresource Integrity writes it. */
export interface BuiltFile {
  path: string;
  integrity: string;
}

/** What the page never asks for: maps for debuggers, compressed copies, and the service worker itself. */
const left = /\.(map|br|gz)$|^sw\.js$/;

/** Whether a file is kept. */
export function isKept(path: string): boolean {
  return !left.test(path);
}

/** The path of an address below a folder, without what stands behind ? and #; undefined when it lies elsewhere. */
export function below(address: string, base: string): string | undefined {
  const url = new URL(address, base);
  const home = new URL(base);
  if (url.origin !== home.origin || !url.pathname.startsWith(home.pathname)) return undefined;
  return url.pathname.slice(home.pathname.length);
}

/**
 * The path of the file that answers a request, undefined for all that is not of this build. `scope` is the folder's URL; the
 * folder itself is its index page.
 */
export function pathFor(url: string, scope: string, known: ReadonlySet<string>): string | undefined {
  const path = below(url, scope);
  if (path === undefined) return undefined;
  const file = path || "index.html";
  return known.has(file) ? file : undefined;
}
