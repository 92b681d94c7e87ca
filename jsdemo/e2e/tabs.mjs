// What browser tests do with tabs: open the SDK in them, kill them, and look at what their origin keeps.
import { purposes } from "./fixture.mjs";

/** A page of a context at a URL, with the SDK loaded. */
export async function pageAt(context, url) {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction("window.loaded");
  return page;
}

/** Opens Hearth in a page, as `hearth`. */
export const begin = (page, options = {}) =>
  page.evaluate(
    async (given) => {
      window.hearth = await window.sdk.open(given);
      window.news = [];
      window.hearth.on("change", ({ cause }) => window.news.push({ cause, at: Date.now() }));
      window.hearth.on("error", (error) => window.news.push({ error: error.code }));
      return window.hearth.info;
    },
    { pack: "/shop.pack", purposes, ...options },
  );

/** The refs of the events that are held. */
export const refs = (page) =>
  page.evaluate(async () => (await window.hearth.profile()).events.map((e) => e.ref));

/** Kills a page's process. */
export async function kill(page) {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
}

/** All that a page's origin keeps, as names and bytes in Latin-1. */
export const kept = (page) =>
  page.evaluate(async () => {
    const out = {
      databases: await indexedDB.databases(),
      local: { ...localStorage },
      session: { ...sessionStorage },
    };
    out.caches = await caches.keys();
    out.cookies = document.cookie;
    out.rows = [];
    for (const { name } of out.databases) {
      const opening = indexedDB.open(name ?? "");
      const db = await new Promise((resolve) => {
        opening.onsuccess = () => resolve(opening.result);
      });
      for (const store of db.objectStoreNames) {
        const request = db.transaction(store).objectStore(store).getAll();
        const rows = await new Promise((resolve) => {
          request.onsuccess = () => resolve(request.result);
        });
        for (const row of rows) {
          if (row instanceof CryptoKey) out.rows.push(`key extractable=${row.extractable}`);
          else out.rows.push(typeof row === "string" ? row : new TextDecoder("latin1").decode(row));
        }
      }
      db.close();
    }
    return out;
  });

/**
 * What open() says when something is refused.
 * @returns {Promise<any>}
 */
export const refusal = (page, options) =>
  page.evaluate(
    async (given) => {
      try {
        await window.sdk.open(given);
        return "opened";
      } catch (caught) {
        const error = /** @type {import("@hearthrank/sdk").HearthError} */ (caught);
        return {
          name: error.name,
          code: error.code,
          hint: error.hint ?? "",
          known: error instanceof /** @type {any} */ (window.sdk)[error.name],
        };
      }
    },
    { pack: "/shop.pack", purposes, ...options },
  );
