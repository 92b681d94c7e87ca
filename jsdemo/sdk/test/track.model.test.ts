// Random visits against a plain model of what is to be recorded: no dwell beyond the wall's time, one impression an element and page view.

import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { autoTrack } from "../src/track.ts";
import { FakeHearth } from "./observer.ts";
import { Page } from "./page.ts";
import { brief } from "./tracked.ts";

const html = `<a id="tile" data-hearth-item="tile"></a><main id="film" data-hearth-view="film"></main>`;
const halfHour = 30 * 60_000;

type Step =
  | { do: "sight"; tile: boolean; film: boolean }
  | { do: "wait"; time: number }
  | { do: "hide" | "show" | "bfcache" | "click" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("sight" as const), tile: fc.boolean(), film: fc.boolean() }),
  fc.record({
    do: fc.constant("wait" as const),
    time: fc.oneof(fc.nat(3000), fc.nat(60_000), fc.constantFrom(999, 1000, 10_000, halfHour)),
  }),
  fc.record({ do: fc.constantFrom("hide" as const, "show" as const, "bfcache" as const, "click" as const) }),
);

/** What is to be recorded, computed a millisecond's step at a time from what was in sight: slow and plain. */
class Model {
  readonly records: string[] = [];
  hidden = false;
  tile = false;
  film = false;
  #stretch = 0;
  #impressed = false;
  #viewed = false;
  #total = 0;
  #dwelt = false;
  #away = 0;

  wait(time: number): void {
    if (this.hidden) this.#away += time;
    if (this.hidden) return;
    if (this.tile && !this.#impressed) this.#stretch += time;
    if (this.#stretch >= 30_000) this.endStretch();
    if (this.film && !this.#dwelt) this.#total += time;
  }

  look(): void {
    if (!this.hidden && this.film && !this.#viewed && !this.#dwelt) this.records.push("view film");
    if (!this.hidden && this.film) this.#viewed = true;
    if (!this.tile || this.hidden) this.endStretch();
  }

  endStretch(): void {
    if (this.#stretch >= 1000) {
      this.records.push(`impression tile ${Math.min(this.#stretch, 30_000) / 1000}`);
      this.#impressed = true;
    }
    this.#stretch = 0;
  }

  click(): void {
    if (this.#stretch >= 1000) this.endStretch();
    this.records.push("click tile");
  }

  leave(): void {
    this.endStretch();
    if (!this.#dwelt && this.#total >= 10_000) {
      this.records.push(`dwell film ${Math.min(this.#total, 600_000) / 1000}`);
      this.#dwelt = true;
    }
  }

  hide(hidden: boolean): void {
    if (hidden === this.hidden) return;
    this.hidden = hidden;
    if (hidden) this.leave();
    else if (this.#away >= halfHour) this.restart();
    this.#away = 0;
    this.look();
  }

  restart(): void {
    this.#stretch = this.#total = this.#away = 0;
    this.#impressed = this.#viewed = this.#dwelt = false;
    this.tile = this.film = false;
  }
}

/** The page and the model take the same step. */
function take(all: Step, page: Page, model: Model): void {
  if (all.do === "wait") {
    page.wait(all.time);
    model.wait(all.time);
  } else if (all.do === "sight") {
    page.sight("#tile", all.tile ? 1 : 0);
    page.sight("#film", all.film ? 0.01 : 0);
    Object.assign(model, { tile: all.tile, film: all.film }).look();
  } else if (all.do === "click") {
    page.click("#tile");
    model.click();
  } else if (all.do === "bfcache") {
    page.leave();
    page.back();
    model.hide(true);
    model.hide(false);
    model.restart();
  } else if (model.hidden !== (all.do === "hide")) {
    page.hide(all.do === "hide");
    model.hide(all.do === "hide");
  }
}

/** Milliseconds that an item's events of a type have as their values. */
function milliseconds(hearth: FakeHearth, type: string): number {
  const values = hearth.events.filter((event) => event.type === type).map(({ value = 0 }) => value);
  return values.reduce((sum, value) => sum + Math.round(value * 1000), 0);
}

test("what is recorded is what the model says, and dwell never exceeds the time that passed with the page visible", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [page, model, hearth] = [new Page(html), new Model(), new FakeHearth()];
      const stop = autoTrack(page.document, hearth, { exitIntent: false });
      let visible = 0;
      for (const one of steps) {
        if (one.do === "wait" && !model.hidden) visible += one.time;
        take(one, page, model);
      }
      stop();
      model.leave();
      assert.deepEqual(brief(hearth.events).sort(), model.records.sort());
      for (const type of ["impression", "dwell"]) assert.ok(milliseconds(hearth, type) <= visible);
    }),
    { numRuns: 60 },
  );
});

test("between two frames observe is called once, and once more when the page is left", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [page, hearth] = [new Page(html), new FakeHearth()];
      const model = new Model();
      const stop = autoTrack(page.document, hearth);
      for (const one of steps) {
        const before = hearth.calls.length;
        take(one, page, model);
        assert.ok(hearth.calls.length - before <= (one.do === "wait" ? 2 : 1));
        if (!model.hidden) page.frame();
      }
      stop();
      assert.ok(hearth.calls.every((call) => call.length > 0));
    }),
    { numRuns: 60 },
  );
});
