// Tests of what autoTrack records of elements and clicks, on a page whose time and viewport the test moves.

import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { brief, filmPage, plain, shelf, track } from "./tracked.ts";

test("half of a tile in sight for a second is an impression, with the seconds, the slot and what it was based on", () => {
  const { page, hearth } = track(shelf);
  page.sight("#a", 0.5);
  page.wait(1500);
  assert.deepEqual(hearth.events, []);
  page.sight("#a", 0.49);
  page.frame();
  assert.deepEqual(plain(hearth.events), [
    { type: "impression", item: "tea-1", value: 1.5, basedOn: [3, 17], context: { slot: "home" } },
  ]);
});

test("the time of an impression is that of its beginning", () => {
  vi.useFakeTimers({ now: 5000, toFake: ["Date"] });
  const { page, hearth } = track(shelf);
  page.sight("#b", 1);
  vi.setSystemTime(9000);
  page.wait(4000);
  page.sight("#b", 0);
  page.frame();
  assert.equal(hearth.events[0]?.time, 5000);
});

test.each([
  ["below half", 0.49, 5000],
  ["under a second", 1, 999],
])("%s is none", (_, share, time) => {
  const { page, hearth, stop } = track(shelf);
  page.sight("#a", share);
  page.wait(time);
  page.sight("#a", 0);
  stop();
  assert.deepEqual(hearth.events, []);
});

test("two short looks are none, as the second must be without a break", () => {
  const { page, hearth, stop } = track(shelf);
  for (let i = 0; i < 4; i++) {
    page.sight("#a", 1);
    page.wait(900);
    page.sight("#a", 0);
  }
  stop();
  assert.deepEqual(hearth.events, []);
});

test("an element larger than the viewport counts when it fills half of it", () => {
  const { page, hearth, stop } = track(shelf);
  const size = { width: 1000, height: 4000 };
  page.sight("#a", 0.09, size);
  page.sight("#b", 0.1, size);
  page.wait(2000);
  stop();
  assert.deepEqual(brief(hearth.events), ["impression cup-1 2"]);
});

test("an element without an area is not in sight", () => {
  const { page, hearth, stop } = track(shelf);
  page.sight("#a", 1, { width: 0, height: 0 });
  page.wait(2000);
  stop();
  assert.deepEqual(hearth.events, []);
});

test("an element has one impression in a page view", () => {
  const { page, hearth, stop } = track(shelf);
  for (let i = 0; i < 3; i++) {
    page.sight("#a", 1);
    page.wait(2000);
    page.sight("#a", 0);
  }
  stop();
  assert.deepEqual(brief(hearth.events), ["impression tea-1 2"]);
});

test("after 30 seconds an impression is recorded though the tile is still in sight", () => {
  const { page, hearth, stop } = track(shelf);
  page.sight("#a", 1);
  page.wait(29_999);
  assert.deepEqual(hearth.events, []);
  page.wait(1);
  page.wait(60_000);
  assert.deepEqual(brief(hearth.events), ["impression tea-1 30"]);
  stop();
  assert.equal(hearth.events.length, 1);
  assert.equal(page.timers, 0);
});

test("a hidden page ends the impressions at once, without a frame", () => {
  const { page, hearth } = track(shelf);
  page.sight("#a", 1);
  page.sight("#b", 1);
  page.wait(1000);
  const { frames } = page;
  page.hide(true);
  assert.equal(page.frames, frames);
  assert.equal(hearth.calls.length, 1);
  assert.deepEqual(brief(hearth.events), ["impression tea-1 1", "impression cup-1 1"]);
});

test("time during which the page is hidden does not count", () => {
  const { page, hearth, stop } = track(shelf);
  page.sight("#a", 1);
  page.wait(600);
  page.hide(true);
  page.wait(60_000);
  page.hide(false);
  page.wait(600);
  page.sight("#a", 0);
  assert.deepEqual(hearth.events, []);
  page.sight("#a", 1);
  page.wait(1200);
  stop();
  assert.deepEqual(brief(hearth.events), ["impression tea-1 1.2"]);
});

test("what comes into sight in a hidden page counts from when it is shown", () => {
  const { page, hearth, stop } = track(shelf, {}, (before) => before.hide(true));
  page.sight("#a", 1);
  page.wait(5000);
  page.hide(false);
  page.wait(1000);
  stop();
  assert.deepEqual(brief(hearth.events), ["impression tea-1 1"]);
});

test("a click is recorded at once, after the impression that led to it", () => {
  const { page, hearth } = track(shelf);
  page.sight("#a", 1);
  page.wait(3000);
  const { frames } = page;
  page.click("#in-a");
  assert.equal(page.frames, frames);
  assert.equal(hearth.calls.length, 1);
  assert.deepEqual(brief(hearth.events), ["impression tea-1 3", "click tea-1"]);
  assert.deepEqual(plain(hearth.events)[1], { type: "click", item: "tea-1", context: { slot: "home" } });
});

