// Tests of autoTrack when the page is left, comes back, changes, fails, or is done with.

import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { HearthError } from "../src/errors.ts";
import { autoTrack } from "../src/track.ts";
import { FakeHearth } from "./observer.ts";
import { Page } from "./page.ts";
import { brief, filmPage, plain, shelf, track } from "./tracked.ts";

test("a return by the back/forward cache is a new page view", () => {
  const { page, hearth } = track(shelf + filmPage);
  const look = () => {
    page.sight("#a", 1);
    page.sight("#film", 1);
    page.wait(2000);
  };
  look();
  page.leave();
  page.wait(5000);
  page.back();
  look();
  page.leave();
  const once = ["view alien-1979", "impression tea-1 2"];
  assert.deepEqual(brief(hearth.events), [...once, ...once]);
});

test("the first pageshow of a page begins nothing anew", () => {
  const { page, hearth } = track(filmPage);
  page.sight("#film", 1);
  page.back(false);
  page.sight("#film", 1);
  page.frame();
  assert.deepEqual(brief(hearth.events), ["view alien-1979"]);
});

test.each([
  [30 * 60_000 - 1, 1],
  [30 * 60_000, 2],
])("hidden for %d ms: %d views", (absence, views) => {
  const { page, hearth } = track(filmPage);
  page.sight("#film", 1);
  page.wait(100);
  page.hide(true);
  page.wait(absence);
  page.hide(false);
  page.sight("#film", 1);
  page.frame();
  assert.equal(hearth.events.filter((event) => event.type === "view").length, views);
});

test("a prerendered page is not viewed until it is shown", () => {
  const { page, hearth } = track(filmPage, {}, (before) =>
    Object.assign(before.document, { prerendering: true }),
  );
  assert.equal(page.watched.size, 0);
  page.fire(page.document, "prerenderingchange");
  page.sight("#film", 1);
  page.frame();
  assert.deepEqual(brief(hearth.events), ["view alien-1979"]);
});

test("a prerendered page that is never shown, or stopped before, is not tracked", () => {
  const { page, stop } = track(filmPage, {}, (before) =>
    Object.assign(before.document, { prerendering: true }),
  );
  stop();
  page.fire(page.document, "prerenderingchange");
  assert.equal(page.watched.size, 0);
});

test("elements that come are tracked, within others too", async () => {
  const { page, hearth, stop } = track(shelf);
  page
    .get("#shelf")
    .insertAdjacentHTML("beforeend", `<div><a id="c" data-hearth-item="pot-1"></a></div>text`);
  await page.changes();
  page.sight("#c", 1);
  page.wait(1000);
  page.click("#c");
  stop();
  assert.deepEqual(brief(hearth.events), ["impression pot-1 1", "click pot-1"]);
  assert.deepEqual(hearth.events[0]?.context, { slot: "home" });
});

test("an element that goes has its impression, with the slot that it was in, and is let go", async () => {
  const { page, hearth } = track(shelf);
  page.sight("#a", 1);
  page.wait(1000);
  const a = page.get("#a");
  a.remove();
  await page.changes();
  page.frame();
  assert.deepEqual(plain(hearth.events), [
    { type: "impression", item: "tea-1", value: 1, basedOn: [3, 17], context: { slot: "home" } },
  ]);
  assert.equal(page.watched.has(a), false);
  assert.equal(page.timers, 0);
});

test("an element that moves is the same", async () => {
  const { page, hearth, stop } = track(shelf);
  page.sight("#a", 1);
  page.wait(1000);
  page.get("#shelf").append(page.get("#a"));
  await page.changes();
  page.wait(1000);
  stop();
  assert.deepEqual(brief(hearth.events), ["impression tea-1 2"]);
});

test("an element that gets another item begins anew, as in a list that reuses its rows", async () => {
  const { page, hearth, stop } = track(shelf);
  page.sight("#b", 1);
  page.wait(1000);
  page.get("#b").setAttribute("data-hearth-item", "pot-1");
  await page.changes();
  page.sight("#b", 1);
  page.wait(2000);
  page.get("#b").setAttribute("data-hearth-item", "pot-1");
  await page.changes();
  page.get("#b").removeAttribute("data-hearth-item");
  await page.changes();
  assert.equal(page.watched.size, 1);
  stop();
  assert.deepEqual(brief(hearth.events), ["impression cup-1 1", "impression pot-1 2"]);
});

test("exit intent is recorded once a page view, with the item whose page it is", () => {
  const { page, hearth } = track(filmPage);
  page.sight("#film", 1);
  page.exit(5);
  page.exit(0);
  page.exit(-3);
  page.frame();
  assert.deepEqual(brief(hearth.events), ["view alien-1979", "exit_intent alien-1979"]);
  page.leave();
  page.back();
  page.exit();
  page.frame();
  assert.deepEqual(brief(hearth.events).slice(2), ["exit_intent"]);
});

