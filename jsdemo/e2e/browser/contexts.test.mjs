// open() in pages of special kinds: under a policy, with Trusted Types, without storage, sandboxed, prerendered, with Global Privacy Control.
import assert from "node:assert/strict";
import { test } from "node:test";
import puppeteer from "puppeteer-core";
import { serveSdk } from "../fixture.mjs";
import { browser, pageOf } from "../sdk-test.mjs";
import { begin, refs, refusal } from "../tabs.mjs";

test("Global Privacy Control narrows", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() =>
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true }),
  );
  const page = await pageOf(context);
  await begin(page);
  const { signal, purposes: asked } = await page.evaluate(() => window.hearth.consent.grant("all"));
  assert.equal(signal, true);
  assert.deepEqual(
    asked.map((p) => [p.id, p.holds]),
    [
      ["rank", true],
      ["report", false],
    ],
  );
  await context.close();
});

test("a CSP without wasm-unsafe-eval is named, one without workers is done without", async () => {
  const base = "default-src 'none'; script-src 'self'; connect-src 'self'";
  for (const [csp, worker, want] of [
    [base, false, "BlockedByCsp"],
    [`${base} ; worker-src 'self'`, "dedicated", "BlockedByCsp"],
  ]) {
    const strict = await serveSdk({ headers: { "content-security-policy": csp } });
    const context = await browser.newContext();
    const said = await refusal(await pageOf(context, "/", strict.url), { worker });
    assert.equal(said.name, want, JSON.stringify(said));
    assert.match(said.hint, /wasm-unsafe-eval/);
    await context.close();
    strict.close();
  }
  const csp =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'none'";
  const strict = await serveSdk({ headers: { "content-security-policy": csp } });
  const context = await browser.newContext();
  const info = await begin(await pageOf(context, "/", strict.url));
  assert.equal(info.runtime, "page");
  await context.close();
  strict.close();
});

test("without storage, and in an insecure context, it runs in memory and says so", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    Object.defineProperty(window, "indexedDB", {
      value: {
        open: () => {
          throw new DOMException("no", "SecurityError");
        },
      },
    });
  });
  const page = await pageOf(context);
  const info = await begin(page, { worker: false });
  assert.deepEqual([info.storage, info.storageReason], ["memory", "refused"]);
  await page.evaluate(() => window.hearth.consent.grant("rank"));
  await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
  assert.equal((await refs(page)).length, 1);
  await context.close();
});

test("with Trusted Types, the worker's address comes from a policy of the page", async () => {
  const csp =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types hearth";
  const strict = await serveSdk({ headers: { "content-security-policy": csp } });
  for (const [worker, trusted, want] of [
    [true, true, "shared"],
    ["dedicated", true, "dedicated"],
    [true, false, "page"],
  ]) {
    const context = await browser.newContext();
    const page = await pageOf(context, "/", strict.url);
    const runtime = await page.evaluate(
      async ([worker, trusted]) => {
        const policy = /** @type {any} */ (window).trustedTypes.createPolicy("hearth", {
          createScriptURL: (url) => url,
        });
        const workerUrl = trusted ? policy.createScriptURL("/worker.js") : undefined;
        const { info } = await window.sdk.open({ pack: "/shop.pack", worker, workerUrl });
        return info.runtime;
      },
      [worker, trusted],
    );
    assert.equal(runtime, want);
    await context.close();
  }
  strict.close();
});

test("in a sandboxed frame, which has neither locks nor storage nor workers, it runs in memory and says so", async () => {
  const inner = `<script type="module">
    import { open } from "/sdk.js";
    const said = await open({ pack: "/shop.pack" }).then(
      async (hearth) => {
        await hearth.consent.grant("all");
        await hearth.observe({ type: "view", item: "i0001" });
        return { ...hearth.info, events: (await hearth.profile()).events.length };
      },
      (error) => ({ error: String(error) }),
    );
    parent.postMessage(said, "*");
  </script>`;
  const outer = `<script>addEventListener("message", ({ data }) => { window.said = data; });</script>
    <iframe src="/inner" sandbox="allow-scripts"></iframe>`;
  const headers = { "access-control-allow-origin": "*" };
  const files = { "/inner": ["text/html", inner], "/outer": ["text/html", outer] };
  const open = await serveSdk({ files, headers });
  const page = await browser.newPage();
  await page.goto(`${open.url}/outer`);
  await page.waitForFunction("window.said");
  const { runtime, storage, storageReason, events, error } = await page.evaluate("window.said");
  assert.deepEqual(
    [error, runtime, storage, storageReason, events],
    [undefined, "page", "memory", "refused", 1],
  );
  await page.close();
  open.close();
});

test("a page that is prerendered opens when it is shown, with the state of that moment", async () => {
  const rules = { prerender: [{ urls: ["/prerendered"], eagerness: "immediate" }] };
  const first = `<!doctype html><title>first</title><script type="module" src="/page.js"></script>
    <script type="speculationrules">${JSON.stringify(rules)}</script><a href="/prerendered">next</a>`;
  const next = `<!doctype html><title>next</title><script type="module">
    import { open } from "/sdk.js";
    const { prerendering } = document;
    const hearth = await open({ pack: "/shop.pack" });
    const { items } = await hearth.recommend({ n: 3 });
    const { events } = await hearth.profile();
    const said = { prerendering, shown: !document.prerendering, items: items.length, events: events.length };
    await fetch("/said?" + encodeURIComponent(JSON.stringify(said)));
  </script>`;
  const files = {
    "/first": ["text/html", first],
    "/prerendered": ["text/html", next],
    "/said": ["text/plain", ""],
  };
  const site = await serveSdk({ files });
  const asked = (path) => site.requests.find(({ url }) => url?.startsWith(path));
  const other = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  }); // Playwright switches prerendering off
  const page = await other.newPage();
  await page.goto(`${site.url}/first`);
  await page.waitForFunction("window.loaded");
  await until(() => asked("/prerendered"), "nothing was prerendered");
  await begin(page);
  await page.evaluate(() => window.hearth.consent.grant("rank"));
  await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0005" }));
  await page.click("a");
  await until(() => asked("/said"), "the prerendered page said nothing");
  const said = JSON.parse(decodeURIComponent(asked("/said")?.url?.slice("/said?".length) ?? ""));
  assert.deepEqual(said, { prerendering: true, shown: true, items: 3, events: 1 });
  await other.close();
  site.close();
});

/** Waits until something holds. */
async function until(holds, what) {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 500, what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
