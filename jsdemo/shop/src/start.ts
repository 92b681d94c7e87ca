// Starts up: fetches module, pack and films side by side, and measures each step.

import { type Engine, load, type PackInfo } from "@hearthrank/sdk";
import moduleUrl from "../../../wasm/engine.wasm?url";
import type { Film } from "./film.ts";

/** What the start gave and how long its steps took, in milliseconds. */
export interface Started {
  engine: Engine;
  films: Film[];
  pack: PackInfo;
  module: { bytes: number; sent: number; imports: number };
  fetched: number;
  opened: number;
}

/** The same three requests for everybody; none follows. */
export async function start(): Promise<Started> {
  const begin = performance.now();
  const url = new URL(moduleUrl, document.baseURI);
  const [engine, bytes, films] = await Promise.all([load(url), get("films.pack"), get("films.json")]);
  const fetched = performance.now() - begin;
  const pack = await engine.openPack(bytes);
  const opened = performance.now() - begin - fetched;
  const text = new TextDecoder().decode(films);
  return {
    engine,
    films: JSON.parse(text) as Film[],
    pack,
    module: moduleFacts(engine, url),
    fetched,
    opened,
  };
}

async function get(name: string): Promise<ArrayBuffer> {
  const response = await fetch(new URL(name, document.baseURI));
  if (!response.ok) throw new Error(`${name}: the server answered ${response.status}; run the build again`);
  return response.arrayBuffer();
}

function moduleFacts(engine: Engine, url: URL): Started["module"] {
  const [entry] = performance.getEntriesByName(url.href) as PerformanceResourceTiming[];
  return {
    bytes: entry?.decodedBodySize ?? 0,
    sent: entry?.encodedBodySize ?? 0,
    imports: WebAssembly.Module.imports(engine.module).length,
  };
}
