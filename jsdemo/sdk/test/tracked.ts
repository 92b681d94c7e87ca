// What the tests of autoTrack share: pages to track, and events in short.

import { afterEach, vi } from "vitest";
import { autoTrack, type TrackOptions } from "../src/track.ts";
import type { EventInput } from "../src/types.ts";
import { FakeHearth } from "./observer.ts";
import { Page } from "./page.ts";

/** A shelf of two tiles. */
export const shelf = `
  <section data-hearth-slot="home" id="shelf">
    <a id="a" data-hearth-item="tea-1" data-hearth-based-on="3, 17,x,0,-1,2.5"><b id="in-a">Tea</b></a>
    <a id="b" data-hearth-item="cup-1"></a>
  </section>`;

/** A page of an item. */
export const filmPage = `
  <main id="film" data-hearth-item="alien-1979" data-hearth-view>
    <p id="text"></p><button id="buy" data-hearth-type="add_to_cart"><i id="icon"></i></button>
  </main>`;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

/** A page that is tracked. */
export function track(html: string, options: TrackOptions = {}, prepare: (page: Page) => void = () => {}) {
  const page = new Page(html);
  const hearth = new FakeHearth();
  const errors: unknown[] = [];
  prepare(page);
  const stop = autoTrack(page.document, hearth, { onError: (error) => errors.push(error), ...options });
  stops.push(stop);
  return { page, hearth, errors, stop };
}

/** Events without their times. */
export function plain(events: readonly EventInput[]): EventInput[] {
  return events.map(({ time, ...rest }) => rest);
}

/** Events as type, item and value. */
export function brief(events: readonly EventInput[]): string[] {
  return events.map(({ type, item, value }) => [type, item, value].filter((x) => x !== undefined).join(" "));
}
