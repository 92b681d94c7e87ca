// Starts up: opens the Hearth and fetches the films side by side, and measures each step.

import { type Hearth, open } from "@hearthrank/sdk";
import { engineAddress } from "./facts.ts";
import type { Film } from "./film.ts";
import { scriptUrl } from "./trusted.ts";

/** What the start gave. */
export interface Begun {
  hearth: Hearth;
  films: ReadonlyMap<string, Film>;
  /** How long `open()` took, in ms. */
  opened: number;
}

/** The same requests for everybody: worker, module, pack and films. None that follows depends on the person. */
async function begin(): Promise<Begun> {
  const start = performance.now();
  const opening = openHearth().then((hearth) => {
    performance.mark("hearth opened"); // for whoever measures the page
    return { hearth, opened: performance.now() - start };
  });
  const [{ hearth, opened }, films] = await Promise.all([opening, fetchFilms()]);
  performance.mark("films there");
  return { hearth, films: new Map(films.map((film) => [film.id, film])), opened };
}

/**
 * The module is named by its URL and not given as a response with a hash, because a shared worker fetches it itself; the service
 * worker checks its hash, as that of every other file, before it keeps it. Likes are kept for 180 days, so the device keeps that long.
 */
function openHearth(): Promise<Hearth> {
  return open({
    pack: new URL("films.pack", document.baseURI),
    wasm: engineAddress,
    workerUrl: scriptUrl("hearth"),
    maxDays: 180,
  });
}

async function fetchFilms(): Promise<Film[]> {
  const response = await fetch(new URL("films.json", document.baseURI));
  if (!response.ok)
    throw new Error(`films.json: the server answered ${response.status}; run the build again`);
  return (await response.json()) as Film[];
}

/** The start, under way as soon as this file runs: main.ts imports it first, so that the worker works while the rest is evaluated. */
export const beginning: Promise<Begun> = begin();
beginning.catch(() => undefined); // main.ts tells
