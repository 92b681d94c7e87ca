// What test files of the demo share: a server, a browser, and for each test a visit of its own, whose console has to stay clean.
import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import { launch } from "./browser.mjs";
import { contextOf, visit } from "./demo-site.mjs";
import { serveDemo } from "./server.mjs";

/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {{ url: string, close: () => void }} */
export let demo;
/** The page of the present visit. @type {import("playwright-core").Page} */
export let page;
/** What its console complained of. @type {string[]} */
export let complaints;

before(async () => {
  [demo, browser] = await Promise.all([serveDemo(), launch()]);
});
after(async () => {
  await browser?.close();
  demo?.close();
});
afterEach(async () => {
  await page.context().close();
  assert.deepEqual(complaints, [], "the page complained in the console");
});

/** Makes a visit the present one. @param {Pick<import("./demo-site.mjs").Visit, "page" | "complaints">} visit */
export function show(visit) {
  ({ page, complaints } = visit);
}

/** Begins a visit in a context of its own. @param {Parameters<typeof contextOf>[1] & { hash?: string }} [options] */
export async function open({ hash = "", ...options } = {}) {
  show(await visit(await contextOf(browser, options), demo.url + hash));
}
