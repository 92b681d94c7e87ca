// Finds films by words of title, director, genre and decade.

import { era, type Film } from "./film.ts";

/** A catalogue prepared for searching. */
export class Search {
  readonly #rows: readonly { film: Film; title: string; all: string }[];

  /** Prepares films; they are found in order of their votes. */
  constructor(films: readonly Film[]) {
    const famous = [...films].sort((a, b) => b.votes - a.votes || a.id.localeCompare(b.id));
    this.#rows = famous.map((film) => {
      const title = fold(film.title);
      return {
        film,
        title,
        all: ` ${title} ${fold(`${film.director ?? ""} ${film.genre ?? ""} ${era(film)} ${film.year}`)}`,
      };
    });
  }

  /** The films that have a word beginning with each word of the query; titles that begin with the query come first. */
  find(query: string): Film[] {
    const folded = fold(query);
    const words = folded.split(" ").filter((word) => word !== "");
    const hits = this.#rows.filter(({ all }) => words.every((word) => all.includes(` ${word}`)));
    const first = hits.filter(({ title }) => folded !== "" && title.startsWith(folded));
    const rest = hits.filter(({ title }) => folded === "" || !title.startsWith(folded));
    return [...first, ...rest].map(({ film }) => film);
  }
}

/** Letters without case and accents, everything else as single spaces. */
function fold(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}|['’]/gu, "")
    .toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
