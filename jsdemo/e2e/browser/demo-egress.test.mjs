// What leaves the device when a person uses everything: nothing of theirs, and the same for everybody. Builds that leak on purpose are caught.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { launch } from "../browser.mjs";
import { act, agree, contextOf, deed, go, until, visit } from "../demo-site.mjs";
import { leaks } from "../egress.mjs";
import { markersOf, opposites, useEverything } from "../everything.mjs";
import { abroad, leakingCopy, sent, stored } from "../leak.mjs";
import { piecesOf, recordBrowser, recordServer, storagePieces } from "../recorder.mjs";
import { serveDemo } from "../server.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof recordBrowser>>} */
let record;

before(async () => {
  const port = await freePort();
  browser = await launch({ debugPort: port });
  record = await recordBrowser(`http://127.0.0.1:${port}`);
});
after(async () => {
  record?.close();
  await browser?.close();
});

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });
}

/** The check: none of the markers is in any of the pieces. */
function assertClean(pieces, markers) {
  assert.deepEqual(leaks(pieces, markers), []);
}

/** Headers that say nothing of what was done. */
const noise = /^(host|connection): /;

/** Whether the browser looked for a newer service worker; when it does so again is its own affair. */
const isUpdate = ({ path, headers }) =>
  path === "/sw.js" && headers.some((line) => line.startsWith("if-none-match: "));

/** The requests as texts in alphabetical order. */
function multiset(received) {
  return received
    .filter((request) => !isUpdate(request))
    .map(({ method, path, headers, body }) =>
      [method, path, ...headers.filter((line) => !noise.test(line)), body.toString("base64")].join("\n"),
    )
    .sort();
}

describe("a person uses everything", () => {
  /** @type {{ server: import("../egress.mjs").Piece[], client: import("../egress.mjs").Piece[], kept: import("../egress.mjs").Piece[], requests: string[], caused: string[], copy: string, complaints: string[] }[]} */
  const visits = [];

  before(async () => {
    const demo = await serveDemo();
    const front = await recordServer({ target: demo.url });
    try {
      for (const taste of opposites) visits.push(await visitOf(taste, front));
    } finally {
      front.close();
      demo.close();
    }
  });

  /** One person's visit in a browser context of their own, with all that was recorded. */
  async function visitOf(taste, front) {
    record.pieces.length = 0;
    front.received.length = 0;
    /** @type {import("../egress.mjs").Piece[]} */
    const kept = [];
    const context = await contextOf(browser);
    /** @type {number[]} */
    const bounds = [];
    const mark = () => bounds.push(front.received.length);
    const most = async (page) => void kept.push(...(await storagePieces(page)));
    const used = await useEverything(context, front.url, taste, { begun: mark, most, ended: mark });
    await context.close();
    const requests = multiset(front.received);
    const between = front.received.slice(...bounds).filter((request) => !isUpdate(request));
    const caused = between.map(({ method, path }) => `${method} ${path}`);
    return { ...used, kept, server: piecesOf(front), client: [...record.pieces], requests, caused };
  }

  test("the device held their history, and the recorder heard the page and both its workers", () => {
    for (const [i, taste] of opposites.entries()) {
      for (const id of [taste.liked, taste.disliked, taste.kept, taste.blocked])
        assert.ok(visits[i]?.copy.includes(id), `${id} is in the saved copy`);
      const kept = visits[i]?.kept.map(({ where }) => where.replace(/ [0-9a-f]{16}$/, "")) ?? [];
      for (const place of ["IndexedDB hearth state", "IndexedDB hearth keys", "cache hearth-shop", "cookies"])
        assert.ok(kept.includes(place), `${place} was read: ${[...new Set(kept)]}`);
    }
    for (const kind of ["page", "shared_worker", "service_worker"])
      assert.ok(record.kinds.has(kind), `${kind}: ${[...record.kinds]}`);
  });

  test("nothing of theirs is in any request, as the server got it", () => {
    for (const [i, taste] of opposites.entries()) assertClean(visits[i]?.server ?? [], markersOf(taste));
  });

  test("nothing of theirs is in any request or frame, as the browser sent it", () => {
    for (const [i, taste] of opposites.entries()) assertClean(visits[i]?.client ?? [], markersOf(taste));
  });

  test("nothing of theirs lies in the browser's storage in clear", () => {
    for (const [i, taste] of opposites.entries()) assertClean(visits[i]?.kept ?? [], markersOf(taste));
  });

  test("nothing that a person does causes a request, of whatever content", () => {
    for (const { caused } of visits) assert.deepEqual(caused, []);
  });

  test("two persons with opposite tastes cause the same requests, to the byte of their headers", () => {
    assert.ok((visits[0]?.requests.length ?? 0) > 10);
    assert.deepEqual(visits[1]?.requests, visits[0]?.requests);
  });

  test("the console stays clean but for what the try to leak is meant to cause", () => {
    for (const { complaints } of visits)
      assert.deepEqual(
        complaints.filter((text) => !/leak\.invalid|TrustedScriptURL|Trusted Type/.test(text)),
        [],
      );
  });
});

