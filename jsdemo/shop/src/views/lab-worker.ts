// Starts the Lab's worker, with the files that everybody's page has fetched at its start.

import { load } from "@hearthrank/sdk";
import type { App } from "../app.ts";
import { engineAddress } from "../facts.ts";
import type { Port, Supplies } from "../lab/client.ts";
import { offline } from "../offline.ts";
import { scriptUrl } from "../trusted.ts";

/** The worker. */
export function makeWorker(): Port {
  return new Worker(scriptUrl("lab"), { type: "module", name: "hearth-lab" }) as Port;
}

/** Module, pack and films: the first two from the browser's cache, where the start has put them. Waits until the service worker has the rest. */
export async function supplies({ films }: App): Promise<Supplies> {
  await offline;
  const [engine, pack] = await Promise.all([load(cached(engineAddress)), cached("films.pack")]);
  if (!pack.ok) throw new Error(`films.pack: the server answered ${pack.status}`);
  const drawn = Array.from(films.values(), ({ id, title, year, genre, director, votes }) => ({
    id,
    title,
    year,
    votes,
    ...(genre === undefined ? {} : { genre }),
    ...(director === undefined ? {} : { director }),
  }));
  return { module: engine.module, pack: await pack.arrayBuffer(), films: drawn };
}

function cached(name: string): Promise<Response> {
  return fetch(new URL(name, document.baseURI), { cache: "force-cache" });
}
