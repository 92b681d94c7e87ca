// Turns films and simulated events into the lines of the trainer's own format: items.jsonl and events.csv.

import { era, type Film } from "../src/film.ts";
import type { SimulatedEvent } from "../src/simulate/visitors.ts";

/** The lines of items.jsonl. Namesakes have their year in the title, so that a title names one film. */
export function itemLines(films: readonly Film[]): string {
  const seen = new Map<string, number>();
  for (const film of films) seen.set(film.title, (seen.get(film.title) ?? 0) + 1);
  return films.map((film) => `${JSON.stringify(item(film, (seen.get(film.title) ?? 0) > 1))}\n`).join("");
}

function item(film: Film, namesake: boolean): object {
  const { director, setting, source, certificate } = film;
  return {
    id: film.id,
    title: namesake ? `${film.title} (${film.year})` : film.title,
    ...(film.genre ? { categories: [film.genre] } : {}),
    attributes: { era: era(film), director, setting, source, certificate },
    published: film.released,
  };
}

/** The lines of events.csv; hour and weekday follow from the time. */
export function eventLines(events: Iterable<SimulatedEvent>): string {
  const lines = ["person,item,type,time"];
  for (const e of events) lines.push(`${e.person},${e.item},${e.type},${new Date(e.time).toISOString()}`);
  return `${lines.join("\n")}\n`;
}
