// The files that package.json's exports name, and the one list of entries whose source is still to come.

/**
 * Entries of `exports` that are declared before their source is written. Delete an entry here when its file arrives: the build
 * says which are due, and the tests on the packed tarball fail while one is left that could go.
 */
export const pending = [];

/** Every entry with the files that its conditions name: `{ "./x": ["./dist/x.d.ts", "./dist/x.js"] }`. */
export function exportFiles(manifest) {
  return Object.fromEntries(
    Object.entries(manifest.exports).map(([entry, target]) => [entry, [...new Set(targets(target))]]),
  );
}

function targets(target) {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targets);
}

/**
 * Compares exports and files.
 *
 * @param manifest - the parsed package.json.
 * @param exists - says whether a file of the package, such as `./dist/index.js`, is there.
 * @param awaited - entries that may lack files.
 * @returns `missing`: files that exports name and nothing excuses; `open`: entries that still lack files and may; `due`: entries
 * of `awaited` that lack nothing any more.
 */
export function checkExports(manifest, exists, awaited = pending) {
  const rows = Object.entries(exportFiles(manifest));
  const lacking = rows.map(([entry, files]) => ({ entry, files: files.filter((file) => !exists(file)) }));
  return {
    missing: lacking.filter((r) => !awaited.includes(r.entry)).flatMap((r) => r.files),
    open: lacking.filter((r) => awaited.includes(r.entry) && r.files.length > 0).map((r) => r.entry),
    due: lacking.filter((r) => awaited.includes(r.entry) && r.files.length === 0).map((r) => r.entry),
  };
}
