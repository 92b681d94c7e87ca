// Cleans movies.json of vega-datasets, which has errors left in for teaching, into a catalogue; README.md lists the rules.

import type { Film } from "../src/film.ts";

/** A row of movies.json. */
export interface RawFilm {
  Title: string | number | null;
  "Release Date": string;
  "MPAA Rating": string | null;
  "Running Time min": number | null;
  Source: string | null;
  "Major Genre": string | null;
  "Creative Type": string | null;
  Director: string | null;
  "IMDB Rating": number | null;
  "IMDB Votes": number | null;
}

/** How often each rule was applied. */
export type Report = Record<string, number>;

/** The catalogue and what was done to get it. */
export interface Cleaned {
  films: Film[];
  report: Report;
}

/** The last year of the data: a later one is a two-digit year that was put into the wrong century. */
const lastYear = 2011;

/** Latin-1 that somebody read as Mac Roman: what stands there → what was meant. */
const garbled = new Map([...zip("ÈÍ˘ÖΩÛ‰‡Ë·ÙÎ", "éêù…½óäàèáôë")]);

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const nothing = new Set(["Not Rated", "Open", "Multiple Creative Types", "null", ""]);

/** Cleans all rows. The order of the source is kept. */
export function clean(rows: readonly RawFilm[]): Cleaned {
  const report: Report = {};
  const count: Count = (rule, n = 1) => {
    report[rule] = (report[rule] ?? 0) + n;
  };
  const films = rows.map((row) => film(row, count)).filter((f) => f !== undefined);
  const merged = merge(films, count);
  shareVotes(merged, count);
  nameIds(merged, count);
  return { films: merged, report };
}

type Count = (rule: string, n?: number) => void;

function film(row: RawFilm, count: Count): Film | undefined {
  if (row.Title === null) {
    count("rows without a title dropped");
    return undefined;
  }
  const released = date(row["Release Date"], count);
  const cleaned: Film = {
    id: "",
    title: title(String(row.Title), count),
    year: Number(released.slice(0, 4)),
    released,
    votes: row["IMDB Votes"] ?? 0,
  };
  return Object.assign(cleaned, details(row, count));
}

/** The optional parts; what is unknown is absent, never a word such as "Unknown". */
function details(row: RawFilm, count: Count): Partial<Film> {
  const parts = {
    genre: text(row["Major Genre"])
      ?.replace("Thriller/Suspense", "Thriller")
      .replace("Concert/Performance", "Concert"),
    director: text(row.Director),
    setting: text(row["Creative Type"]),
    source: text(row.Source),
    certificate: text(row["MPAA Rating"]),
    minutes: row["Running Time min"] ?? undefined,
    stars: row["IMDB Rating"] ?? undefined,
  };
  if (parts.genre === undefined) count("films without a genre");
  if (parts.director === undefined) count("films without a director");
  if (row["IMDB Votes"] === null) count("films without votes counted as 0");
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function text(value: string | null): string | undefined {
  const trimmed = (value ?? "").trim();
  return nothing.has(trimmed) ? undefined : trimmed;
}

/** Turns "Jun 12 1998" into "1998-06-12", moving impossible years back a century. */
function date(value: string, count: Count): string {
  const match = /^([A-Z][a-z]{2}) (\d{2}) (\d{4})$/.exec(value);
  const month = months.indexOf(match?.[1] ?? "") + 1;
  if (!match || month === 0)
    throw new Error(`movies.json: cannot read the release date ${JSON.stringify(value)}`);
  let year = Number(match[3]);
  if (year > lastYear) {
    year -= 100;
    count("release years moved back a century");
  }
  return `${year}-${String(month).padStart(2, "0")}-${match[2]}`;
}

function title(raw: string, count: Count): string {
  const repaired = [...raw].map((c) => garbled.get(c) ?? c).join("");
  if (repaired !== raw) count("titles with garbled letters repaired");
  const single = repaired.replace(/\s+/g, " ").trim();
  const bare = single.replace(/ \((?:\d{4}|IMAX|\w+ Release)\)$/, "");
  if (bare !== single) count("years and editions taken out of titles");
  const turned = bare.replace(/^(.*), (The|A|An)$/, "$2 $1");
  if (turned !== bare) count("articles moved to the front");
  return turned;
}

/** Makes one film of rows with the same title and year: the first keeps its values and takes over what it lacks. */
function merge(films: readonly Film[], count: Count): Film[] {
  const byKey = new Map<string, Film>();
  for (const film of films) {
    const key = `${film.title.toLowerCase()} ${film.year}`;
    const first = byKey.get(key);
    if (first) count("rows merged into a film of the same title and year");
    byKey.set(key, first ? { ...film, ...first, votes: Math.max(film.votes, first.votes) } : film);
  }
  return [...byKey.values()];
}

/** Shares the votes of namesakes: the source joined them by title, so each has the sum of all. */
function shareVotes(films: readonly Film[], count: Count): void {
  for (const group of namesakes(films)) {
    const most = Math.max(...group.map((f) => f.votes));
    for (const film of group) film.votes = Math.round(most / group.length);
    count("films sharing the votes of namesakes", group.length);
  }
}

function namesakes(films: readonly Film[]): Film[][] {
  const groups = new Map<string, Film[]>();
  for (const film of films) groups.set(film.title, [...(groups.get(film.title) ?? []), film]);
  return [...groups.values()].filter((group) => group.length > 1);
}

function nameIds(films: readonly Film[], count: Count): void {
  const used = new Map<string, number>();
  for (const film of films) {
    const base = `${slug(film.title)}-${film.year}`;
    const n = (used.get(base) ?? 0) + 1;
    used.set(base, n);
    film.id = n === 1 ? base : `${base}-${n}`;
    if (n > 1) count("ids that needed a number");
  }
}

/** Letters and digits in lower case with hyphens between: "Déjà Vu" → "deja-vu". */
function slug(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").replace(/['’]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "film";
}

function* zip(a: string, b: string): Generator<[string, string]> {
  const right = [...b];
  for (const [i, c] of [...a].entries()) yield [c, right[i] ?? c];
}
