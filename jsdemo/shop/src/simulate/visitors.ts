// Simulated visitors: people with tastes who come at certain hours and look at films, drawn from Settings.

import type { Film } from "../film.ts";
import { Random } from "./random.ts";
import type { Settings } from "./settings.ts";

/** What the generator needs to know of a film. */
export type SimulatedFilm = Pick<Film, "id" | "title" | "year" | "genre" | "director" | "votes">;

/** One thing that a simulated visitor did. */
export interface SimulatedEvent {
  person: string;
  item: string;
  type: "view" | "like" | "dislike";
  /** Unix milliseconds. */
  time: number;
}

/** How a visitor chooses. Made by {@link Visitors.person}. */
export interface Taste {
  genres: ReadonlyMap<string, number>;
  directors: ReadonlySet<string>;
  /** The year in the middle of the films the person grew up with. */
  year: number;
  /** The hour around which most visits fall. */
  hour: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The part of the week of a UTC time, such as "weekend evening": the rows of {@link Settings.moods}. */
export function partOfWeek(time: number): string {
  const date = new Date(time);
  const day = date.getUTCDay();
  const part = ["night", "morning", "afternoon", "evening"][Math.floor(date.getUTCHours() / 6)];
  return `${day === 0 || day === 6 ? "weekend" : "weekday"} ${part}`;
}

/** The series that a title belongs to, if its form shows one: what stands before a colon or a number at the end. */
export function series(title: string): string | undefined {
  const stem = /^(.{4,}?)(?:\s*:.*|\s+(?:[2-9]|I{2,3}|IV|V|Part\s.*))$/.exec(title)?.[1];
  return stem?.toLowerCase();
}

/** A person in the world: how they choose, and what they have looked at. Made by {@link Visitors.enter}. */
export interface Visitor {
  readonly name: string;
  /** How much each film draws the person besides its fame. */
  readonly pull: Float64Array;
  /** How likely each film is looked at, moments apart. */
  readonly weights: Float64Array;
  readonly seen: Set<number>;
}

/** A world of films and the people who visit it. */
export class Visitors {
  readonly #films: readonly SimulatedFilm[];
  readonly #settings: Settings;
  #random: Random;
  readonly #genres: readonly string[];
  readonly #moods = new Map<string, Float64Array>();
  readonly #fame: Float64Array;
  readonly #famed: Draw;
  readonly #draw: Draw;
  readonly #calm: Float64Array;
  readonly #followers: readonly number[][];

  /** Prepares what all visitors share. */
  constructor(films: readonly SimulatedFilm[], settings: Settings) {
    this.#films = films;
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    this.#genres = [...new Set(films.map((f) => f.genre ?? ""))].sort();
    this.#fame = Float64Array.from(films, (f) => (f.votes + 20) ** settings.fame);
    this.#calm = new Float64Array(films.length).fill(1);
    this.#famed = new Draw(films.length);
    this.#famed.prepare(this.#fame, this.#calm);
    this.#draw = new Draw(films.length);
    this.#followers = followers(films);
    for (const part of Object.keys(settings.moods)) this.#moods.set(part, this.#moodOf(part));
  }

  /** From here on all draws follow from this seed: what one person does then changes nothing for the next. */
  reseed(seed: number): void {
    this.#random = new Random(seed);
  }

