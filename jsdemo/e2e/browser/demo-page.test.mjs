// The demo as a page: accessible in both themes and languages, by keyboard, on a phone, offline, in two tabs, without storage, and under its policy.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { launchIn, viewports } from "../browser.mjs";
import {
  act,
  agree,
  contextOf,
  deed,
  films,
  go,
  heldEvents,
  kinds,
  live,
  offlineReady,
  overflow,
  pages,
  patience,
  ready,
  says,
  shelf,
  until,
  violations,
  visit,
} from "../demo-site.mjs";
import { browser, complaints, demo, open, page, show } from "../demo-test.mjs";
import { built } from "../server.mjs";
import { kill } from "../tabs.mjs";

/** All pages, that of a film among them. */
const all = [...pages, `film/${films.looked}`];

describe("accessibility", () => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"]))
    test(`axe finds nothing on any page, in ${colorScheme}`, async () => {
      await open({ colorScheme });
      assert.deepEqual(await violations(page), [], "home, before a decision");
      await live(page);
      for (const where of all) {
        await go(page, where);
        assert.deepEqual(await violations(page), [], `#/${where}`);
      }
      await go(page, "");
      await page.locator('#shelves [data-kind="you"] .why').first().click();
      await page.locator("#why [part~=reason]").first().waitFor();
      assert.deepEqual(await violations(page), [], "the reasons");
    });

  test("axe finds nothing on the examples, on a phone", async () => {
    await open({ size: "phone" });
    for (const example of ["shelf", "news"]) {
      await page.goto(new URL(`examples/${example}.html`, demo.url).href);
      const named = () => page.locator("#shelf button, #articles button").allTextContents();
      await until(named, (names) => names.length > 5 && names.every((name) => name !== ""));
      assert.deepEqual(await violations(page), [], example);
      assert.equal(await overflow(page), 0, example);
    }
  });

  test("works by keyboard alone: the invitation, a film, a like, and back", async () => {
    await open();
    await press(/^No, thank you$/, "reach");
    await press(/^Yes, show me$/);
    await press(/^Yes to all$/);
    await says(page, /^Yes\./);
    await press(/^Like: /);
    await says(page, "The lists have changed");
    await until(
      () => kinds(page),
      (kinds) => kinds[0] === "you",
    );
    await until(focused, (name) => !name.startsWith("Like: ")); // the liked film has gone, and the next has the focus
    await page.keyboard.press("Enter");
    await page.locator("article.film-page").waitFor();
    assert.ok(
      await page.locator("h1").evaluate((h1) => h1 === document.activeElement),
      "the heading has the focus",
    );
    await press(/^Why this\?/);
    await page.locator("article [part~=reason]").first().waitFor();
    await page.keyboard.press("Escape");
    assert.match(await focused(), /^Why this\?/);
    await page.goBack();
    await until(
      () => kinds(page),
      (kinds) => kinds[0] === "you",
    );
  });

  test("a shelf can be passed over with one press", async () => {
    await open();
    await page.locator('[data-kind="popular"] .skip-shelf').focus();
    await page.keyboard.press("Enter");
    assert.equal(
      await page.evaluate(() => document.activeElement?.closest("section")?.dataset.kind),
      "moment",
    );
    await page.keyboard.press("Tab");
    assert.equal(
      await page.evaluate(() => document.activeElement?.closest("section")?.dataset.kind),
      "moment",
    );
  });

  test("the first Tab leads past the menu", async () => {
    await open();
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to the page’s content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  });

  test("every control has a name on every page", async () => {
    await open();
    await live(page);
    for (const where of all) {
      await go(page, where);
      const nameless = await page.locator("button, a, input").evaluateAll((controls) =>
        controls
          .filter((one) => {
            const labels = "labels" in one && one.labels instanceof NodeList ? one.labels.length : 0;
            return (
              !one.getAttribute("aria-label") &&
              !one.textContent?.trim() &&
              labels === 0 &&
              !one.hasAttribute("hidden")
            );
          })
          .map((one) => one.outerHTML.slice(0, 120)),
      );
      assert.deepEqual(nameless, [], `#/${where}`);
    }
  });

  /** What has the focus, within shadow trees too: its name. */
  function focused() {
    return page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return (element?.getAttribute("aria-label") || element?.textContent || element?.id || "").trim();
    });
  }

  /** Presses Tab until what has the focus is called so, then Enter unless it is only to be reached. */
  async function press(name, reach = "") {
    const passed = [];
    for (let i = 0; i < 120; i++) {
      const at = await focused();
      if (name.test(at)) return reach === "" ? page.keyboard.press("Enter") : undefined;
      passed.push(at);
      await page.keyboard.press("Tab");
    }
    assert.fail(`${name} is not to be had by Tab; passed ${passed.slice(0, 40).join(" | ")}`);
  }
});

