// What test files of the SDK share: a server that has it, a browser, and pages with it loaded.
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { serveSdk } from "./fixture.mjs";
import { pageAt } from "./tabs.mjs";

/** @type {Awaited<ReturnType<typeof serveSdk>>} */
export let server;
/** @type {import("playwright-core").Browser} */
export let browser;

before(async () => {
  server = await serveSdk();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** A page of a context, with the SDK loaded. */
export const pageOf = (context, path = "/", url = server.url) => pageAt(context, url + path);
