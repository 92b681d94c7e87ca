// Finds films by words of title, director, genre and decade, in an index of this device.

import MiniSearch from "minisearch";
import { era, type Film } from "./film.ts";
import { nameOf } from "./words.ts";

/** Films that go into the index between two breaths, so that a slow phone stays responsive. */
const chunkSize = 60;

/** Letters of a query that are looked at, and those of a word that may be misspelt: likeness costs the square of its length. */
export const queryLength = 100;
const fuzzyLength = 20;

/** An index of all films. */
export class Finder {
  readonly #films: ReadonlyMap<string, Film>;
  readonly #famous: readonly Film[];
  readonly #index = new MiniSearch<Document>({
    fields: ["title", "director", "genre", "decade", "year"],
    tokenize: tokens,
    processTerm: (term) => term,
    searchOptions: {
      prefix: true,
      combineWith: "AND",
      boost: { title: 3, director: 2 },
      boostDocument: (id) => Math.log10(10 + (this.#films.get(String(id))?.votes ?? 0)),
    },
  });
  #built: Promise<void> | undefined;

  /** Takes the films; the index is made by {@link build}. Genres are found by their German names too. */
  constructor(films: ReadonlyMap<string, Film>) {
    this.#films = films;
    this.#famous = [...films.values()].sort((a, b) => b.votes - a.votes || a.id.localeCompare(b.id));
  }

  /** Makes the index in small steps; once, however often it is called. */
  build(): Promise<void> {
    this.#built ??= this.#index.addAllAsync(this.#famous.map(documentOf), { chunkSize });
    return this.#built;
  }

  /** The films that have a word beginning with each word of the query; where there is none, one much like it; all, by votes, for no words. */
  find(words: string): Film[] {
    const query = words.slice(0, queryLength);
    if (tokens(query).length === 0) return [...this.#famous];
    const exact = this.#index.search(query);
    const hits = exact.length > 0 ? exact : this.#index.search(query, { fuzzy: misspelt });
    return hits.map(({ id }) => this.#films.get(id)).filter((film) => film !== undefined);
  }
}

/** How unlike a word may be to one that somebody may have misspelt; not at all for numbers, and short and very long ones. */
function misspelt(term: string): number | false {
  return term.length > 4 && term.length <= fuzzyLength && !/\d/.test(term) && 0.2;
}

interface Document {
  id: string;
  title: string;
  director: string;
  genre: string;
  decade: string;
  year: string;
}

function documentOf(film: Film): Document {
  const { id, title, director = "", genre = "", year } = film;
  return {
    id,
    title,
    director,
    genre: `${genre} ${nameOf(genre, "de")}`,
    decade: era(film),
    year: String(year),
  };
}

/** Words without case and accents. */
function tokens(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}|['’]/gu, "")
    .toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}
