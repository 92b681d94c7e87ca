// Runs docs/TUTORIAL.md as it stands, opens its page, and checks that the page does what the text says.
import assert from "node:assert/strict";
import { kept } from "../tabs.mjs";
import { blocksIn, perform, titleOf } from "./document.mjs";
import { policiesOf, recorded } from "./record.mjs";
import { withServer } from "./run.mjs";

/** @typedef {import("./targets.mjs").Context} Context */

const nothing = { databases: [], local: {}, session: {}, caches: [], cookies: "", rows: [] };

/** @param {Context} context */
export async function tutorial(context) {
  const blocks = blocksIn("docs/TUTORIAL.md");
  const idle = blocks.filter((block) => !titleOf(block) && block.lang !== "sh" && block.info !== "expect");
  assert.deepEqual(idle, [], "the tutorial has blocks that nothing runs");
  const { made, hearth, serving } = await perform(context, "tutorial", blocks);
  assert.ok(serving, "the tutorial serves nothing");
  const args = (port) => [...serving, "--addr", `127.0.0.1:${port}`];
  await withServer(hearth, args, { cwd: made.dir }, async (url) =>
    recorded(url, (front, asked) => look(context, front, asked), await policiesOf(url)),
  );
  return { version: `Chromium ${await context.browser.version()}`, detail: `${blocks.length} blocks` };
}

/** Goes the tutorial's way in the browser, and then as another person, whose page asks for the same. */
async function look(context, url, asked) {
  await context.browser.use((page) => goThrough(page, url, asked));
  const first = asked.splice(0);
  await context.browser.use((page) => shown(page, url));
  assert.deepEqual(sorted(asked), sorted(first), "two persons' pages ask for different things");
}

const sorted = (asked) => asked.map(({ method, path }) => `${method} ${path}`).sort();

/** Waits until the page has drawn its shelf. */
async function shown(page, url) {
  await page.goto(url);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}

async function goThrough(page, url, asked) {
  await shown(page, url);
  const count = asked.length;
  await beforeDecision(page);
  await agree(page);
  await afterYes(page);
  await forgetOne(page);
  await eraseAll(page);
  assert.equal(asked.length, count, `asked after the page had loaded: ${sorted(asked.slice(count))}`);
  for (const { method, path, cookie, body } of asked)
    assert.equal(`${method} ${path} ${cookie}${body}`, `GET ${path} 0`);
  assert.ok(
    asked.some(({ path }) => path === "/shop.pack.sig"),
    "the signature was not asked for",
  );
}

const events = (page) =>
  page.evaluate(async () => {
    const { hearth } = /** @type {any} */ (document.querySelector("hearth-preferences"));
    return (await hearth.profile()).events.map(({ type, item }) => `${type} ${item}`);
  });

const tiles = (page) => page.locator("#shelf > li");

async function beforeDecision(page) {
  await assertShelf(page, "Popular now");
  assert.equal(await page.locator("hearth-consent[shown]").count(), 1, "nobody is asked");
  for (const n of [0, 1]) await tiles(page).nth(n).locator("a").click();
  await page.locator("#item:not([hidden])").waitFor();
  await page.waitForTimeout(1500); // an impression takes a second
  assert.deepEqual(await events(page), []);
  assert.deepEqual(await kept(page), nothing, "stored before a decision");
  await assertShelf(page, "Popular now");
}

async function assertShelf(page, heading) {
  await page.locator("#heading", { hasText: heading }).waitFor();
  assert.equal(await tiles(page).count(), 6);
  const reasons = await page.locator("#shelf > li > p").allTextContents();
  assert.ok(reasons.every(Boolean), `a tile has no reason: ${reasons}`);
}

async function agree(page) {
  await page.getByRole("button", { name: "Yes, show me" }).click();
  await page.locator("hearth-consent").getByRole("button", { name: "Yes", exact: true }).click();
  await page.locator("hearth-consent:not([shown])").waitFor({ state: "attached" });
  assert.deepEqual(await events(page), [], "what was done before the yes came back");
}

async function afterYes(page) {
  await tiles(page).nth(2).locator("a").click();
  await assertShelf(page, "For you");
  await page.locator("#shelf > li > p", { hasText: "Because you" }).first().waitFor();
  const [clicked = ""] = (await events(page)).filter((event) => event.startsWith("click "));
  assert.equal(clicked, `click ${new URL(page.url()).hash.slice(1)}`);
  assert.equal((await kept(page)).databases.length, 1);
}

async function forgetOne(page) {
  const before = (await events(page)).length;
  const tile = tiles(page).filter({ hasText: "Because you" }).first();
  await tile.getByRole("button", { name: "Why this?" }).click();
  await tile.locator("hearth-reasons [part~=reason]").first().waitFor();
  await tile.getByRole("button", { name: "Forget" }).first().click();
  await tile.locator("hearth-reasons [part~=question]").getByRole("button", { name: "Forget" }).click();
  await page.waitForFunction(async (count) => {
    const { hearth } = /** @type {any} */ (document.querySelector("hearth-preferences"));
    return (await hearth.profile()).events.length < count;
  }, before);
  await page.keyboard.press("Escape");
}

async function eraseAll(page) {
  await page.getByText("Your privacy").click();
  await page.locator("hearth-preferences [part~=event]").first().waitFor();
  const data = page.locator("hearth-preferences [part~=data]");
  await data.getByRole("button", { name: "Erase everything" }).click();
  await data.locator("[part~=question]").getByRole("button", { name: "Erase everything" }).click();
  await page.locator("hearth-consent[shown]").waitFor({ state: "attached" });
  await assertShelf(page, "Popular now");
  assert.deepEqual(await kept(page), nothing, "stored after erasing");
}
