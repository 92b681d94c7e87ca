// Addresses of the demo's pages. All that differs between persons stands behind the #, which no server sees.

import type { Lang } from "./app.ts";

/** The pages, as they stand in an address. */
export const pages = ["home", "film", "search", "data", "privacy", "lab", "developers"] as const;

/** The name of a page. */
export type Page = (typeof pages)[number];

/** Where the person is. */
export interface Address {
  page: Page;
  /** What follows the page's name: a film's id, the words of a search. */
  rest: string;
  /** The language, where it is not the browser's. */
  lang?: Lang | undefined;
}

/** Reads what follows the # of an address; undefined when it names no page, as `#main` does. */
export function parse(hash: string): Address | undefined {
  const match = /^#\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(hash === "" || hash === "#" ? "#/" : hash);
  if (!match) return undefined;
  const [, name = "", rest = "", query = ""] = match;
  const page = pages.find((known) => known === (name || "home"));
  if (!page) return undefined;
  const lang = new URLSearchParams(query).get("lang");
  return { page, rest: decoded(rest), lang: lang === "de" || lang === "en" ? lang : undefined };
}

/** The link to a page: `#/film/alien-1979`, `#/search/dark%20comedy?lang=de`. */
export function format({ page, rest = "", lang }: Partial<Address> & { page: Page }): string {
  const name = page === "home" ? "" : page;
  const tail = rest === "" ? "" : `/${encodeURIComponent(rest)}`;
  return `#/${name}${tail}${lang ? `?lang=${lang}` : ""}`;
}

/** The language of the demo that is nearest to a browser's. */
export function nearest(language: string): Lang {
  return /^de\b/i.test(language) ? "de" : "en";
}

/** A part of an address that somebody typed may be no valid escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
