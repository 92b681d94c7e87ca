// Browser tests of the custom elements: by keyboard alone, under a strict policy, checked for accessibility in both themes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, afterEach, before, describe, test } from "node:test";
import { launch, viewports } from "../browser.mjs";
import { serveElements } from "../elements-site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Where screenshots go, when they are wanted. */
const shots = process.env.SHOTS;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {{ url: string, close: () => void }} */
let site;
/** @type {import("playwright-core").Page} */
let page;
/** @type {string[]} */
let complaints = [];

before(async () => {
  if (shots) await mkdir(shots, { recursive: true });
  [site, browser] = await Promise.all([serveElements(), launch()]);
});
after(async () => {
  await browser.close();
  site.close();
});
afterEach(async () => {
  await page.context().close();
  assert.deepEqual(complaints, [], "the page complained in the console");
});

/** Opens the page with a query such as `lived` or `lang=de`. */
async function open(query = "", options = {}) {
  complaints = [];
  const context = await browser.newContext({
    viewport: viewports.desktop,
    reducedMotion: "reduce",
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${site.url}?${query}`);
  await page.locator("html[data-ready]").waitFor();
  await page.locator("hearth-preferences [part~=section]").first().waitFor();
}

/** What has the focus, within shadow trees too: its name as it is read. */
function focused() {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const label = element?.getAttribute("aria-labelledby");
    const root = /** @type {ShadowRoot | undefined} */ (element?.getRootNode());
    const named = label ? root?.getElementById(label) : undefined;
    return (
      element?.getAttribute("aria-label") ||
      named?.textContent ||
      element?.textContent ||
      element?.id ||
      ""
    ).trim();
  });
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(name, key = "Tab") {
  const passed = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press(key);
    const at = await focused();
    if (typeof name === "string" ? at === name : name.test(at)) return;
    passed.push(at);
  }
  assert.fail(`${name} is not to be had by ${key}; passed ${passed.join(" | ")}`);
}

async function press(name) {
  await tabTo(name);
  await page.keyboard.press("Enter");
}

function told() {
  return page.evaluate(() => Reflect.get(window, "told"));
}

/** Waits until the live region of an element says so. */
async function says(element, text) {
  await page
    .locator(`${element} [role=status]`)
    .filter({ hasText: text })
    .first()
    .waitFor({ state: "attached" });
}

async function held() {
  return page.evaluate(async () => (await Reflect.get(window, "hearth").profile()).events.length);
}

async function shot(name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: name.includes("centre") });
}

/** Runs axe; a script given by the test is not subject to the page's policy. */
async function violations() {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    Reflect.get(window, "axe").run(document, { resultTypes: ["violations"] }),
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
  );
}

describe("the invitation", () => {
  test("no takes one press, and is remembered by the Hearth alone", async () => {
    await open();
    await press("No, thank you");
    await says("hearth-consent", "Your choice is kept");
    const states = await page.evaluate(async () =>
      (await Reflect.get(window, "hearth").consent.state()).purposes.map(({ state }) => state),
    );
    assert.deepEqual(states, ["denied", "denied"]);
    assert.deepEqual(await told(), [
      {
        type: "hearth-decided",
        detail: { granted: [], denied: ["rank", "report"], withdrawn: [], removed: 0 },
      },
    ]);
    assert.equal(await page.locator("hearth-consent section").count(), 0);
    assert.equal(await page.evaluate(() => localStorage.length + document.cookie.length), 0);
    await page.keyboard.press("Tab"); // the focus stays where the prompt was
    assert.match(await focused(), /^Why this\?/);
  });

  test("yes leads to the purposes, of which none is chosen; each can be answered by keys", async () => {
    await open();
    await press("Yes, show me");
    assert.equal(await focused(), "What may it be used for?");
    assert.equal(await page.locator("hearth-consent input:checked").count(), 0);
    await press("Save my choice");
    await says("hearth-consent", "Choose yes or no");
    await page.keyboard.press("ArrowRight"); // from no to yes
    await press("Save my choice");
    await page.locator("hearth-consent fieldset").nth(1).waitFor({ state: "detached" });
    assert.deepEqual((await told())[0]?.detail, { granted: ["rank"], denied: [], withdrawn: [], removed: 0 });
    await press("No");
    assert.equal(await page.locator("hearth-consent section").count(), 0);
  });

  test("buttons for yes and no are of one size and look", async () => {
    await open();
    for (const step of [1, 2]) {
      const looks = await page.locator("hearth-consent .equal button").evaluateAll((buttons) =>
        buttons.map((button) => {
          const { backgroundColor, color, fontWeight, fontSize, borderColor } = getComputedStyle(button);
          const { width, height } = button.getBoundingClientRect();
          return JSON.stringify([
            Math.round(width),
            height,
            backgroundColor,
            color,
            fontWeight,
            fontSize,
            borderColor,
          ]);
        }),
      );
      assert.equal(new Set(looks).size, 1, `step ${step}: ${looks.join(" ")}`);
      if (step === 1) await press("Yes, show me");
    }
  });

  test("it blocks nothing, can be put off, and be opened again with the present answers", async () => {
    await open();
    await press("Ask me later");
    assert.deepEqual(await told(), []);
    await page.evaluate(() => Reflect.get(window, "hearth").consent.grant("rank"));
    await tabTo("Consent", "Shift+Tab");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "What may it be used for?");
    assert.equal(await page.locator("hearth-consent input:checked").count(), 1);
    await press("No to all");
    await says("hearth-consent", "Your choice is kept");
    assert.equal(await focused(), "Consent");
    const detail = (await told())[0]?.detail;
    assert.deepEqual(detail, { granted: [], denied: ["report"], withdrawn: ["rank"], removed: 0 });
  });
});

describe("the reasons", () => {
  test("open by keys, say shares and counterfactuals, and close by Escape", async () => {
    await open("lived");
    await tabTo(/^Why this\?/);
    const chip = await focused();
    await page.keyboard.press("Enter");
    const panel = page.locator("hearth-reasons [role=dialog]:popover-open");
    await panel.locator("[part=reason]").first().waitFor();
    assert.match(
      (await panel.textContent()) ?? "",
      /Without what you did with .+ it would (still )?be \d+(st|nd|rd|th)\./,
    );
    assert.match((await panel.textContent()) ?? "", /You allowed it for Personal suggestions\./);
    const sum = await panel
      .locator(".figure .hidden")
      .evaluateAll((shares) =>
        shares.reduce((total, { textContent }) => total + Number.parseFloat(textContent ?? ""), 0),
      );
    assert.ok(Math.abs(sum - 100) < 5, `shares add up to ${sum}`);
    await page.keyboard.press("Escape");
    await page.locator("hearth-reasons [aria-expanded=true]").waitFor({ state: "detached" });
    assert.equal(await focused(), chip);
    assert.equal(await page.locator(":popover-open").count(), 0);
  });

  test("forget what is behind a reason, after saying what goes", async () => {
    await open("lived");
    const before = await held();
    await tabTo(/^Why this\?/);
    await page.keyboard.press("Enter");
    await page.locator("hearth-reasons [part=reason]").first().waitFor();
    await tabTo(/^Forget: /);
    const asked = await focused();
    await page.keyboard.press("Enter");
    const ask = page.locator("hearth-reasons [part=question]");
    await ask.waitFor();
    assert.match(await focused(), /records? goe?s?, for good/);
    assert.equal(await held(), before);
    await page.keyboard.press("Escape"); // takes back the question, not the panel
    assert.equal(await focused(), asked);
    await page.keyboard.press("Enter");
    await ask.waitFor();
    await press("Forget");
    await says("hearth-reasons", "forgotten");
    const removed = before - (await held());
    assert.ok(removed > 0);
    assert.deepEqual(await told(), [{ type: "hearth-forgotten", detail: { removed } }]);
    assert.equal(await page.locator("hearth-reasons :popover-open").count(), 1);
    assert.notEqual(await focused(), "");
  });

  test("not interested, and back", async () => {
    await open("lived");
    await tabTo(/^Why this\?/);
    await page.keyboard.press("Enter");
    await page.locator("hearth-reasons [part=reason]").first().waitFor();
    await press("Not interested");
    await page.locator("hearth-reasons [part=standing]").filter({ hasText: "not interested" }).waitFor();
    assert.equal(await focused(), "Take back");
    await page.keyboard.press("Enter");
    await page.locator("hearth-reasons [part=standing]").filter({ hasText: "right now" }).waitFor();
    assert.equal(await focused(), "Not interested");
  });
});

describe("the preference centre", () => {
  test("a switch withdraws, and says how many records were deleted", async () => {
    await open("lived");
    const before = await held();
    await tabTo("Personal suggestions");
    await page.keyboard.press("Space");
    await page
      .locator("[part=outcome]")
      .filter({ hasText: `${before} records were deleted` })
      .waitFor();
    await says("hearth-preferences", `${before} records were deleted`);
    assert.equal(await held(), 0);
    assert.equal(await focused(), "Personal suggestions");
    await page.keyboard.press("Space");
    await page.locator("[role=switch][aria-checked=true]").first().waitFor();
    assert.deepEqual(
      (await told()).map(({ detail }) => detail),
      [
        { granted: [], denied: [], withdrawn: ["rank"], removed: before },
        { granted: ["rank"], denied: [], withdrawn: [], removed: 0 },
      ],
    );
  });

  test("the dial turns by keys", async () => {
    await open("lived");
    await tabTo("How much your history counts");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
    await page.locator("hearth-preferences output").filter({ hasText: "80%" }).waitFor();
    await page.waitForFunction(async () => (await Reflect.get(window, "hearth").dial.get()) === 80);
    assert.equal(await focused(), "How much your history counts");
  });

  test("interests show their evidence, and can be raised, removed and taken back", async () => {
    await open("lived");
    await tabTo(/^From \d+ events?$/);
    await page.keyboard.press("Enter");
    await page.locator("[part=interest] details[open]").waitFor();
    await tabTo("More: cups");
    await page.keyboard.press("Enter");
    await page.getByText("You set it to +25").waitFor();
    assert.equal(await focused(), "More: cups");
    assert.equal(await page.locator("[part=interest] details[open]").count(), 1, "redrawing closes nothing");
    await press("Remove: cups");
    await tabTo("Take back: cups");
    await page.keyboard.press("Enter");
    await page.locator("[part=interest]").filter({ hasText: "cups" }).waitFor();
  });

  test("what is blocked can be allowed again", async () => {
    await open("lived");
    await press("Take back: The Book of Tea");
    await page.locator("[part~=blocked]").filter({ hasText: "Nothing yet." }).waitFor();
    assert.notEqual(await focused(), "");
  });

  test("events are paged, and each is forgotten after a look at what goes", async () => {
    await open("lived");
    const before = await held();
    await press("Older");
    await page.getByText(`7–${before} of ${before}`).waitFor();
    assert.equal(await focused(), "Older");
    await tabTo(/^Forget: /, "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.locator("hearth-preferences [part=question]").filter({ hasText: "goes, for good" }).waitFor();
    await press("Forget");
    await says("hearth-preferences", "1 record is forgotten");
    assert.equal(await held(), before - 1);
    assert.match(await focused(), /^(Forget: |Newer)/);
  });

  test("a change elsewhere does not move the focus", async () => {
    await open("lived");
    await tabTo(/^Forget: /);
    const at = await focused();
    await page.evaluate(() => Reflect.get(window, "hearth").observe({ type: "view", item: "pot-2" }));
    await page.locator("[part=event]").filter({ hasText: "viewed" }).first().waitFor();
    await page.waitForTimeout(50);
    assert.equal(await focused(), at);
  });

  test("a copy is saved and loaded, and everything is erased after a question", async () => {
    await open("lived");
    const before = await held();
    const download = page.waitForEvent("download");
    await press("Save a copy");
    const file = await (await download).path();
    await press("Erase everything");
    await page.locator("[part=question]").filter({ hasText: "cannot be undone" }).waitFor();
    await press("Erase everything");
    await says("hearth-preferences", "Everything is erased.");
    assert.equal(await held(), 0);
    await page.locator("hearth-preferences input[type=file]").setInputFiles(file);
    await press("Load a copy");
    await says("hearth-preferences", "The copy is loaded");
    assert.equal(await held(), before);
    assert.ok((await told()).some(({ type }) => type === "hearth-erased"));
  });

  test("a file that is no copy is refused, and the person and the page are told", async () => {
    await open("lived");
    const before = await held();
    await page.locator("hearth-preferences input[type=file]").setInputFiles({
      name: "notes.json",
      mimeType: "application/json",
      buffer: Buffer.from("no copy"),
    });
    await press("Load a copy");
    await page.locator("hearth-preferences [role=alert]").filter({ hasText: "That did not work" }).waitFor();
    assert.equal((await told())[0]?.type, "hearth-error");
    assert.equal(await held(), before);
  });

  test("Global Privacy Control is shown", async () => {
    await open("lived&signal");
    assert.equal(await page.locator("hearth-preferences [part=signal]").count(), 1);
  });
});

describe("axe finds nothing", () => {
  for (const [size, viewport] of Object.entries(viewports)) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      for (const lang of ["en", "de"]) {
        test(`${size}, ${colorScheme}, ${lang}`, () =>
          look(`${size}-${colorScheme}-${lang}`, lang, { viewport, colorScheme }));
      }
    }
  }

  test("forced colours", () => look("forced", "en", { forcedColors: "active" }));
});

async function look(name, lang, options) {
  await open(`lang=${lang}`, options);
  await shot(`${name}-1-invite`);
  assert.deepEqual(await violations(), []);
  await page.locator("hearth-consent .equal button").last().click();
  await page.locator("hearth-consent fieldset").first().waitFor();
  await page.locator("hearth-consent label").nth(1).click();
  await shot(`${name}-2-choice`);
  assert.deepEqual(await violations(), []);
  await page.context().close();
  await open(`lived&signal&lang=${lang}`, options);
  await page.locator("hearth-preferences summary").first().click();
  await page.locator("hearth-preferences [part=event] button").first().click();
  await page.locator("[part=question]").waitFor();
  await shot(`${name}-3-centre`);
  assert.deepEqual(await violations(), []);
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "the page is too wide",
  );
  await page.locator("hearth-reasons button").first().click();
  await page.locator(":popover-open [part=reason]").first().waitFor();
  await page.locator(":popover-open [part=reason] button").last().click();
  await shot(`${name}-4-reasons`);
  assert.deepEqual(await violations(), []);
}
