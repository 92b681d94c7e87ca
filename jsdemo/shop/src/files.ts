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

/**
 * The path of the file that answers a request, undefined for all that is not of this build. `scope` is the folder's URL; the
 * folder itself is its index page, and what stands behind ? or # changes nothing.
 */
export function pathFor(url: string, scope: string, known: ReadonlySet<string>): string | undefined {
  const { origin, pathname } = new URL(url);
  const home = new URL(scope);
  if (origin !== home.origin || !pathname.startsWith(home.pathname)) return undefined;
  const path = pathname.slice(home.pathname.length) || "index.html";
  return known.has(path) ? path : undefined;
}