  /** All events, person by person, each person's in the order of time. */
  *events(): Generator<SimulatedEvent> {
    for (let i = 0; i < this.#settings.visitors; i++) yield* this.visitor(`p${i + 1}`);
  }

  /** Draws one person and the events of all visits. */
  *visitor(name: string): Generator<SimulatedEvent> {
    const taste = this.person();
    const visitor = this.enter(name, taste);
    for (const time of this.times(taste)) yield* this.visit(visitor, time);
  }

  /** Lets a person with this taste in, who has seen nothing yet. */
  enter(name: string, taste: Taste): Visitor {
    const pull = new Float64Array(this.#films.length);
    const weights = new Float64Array(this.#films.length);
    for (let i = 0; i < pull.length; i++) {
      pull[i] = this.pull(taste, this.#films[i] as SimulatedFilm);
      weights[i] = Math.exp(pull[i] as number) * (this.#fame[i] as number);
    }
    return { name, pull, weights, seen: new Set() };
  }

  /** Draws a person's taste. Favourite directors are those of a few famous films in liked genres. */
  person(): Taste {
    const random = this.#random;
    const { likedGenres, genreSpread, favourites, eraFrom, eraYears } = this.#settings;
    const genres = new Map(this.#genres.map((g): [string, number] => [g, genreSpread * random.normal()]));
    for (let k = 0; k < likedGenres; k++)
      genres.set(this.#genres[random.below(this.#genres.length)] ?? "", 1);
    const directors = new Set<string>();
    for (let k = 0; k < favourites; k++) {
      const director = this.#films[this.#famed.next(random)]?.director;
      if (director) directors.add(director);
    }
    return { genres, directors, year: eraFrom + random.below(eraYears), hour: 9 + random.below(15) };
  }

  /** How much a film draws a person besides its fame. */
  pull(taste: Taste, film: SimulatedFilm): number {
    const s = this.#settings;
    const genre = taste.genres.get(film.genre ?? "") ?? 0;
    const director = film.director !== undefined && taste.directors.has(film.director) ? 1 : 0;
    const distance = (film.year - taste.year) / s.eraWidth;
    return s.genre * genre + s.director * director + s.era * Math.exp(-distance * distance);
  }

  #moodOf(part: string): Float64Array {
    const shift = this.#settings.moods[part] ?? {};
    return Float64Array.from(this.#films, (f) =>
      Math.exp(this.#settings.moment * (shift[f.genre ?? ""] ?? 0)),
    );
  }

  /** The times of a person's visits, ascending: any day, weekends twice as likely, around the person's hour. */
  times(taste: Taste): number[] {
    const { start, days, visits } = this.#settings;
    const first = Date.parse(`${start}T00:00:00Z`);
    const times: number[] = [];
    for (let n = this.#random.count(visits); n > 0; n--) {
      let day = this.#random.below(days);
      if (!isWeekend(first + day * dayMs) && this.#random.chance(0.4)) day = this.#random.below(days);
      const hour = taste.hour + 3 * this.#random.normal();
      times.push(Math.round(first + day * dayMs + (((hour % 24) + 24) % 24) * hourMs));
    }
    return times.sort((a, b) => a - b);
  }

  /** By what each film is wanted more or less at a time, by anybody. */
  mood(time: number): Float64Array {
    return this.#moods.get(partOfWeek(time)) ?? this.#calm;
  }

  /** What a person looks at in a visit. */
  *visit(visitor: Visitor, time: number): Generator<SimulatedEvent> {
    const mood = this.begin(visitor, time);
    let last: number | undefined;
    for (let n = this.looks(); n > 0; n--) {
      const film = this.choose(visitor, mood, this.following(visitor, last));
      if (film === undefined) return;
      yield* this.look(visitor, film, time);
      last = film;
      time += this.pause();
    }
  }

  /** Begins a visit of this person, and says what they are in the mood for. */
  begin(visitor: Visitor, time: number): Float64Array {
    const mood = this.mood(time);
    this.#draw.prepare(visitor.weights, mood);
    return mood;
  }

  /** How many films a visit is for, at least one. */
  looks(): number {
    return this.#random.count(this.#settings.filmsPerVisit);
  }

  /** The time from one look to the next in ms: 2 to 12 minutes. */
  pause(): number {
    return Math.round((2 + 10 * this.#random.uniform()) * 60_000);
  }

  /** Sometimes a person wants a film that follows from the last one: these. Empty: any film that draws them. */
  following(visitor: Visitor, last: number | undefined): readonly number[] {
    if (last === undefined || !this.#random.chance(this.#settings.follow)) return [];
    return (this.#followers[last] ?? []).filter((f) => !visitor.seen.has(f));
  }

  /** One of the films wanted, or of all films; undefined when there hardly is one that the person has not seen. */
  choose(visitor: Visitor, mood: Float64Array, wanted: readonly number[]): number | undefined {
    if (wanted.length === 0) return this.#drawn(visitor);
    return wanted[this.#random.weighted(wanted.map((f) => (visitor.weights[f] ?? 0) * (mood[f] ?? 0)))];
  }

  /** A film drawn by taste and moment that the visitor has not seen; undefined when there hardly is one. */
  #drawn(visitor: Visitor): number | undefined {
    for (let tries = 0; tries < 200; tries++) {
      const film = this.#draw.next(this.#random);
      if (!visitor.seen.has(film)) return film;
    }
    return undefined;
  }

  /** A look at a film and, sometimes, what the person thought of it: the more it draws, the likelier a like. */
  *look(visitor: Visitor, film: number, time: number): Generator<SimulatedEvent> {
    visitor.seen.add(film);
    const event = { person: visitor.name, item: this.#films[film]?.id ?? "" };
    yield { ...event, type: "view", time };
    if (!this.#random.chance(this.#settings.vocal)) return;
    const joy = (visitor.pull[film] ?? 0) - 0.5 + this.#random.normal();
    if (Math.abs(joy) > 0.7) yield { ...event, type: joy > 0 ? "like" : "dislike", time: time + 60_000 };
  }
}

/** Draws indexes in proportion to products of weights, by bisection of their running sum. */
class Draw {
  readonly #sums: Float64Array;

  constructor(size: number) {
    this.#sums = new Float64Array(size);
  }

  prepare(weights: Float64Array, mood: Float64Array): void {
    const sums = this.#sums;
    let sum = 0;
    for (let i = 0; i < sums.length; i++) {
      sum += (weights[i] as number) * (mood[i] as number);
      sums[i] = sum;
    }
  }

  next(random: Random): number {
    const target = random.uniform() * (this.#sums.at(-1) ?? 0);
    let low = 0;
    let high = this.#sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** For each film the others by the same director, or of the same series (remakes count as one). */
function followers(films: readonly SimulatedFilm[]): number[][] {
  const groups = new Map<string, number[]>();
  const keys = films.map((f) =>
    [f.director && `director ${f.director}`, group(f.title)].filter((k) => k !== undefined),
  );
  keys.forEach((own, i) => {
    for (const key of own) groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return keys.map((own, i) =>
    [...new Set(own.flatMap((key) => groups.get(key) ?? []))].filter((j) => j !== i),
  );
}

function group(title: string): string {
  return `series ${series(title) ?? title.toLowerCase()}`;
}

function isWeekend(time: number): boolean {
  return [0, 6].includes(new Date(time).getUTCDay());
}
