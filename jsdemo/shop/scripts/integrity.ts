// Writes the hashes of scripts and styles into a page, as Subresource Integrity has them.

const tags = /<(script|link)\b[^>]*>/g;
const file = /\b(?:src|href)="\.?\/?([^":?#]+)"/;

/** The page with `integrity` on each script, stylesheet and preloaded module of its own folder. `hash` gives a file's. */
export function withIntegrity(html: string, hash: (path: string) => string): string {
  return html.replace(tags, (tag) => {
    const path = file.exec(tag)?.[1];
    if (path === undefined || tag.includes(" integrity=") || !isChecked(tag)) return tag;
    return tag.replace(/\s*\/?>$/, ` integrity="${hash(path)}">`);
  });
}

/** Browsers check the hashes of scripts, of styles, and of modules that are fetched ahead. */
function isChecked(tag: string): boolean {
  return tag.startsWith("<script") || /\brel="(stylesheet|modulepreload)"/.test(tag);
}
