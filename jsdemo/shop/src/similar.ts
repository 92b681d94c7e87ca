// Which films are like a film, by what the catalogue says; the engine puts them in order for the person.

import { era, type Film } from "./film.ts";

/** Films that the engine gets to choose from. */
const most = 80;

/**
 * The ids of films like one: of the same director, then those of its genre and decade with the most votes. They are the candidates of
 * a `rank`: so the choice is the catalogue's, the same for everybody and there without any consent, and the order is the engine's. After
 * a look at the film, which a yes lets the device remember, its own item-to-item evidence is the strongest reason in that order.
 */
export function similarTo(film: Film, films: readonly Film[]): string[] {
  const others = films.filter(({ id }) => id !== film.id);
  const same = others.filter(({ director }) => director !== undefined && director === film.director);
  const kin = others.filter((other) => other.genre === film.genre && era(other) === era(film));
  const known = kin.sort((a, b) => b.votes - a.votes || a.id.localeCompare(b.id));
  return [...new Set([...same, ...known].map(({ id }) => id))].slice(0, most);
}
