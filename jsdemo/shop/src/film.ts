// The shape of a film, as the build writes it to films.json and the page reads it.

/** One film of the cleaned catalogue. What the source does not say is absent. */
export interface Film {
  /** Stable: made of title and year, such as `toy-story-1995`. */
  id: string;
  title: string;
  year: number;
  /** Day of release in the United States, `YYYY-MM-DD`. */
  released: string;
  genre?: string;
  director?: string;
  /** The kind of world it plays in, such as "Science Fiction". */
  setting?: string;
  /** What the story was made from, such as "Based on Play". */
  source?: string;
  /** The rating board's letter, such as "PG-13". */
  certificate?: string;
  minutes?: number;
  /** IMDb's mean rating, 1 to 10. */
  stars?: number;
  /** How many voted for it on IMDb; shared equally among namesakes, whose votes the source has mixed up. */
  votes: number;
}

/** The decade of a film, such as "1990s". */
export function era(film: Pick<Film, "year">): string {
  return `${Math.floor(film.year / 10) * 10}s`;
}