test.each([
  ["without a mouse", {}, false],
  ["where the site does not want it", { exitIntent: false }, true],
])("%s there is no exit intent", (_, options, mouse) => {
  const { page, hearth } = track(filmPage, options, (before) => {
    before.mouse = mouse;
  });
  page.exit();
  page.frame();
  assert.deepEqual(hearth.events, []);
});

test("the site's context goes with every event, the slot beside it", () => {
  let device = "phone";
  const { page, hearth } = track(shelf, { context: () => ({ device, slot: "none" }) });
  page.click("#a");
  device = "desktop";
  page.frame();
  page.click("#a");
  assert.deepEqual(
    hearth.events.map((event) => event.context),
    [
      { device: "phone", slot: "home" },
      { device: "desktop", slot: "home" },
    ],
  );
});

test("a context that fails is told, and the event recorded without it", () => {
  const { page, hearth, errors } = track(shelf, {
    context: () => {
      throw new Error("no context");
    },
  });
  page.click("#a");
  assert.equal(String(errors[0]), "Error: no context");
  assert.deepEqual(hearth.events[0]?.context, { slot: "home" });
});

test("events of one frame go in one call", () => {
  const { page, hearth } = track(shelf);
  page.sight("#a", 1);
  page.sight("#b", 1);
  page.wait(1000);
  page.sight("#a", 0);
  page.sight("#b", 0);
  page.exit();
  assert.equal(hearth.calls.length, 0);
  page.frame();
  assert.equal(hearth.calls.length, 1);
  assert.equal(hearth.events.length, 3);
});

test("what observe fails with is told, and tracking goes on", async () => {
  const { page, hearth, errors } = track(shelf);
  hearth.error = new Error("closed");
  page.click("#a");
  await Promise.resolve();
  hearth.error = undefined;
  page.frame();
  page.click("#b");
  assert.deepEqual(
    errors.map((error) => String(error)),
    ["Error: closed"],
  );
  assert.equal(hearth.calls.length, 2);
});

test("without onError the console is told", () => {
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  const page = new Page(`<a data-hearth-item=""></a>`);
  autoTrack(page.document, new FakeHearth())();
  assert.equal(told.mock.calls.length, 1);
  told.mockRestore();
});

test.each(["", "x".repeat(257)])("an id that cannot be recorded is told and left out: %j", (id) => {
  const { page, errors } = track(`<a data-hearth-item="${id}"></a><a data-hearth-item="ok"></a>`);
  assert.equal(errors.length, 1);
  const [error] = errors;
  assert.ok(error instanceof HearthError && error.code === "range" && error.hint !== undefined);
  assert.equal(page.watched.size, 1);
});

test("stop records what is under way and leaves no listener, timer or frame behind", async () => {
  const page = new Page(shelf + filmPage);
  const alive = listeners(page);
  const hearth = new FakeHearth();
  const stop = autoTrack(page.document, hearth);
  assert.ok(alive.size >= 6, `${alive.size} listeners`);
  page.sight("#a", 1);
  page.sight("#film", 1);
  page.wait(12_000);
  stop();
  assert.deepEqual(brief(hearth.events), ["view alien-1979", "impression tea-1 12", "dwell alien-1979 12"]);
  assert.deepEqual([...alive], []);
  assert.deepEqual([page.timers, page.waiting, page.watched.size], [0, 0, 0]);
  stop();
  page.get("#shelf").insertAdjacentHTML("beforeend", `<a data-hearth-item="pot-1"></a>`);
  await page.changes();
  page.click("#a");
  page.exit();
  page.leave();
  page.back();
  page.wait(60_000);
  assert.deepEqual([hearth.events.length, page.watched.size], [3, 0]);
});

/** Listeners that were added and not removed, by hand or by their signal. */
function listeners(page: Page): Set<string> {
  const alive = new Set<string>();
  const targets = {
    window: page.window as unknown as EventTarget,
    document: page.document,
    html: page.document.documentElement,
  };
  for (const [name, target] of Object.entries(targets)) {
    vi.spyOn(target, "addEventListener").mockImplementation((type: string, _: unknown, options: unknown) => {
      const { signal } = options as AddEventListenerOptions;
      alive.add(`${name} ${type}`);
      signal?.addEventListener("abort", () => alive.delete(`${name} ${type}`));
    });
  }
  return alive;
}

test("a part of a page can be the root, and is tracked itself", () => {
  const page = new Page(`${shelf}<a id="out" data-hearth-item="pot-1"></a>`);
  const hearth = new FakeHearth();
  const stop = autoTrack(page.get("#a"), hearth);
  assert.deepEqual([...page.watched], [page.get("#a")]);
  page.click("#out");
  page.click("#in-a");
  stop();
  assert.deepEqual(brief(hearth.events), ["click tea-1"]);
});

test("in a document without a window nothing is tracked", () => {
  const root = { ownerDocument: null, defaultView: null } as unknown as Document;
  autoTrack(root, new FakeHearth())();
});