describe("languages and sizes", () => {
  test("German by the browser's language, English by the button and in links", async () => {
    await open({ locale: "de-DE" });
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    assert.match((await page.locator("h1").textContent()) ?? "", /niemandem/);
    await page.locator("hearth-consent").getByRole("button", { name: "Nein, danke" }).waitFor();
    await page.locator("#language").click();
    await page.locator("html[lang=en]").waitFor();
    await page.locator("hearth-consent").getByRole("button", { name: "No, thank you" }).waitFor();
    await page.locator('#nav [data-page="privacy"]').click();
    await page.locator("h1").filter({ hasText: "Privacy" }).waitFor();
    assert.match(page.url(), /#\/privacy\?lang=en$/);
  });

  test("every page has a German form of its own", async () => {
    await open();
    for (const where of all) {
      await go(page, where);
      const english = await page.locator("#main").textContent();
      await page.locator("#language").click();
      await page.locator("html[lang=de]").waitFor();
      await until(
        async () => page.locator("#main").textContent(),
        (text) => text !== english,
        `#/${where} in German`,
      );
      await page.locator("#language").click();
      await page.locator("html[lang=en]").waitFor();
    }
  });

  test("no page scrolls sideways on a phone, in either language, down to 320 pixels", async () => {
    await open({ size: "phone" });
    await live(page);
    for (const lang of ["en", "de"]) {
      await page.setViewportSize(viewports.phone);
      await go(page, `?lang=${lang}`);
      await page.locator(`html[lang=${lang}]`).waitFor();
      for (const width of [viewports.phone.width, 320]) {
        await page.setViewportSize({ width, height: 800 });
        for (const where of all) {
          await go(page, where);
          assert.equal(await overflow(page), 0, `#/${where} in ${lang} at ${width}`);
        }
      }
    }
  });

  test("no page scrolls sideways on a phone with letters twice as large, in either language", async () => {
    for (const locale of ["en-GB", "de-DE"]) {
      await open({ size: "phone", locale });
      await page.evaluate(() => {
        document.documentElement.style.fontSize = "200%";
      });
      for (const where of [...pages, `film/${films.looked}`]) {
        await go(page, where);
        assert.ok((await overflow(page)) <= 0, `${where}, ${locale}: by ${await overflow(page)} pixels`);
      }
      if (locale === "en-GB") await page.context().close();
    }
  });

  test("the colours follow the button", async () => {
    await open({ colorScheme: "light" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole("button", { name: "Dark colours" }).click();
    await until(ground, (now) => now !== light);
    await page.getByRole("button", { name: "Light colours" }).click();
    await until(ground, (now) => now === light);
  });
});

describe("the visit goes on", () => {
  test("after a reload, and after the tab was killed, nothing is lost", async () => {
    await open();
    await live(page);
    const held = await heldEvents(page);
    assert.equal(held, 4);
    await page.reload();
    await ready(page);
    assert.equal(await heldEvents(page), held);
    await act(page, "waterworld-1995", "like");
    await kill(page);
    show({ ...(await visit(page.context(), demo.url)), complaints });
    await until(
      () => kinds(page),
      (kinds) => kinds[0] === "you",
    );
    assert.equal(await heldEvents(page), held + 2);
  });

  test("two tabs are in step", async () => {
    await open();
    await agree(page);
    const { page: other, complaints: others } = await visit(page.context(), demo.url);
    await act(page, films.liked, "like");
    await until(
      () => kinds(other),
      (kinds) => kinds[0] === "you",
      "the other tab's shelves",
    );
    await go(other, `film/${films.liked}`);
    await until(
      () => deed(other, films.liked, "like").getAttribute("aria-pressed"),
      (pressed) => pressed === "true",
    );
    await deed(other, films.liked, "like").click();
    await until(
      () => deed(page, films.liked, "like").getAttribute("aria-pressed"),
      (pressed) => pressed === "false",
    );
    assert.deepEqual(others, []);
    await other.close();
  });

  test("without a network it opens, ranks and remembers", async () => {
    await open();
    await offlineReady(page);
    await agree(page);
    await act(page, films.liked, "like");
    await page.context().setOffline(true);
    await page.reload();
    await ready(page);
    await go(page, "");
    await until(
      () => kinds(page),
      (kinds) => kinds[0] === "you",
    );
    await act(page, films.kin, "like");
    await go(page, "search/western");
    await until(
      () => page.locator("#results .card").count(),
      (n) => n > 10,
    );
    for (const where of all) await go(page, where);
    const held = await heldEvents(page);
    assert.ok(held >= 4, "two likes, and looks");
    await page.reload();
    await ready(page);
    assert.equal(await heldEvents(page), held);
    await page.goto(new URL("examples/news.html", demo.url).href);
    await ready(page);
    await page.context().setOffline(false);
  });

  test("it keeps the very files of the build, and checks each by its hash", async () => {
    await open();
    await offlineReady(page);
    const script = readFileSync(join(built, "sw.js"), "utf8");
    const listed = new Map(
      [...script.matchAll(/path:\s*[`"']([^`"']+)[`"'],\s*integrity:\s*[`"'](sha384-[^`"']+)/g)].map(
        ([, path = "", hash]) => [path, hash],
      ),
    );
    const kept = await page.evaluate(async () => {
      const cache = await caches.open((await caches.keys())[0] ?? "");
      return (await cache.keys()).map(({ url }) => url.slice(document.baseURI.split("#")[0]?.length));
    });
    assert.deepEqual([...kept].sort(), [...listed.keys()].sort());
    assert.ok(kept.length > 10);
    for (const [path, hash] of listed) {
      const digest = createHash("sha384")
        .update(readFileSync(join(built, path)))
        .digest("base64");
      assert.equal(hash, `sha384-${digest}`, path);
    }
  });
});

describe("what the browser says", () => {
  test("Global Privacy Control is honoured and shown", async () => {
    const context = await contextOf(browser);
    await context.addInitScript(() =>
      Object.defineProperty(navigator, "globalPrivacyControl", { value: true }),
    );
    show(await visit(context, demo.url));
    await page.locator("#signal:not([hidden])").filter({ hasText: "It is honoured" }).waitFor();
    await agree(page);
    await go(page, "privacy");
    await page.locator(".own-signal-section").filter({ hasText: "Your browser sends it" }).waitFor();
    await go(page, "data");
    await page.locator(".own-signal").waitFor();
    await page.locator(".own-ledger").filter({ hasText: "began to send Global Privacy Control" }).waitFor();
  });

  test("where storage is refused it runs in memory and says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hearth-refused-"));
    mkdirSync(join(folder, "Default"));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(preferences));
    const context = await launchIn(folder, {
      viewport: viewports.desktop,
      reducedMotion: "reduce",
      locale: "en-GB",
    });
    context.setDefaultTimeout(patience);
    show(await visit(context, demo.url));
    await page
      .locator("#storage:not([hidden])")
      .filter({ hasText: "This browser keeps nothing for this page" })
      .waitFor();
    await agree(page);
    await act(page, films.liked, "like");
    await go(page, "");
    await until(
      () => kinds(page),
      (kinds) => kinds[0] === "you",
    );
    await go(page, "data");
    await page.locator(".own-storage-section .own-note").filter({ hasText: "refuses storage" }).waitFor();
    await page.reload();
    await ready(page);
    assert.equal(await heldEvents(page), 0);
    complaints.splice(
      0,
      complaints.length,
      ...complaints.filter((text) => !/storage|denied|blocked/i.test(text)),
    );
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe("the policy", () => {
  test("forbids all that is not named, asks for Trusted Types, and the page has no inline script or style", async () => {
    await open();
    const html = readFileSync(join(built, "index.html"), "utf8");
    const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? "";
    assert.match(policy, /^default-src 'none';/);
    assert.match(policy, /require-trusted-types-for 'script'; trusted-types hearth-shop$/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
    assert.match(policy, /connect-src 'self'/);
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
    const header = (await page.request.get(demo.url)).headers()["content-security-policy"] ?? "";
    assert.match(header, /^default-src 'none'/);
  });

  test("scripts and styles of the page have the hashes of their files", () => {
    const html = readFileSync(join(built, "index.html"), "utf8");
    const tags = [...html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\.\/(assets\/[^"]+)"[^>]*>/g)];
    assert.ok(tags.length >= 2);
    for (const [tag, path = ""] of tags) {
      const digest = createHash("sha384")
        .update(readFileSync(join(built, path)))
        .digest("base64");
      assert.ok(tag.includes(`integrity="sha384-${digest}"`), tag);
    }
  });

  test("the browser enforces it: text is no script, and other sites are out of reach", async () => {
    await open();
    const stopped = await page.evaluate(async () => {
      const heard = [];
      document.addEventListener("securitypolicyviolation", (event) => heard.push(event.effectiveDirective));
      const thrown = [];
      for (const deed of [
        () => document.body.setHTMLUnsafe?.("<b>x</b>"),
        () => new Worker("data:text/javascript,1"),
        () => Object.assign(document.createElement("script"), { src: "https://example.invalid/x.js" }),
      ])
        try {
          deed();
          thrown.push("nothing");
        } catch (error) {
          thrown.push(error instanceof Error && error.name);
        }
      await fetch("https://example.invalid/").catch(() => undefined);
      await new Promise((done) => setTimeout(done, 0));
      return { heard, thrown };
    });
    assert.ok(stopped.heard.includes("connect-src"), stopped.heard.join());
    assert.ok(stopped.heard.includes("require-trusted-types-for"), stopped.heard.join());
    assert.deepEqual(stopped.thrown, ["TypeError", "TypeError", "TypeError"]);
    complaints.length = 0;
  });

  test("a picture of the shelf is drawn by the page: no request depends on which films are on it", async () => {
    await open();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await live(page);
    await go(page, "");
    for (const film of (await shelf(page, "you")).slice(0, 3)) await go(page, `film/${film}`);
    assert.deepEqual(
      asked.filter((url) => !/sw\.js$/.test(url) && !url.startsWith("data:")),
      [],
    );
  });
});