test("a click before a second has passed is a click alone", () => {
  const { page, hearth, stop } = track(shelf);
  page.sight("#b", 1);
  page.wait(500);
  page.click("#b");
  page.wait(500);
  stop();
  assert.deepEqual(brief(hearth.events), ["click cup-1", "impression cup-1 1"]);
});

test("several clicks in a frame go in two batches at most", () => {
  const { page, hearth } = track(shelf);
  for (let i = 0; i < 5; i++) page.click("#b");
  assert.equal(hearth.calls.length, 1);
  page.frame();
  assert.equal(hearth.calls.length, 2);
  assert.equal(hearth.events.length, 5);
});

const clicks: [string, object, string, number][] = [
  ["by keyboard", { detail: 0 }, "click", 1],
  ["the second of a double click", { detail: 2 }, "click", 0],
  ["a middle click", { button: 1 }, "auxclick", 1],
  ["a right click", { button: 2 }, "auxclick", 0],
];
test.each(clicks)("%s", (_, more, type, want) => {
  const { page, hearth } = track(shelf);
  page.click("#a", more, type);
  assert.equal(hearth.events.length, want);
});

test("a click that the site stops is recorded", () => {
  const { page, hearth } = track(shelf);
  page.get("#in-a").addEventListener("click", (event) => event.stopPropagation());
  page.click("#in-a");
  assert.deepEqual(brief(hearth.events), ["click tea-1"]);
});

test("a click beside the items, and one on the document, are none", () => {
  const { page, hearth } = track(shelf);
  page.click("#shelf");
  page.fire(page.document, "click", { detail: 1 });
  page.frame();
  assert.deepEqual(hearth.events, []);
});

test("a control says which type of event a click on it is", () => {
  const html = `
    <div data-hearth-type="like"><a id="outside" data-hearth-item="a"></a></div>
    <a id="own" data-hearth-item="b" data-hearth-type="view"></a>
    <div data-hearth-item="c"><button id="like" data-hearth-type="like"></button><button id="bad" data-hearth-type="${"x".repeat(257)}"></button></div>`;
  const { page, hearth } = track(html);
  for (const id of ["#outside", "#own", "#like", "#bad"]) page.click(id);
  page.frame();
  assert.deepEqual(brief(hearth.events), ["click a", "view b", "like c", "click c"]);
});

test("the innermost item gets the click", () => {
  const { page, hearth } = track(
    `<div data-hearth-item="outer"><a id="x" data-hearth-item="inner"></a></div>`,
  );
  page.click("#x");
  assert.deepEqual(brief(hearth.events), ["click inner"]);
});

test("being on an item's page is a view once, clicks there are none, and its controls work", () => {
  const { page, hearth } = track(filmPage);
  page.sight("#film", 0.01);
  page.click("#text");
  page.frame();
  page.sight("#film", 0);
  page.sight("#film", 1);
  page.frame();
  page.click("#icon");
  assert.deepEqual(brief(hearth.events), ["view alien-1979", "add_to_cart alien-1979"]);
});

test("data-hearth-view can name the item", () => {
  const { page, hearth } = track(`<main id="m" data-hearth-view="alien-1979"></main>`);
  page.sight("#m", 1);
  page.frame();
  assert.deepEqual(brief(hearth.events), ["view alien-1979"]);
});

test("a page that opens in the background is viewed when it is shown", () => {
  const { page, hearth } = track(filmPage, {}, (before) => before.hide(true));
  page.sight("#film", 1);
  page.wait(60_000);
  assert.deepEqual(hearth.events, []);
  page.hide(false);
  page.frame();
  assert.deepEqual(brief(hearth.events), ["view alien-1979"]);
});

test("ten seconds on an item's page are dwell, once, with what was in sight", () => {
  const { page, hearth, stop } = track(filmPage);
  page.sight("#film", 1);
  page.wait(6000);
  page.sight("#film", 0);
  page.wait(20_000);
  page.sight("#film", 1);
  page.wait(4500);
  page.hide(true);
  assert.deepEqual(brief(hearth.events), ["view alien-1979", "dwell alien-1979 10.5"]);
  page.hide(false);
  page.wait(60_000);
  stop();
  assert.equal(hearth.events.length, 2);
});

test("below ten seconds there is no dwell, but it adds up until the page is left", () => {
  const { page, hearth, stop } = track(filmPage);
  page.sight("#film", 1);
  page.wait(9000);
  page.hide(true);
  assert.deepEqual(brief(hearth.events), ["view alien-1979"]);
  page.hide(false);
  page.wait(2000);
  stop();
  assert.deepEqual(brief(hearth.events), ["view alien-1979", "dwell alien-1979 11"]);
});

test("a page that lies open has ten minutes of dwell at most", () => {
  const { page, hearth, stop } = track(filmPage);
  page.sight("#film", 1);
  page.wait(24 * 3_600_000);
  stop();
  assert.deepEqual(brief(hearth.events), ["view alien-1979", "dwell alien-1979 600"]);
});