describe("a build that leaks on purpose", () => {
  const film = "blade-runner-1982";
  const markers = [film];

  /** Opens a leaking copy and likes the film. Gives what was recorded. */
  async function like({ strict }) {
    const elsewhere = await recordServer();
    const copy = leakingCopy({ elsewhere: elsewhere.url, strict });
    const demo = await serveDemo(copy.folder);
    const front = await recordServer({
      target: demo.url,
      dropped: strict ? [] : ["content-security-policy"],
    });
    record.pieces.length = 0;
    const context = await contextOf(browser);
    const { page } = await visit(context, front.url);
    await agree(page);
    await go(page, `film/${film}`);
    await deed(page, film, "like").click();
    await page.locator(`html[data-leaked="${film}"]`).waitFor();
    const end = async () => {
      await context.close();
      for (const one of [front, elsewhere, demo]) one.close();
      copy.remove();
    };
    return { page, front, elsewhere, end };
  }

  /** The pieces of one way out. */
  const of = (pieces, way) =>
    pieces.filter(({ where, parts }) => new RegExp(`leak-${way}\\b`).test(`${where} ${parts[0]}`));

  test("is caught in each way that it leaks", async () => {
    const { page, front, elsewhere, end } = await like({ strict: false });
    await until(
      async () =>
        [...front.received, ...elsewhere.received].length + front.frames.length + elsewhere.frames.length,
      () =>
        sent.every((way) => of(piecesOf(front), way).length > 0) &&
        elsewhere.received.length >= abroad.length &&
        front.frames.length > 0 &&
        elsewhere.frames.length > 0,
    );
    for (const way of sent) {
      const there = way === "socket" ? [{ where: way, parts: front.frames }] : of(piecesOf(front), way);
      assert.throws(() => assertClean(there, markers), assert.AssertionError, `${way}, at the server`);
      assert.throws(
        () => assertClean(of(record.pieces, way), markers),
        assert.AssertionError,
        `${way}, in the browser`,
      );
    }
    for (const way of abroad)
      assert.throws(() => assertClean(of(record.pieces, way), markers), assert.AssertionError, way);
    assert.throws(() => assertClean(piecesOf(elsewhere), markers), assert.AssertionError);
    const kept = await storagePieces(page);
    for (const way of stored) {
      const there = kept.map(({ where, parts }) => ({ where, parts: [where, ...parts] }));
      const its =
        way === "kept-cookie" ? kept.filter(({ where }) => where === "cookies") : ofStorage(there, way);
      assert.throws(() => assertClean(its, markers), assert.AssertionError, way);
    }
    await end();
  });

  /** The pieces of storage that name a way, in the place or in the text. */
  const ofStorage = (pieces, way) => pieces.filter(({ parts }) => parts.join(" ").includes(`leak-${way}`));

  test("is caught by comparing two persons, too", async () => {
    const { page, front, end } = await like({ strict: false });
    const first = multiset(front.received.filter(({ path }) => path.startsWith("/leak-")));
    front.received.length = 0;
    await act(page, "notting-hill-1999", "like");
    await page.locator('html[data-leaked="notting-hill-1999"]').waitFor();
    const second = multiset(front.received.filter(({ path }) => path.startsWith("/leak-")));
    assert.ok(first.length > 5 && second.length > 5);
    assert.notDeepEqual(second, first);
    await end();
  });

  test("cannot reach another site under the page's policy, and is caught where the policy lets it through", async () => {
    const { page, front, elsewhere, end } = await like({ strict: true });
    const stopped = await until(
      () => page.evaluate(() => document.documentElement.dataset.stopped ?? ""),
      (lines) => (lines.match(/leak-abroad/g)?.length ?? 0) >= abroad.length,
      "the browser's word on each way abroad",
    );
    for (const way of abroad) assert.match(stopped, new RegExp(`(connect|img)-src \\S*leak-${way}`));
    assert.deepEqual(elsewhere.received, []);
    await until(
      async () => of(piecesOf(front), "fetch").length,
      (n) => n > 0,
    );
    assert.throws(() => assertClean(piecesOf(front), markers), assert.AssertionError);
    await end();
  });
});
