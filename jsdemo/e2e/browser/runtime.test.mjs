// open() in Chromium: where it keeps what, what survives kills and navigations, what tabs see of each other, and what it says when something is refused.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { smallPack } from "../fixture.mjs";
import { browser, pageOf, server } from "../sdk-test.mjs";
import { begin, kept, kill, refs, refusal } from "../tabs.mjs";

/** Trials of each of the tests below: kills over the three runtimes, and clicks with a dedicated worker. $TRIALS makes it quicker. */
const trials = Number(process.env.TRIALS ?? 200);
const kills = Math.ceil(trials / 3);

/** A fresh context with a yes to `rank` given in a page of its own. */
async function agreed(options) {
  const context = await browser.newContext();
  const page = await pageOf(context);
  await begin(page, options);
  await page.evaluate(() => window.hearth.consent.grant("rank"));
  return { context, page };
}

for (const worker of ["shared", "dedicated", false]) {
  test(`nothing is stored before a decision, a no leaves the ledger alone, erase leaves nothing (worker: ${worker})`, async () => {
    const context = await browser.newContext();
    const page = await pageOf(context);
    const info = await begin(page, { worker });
    assert.equal(info.runtime, worker || "page");
    assert.equal(info.storage, "indexeddb");
    await page.evaluate(async () => {
      await window.hearth.observe({ type: "view", item: "i0001" });
      await window.hearth.order({ set: [{ kind: "block", value: "i0002" }] });
      await window.hearth.recommend({ n: 5 });
    });
    const empty = { databases: [], local: {}, session: {}, caches: [], cookies: "", rows: [] };
    assert.deepEqual(await kept(page), empty);
    await page.evaluate(() => window.hearth.consent.deny("all"));
    await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
    const denied = await page.evaluate(async () => JSON.parse(await window.hearth.export()).profile);
    assert.equal(denied.events.length, 0);
    assert.ok(denied.ledger.length > 0);
    assert.equal((await kept(page)).databases.length, 1);
    assert.deepEqual((await kept(page)).local, {});
    await page.evaluate(() => window.hearth.erase());
    assert.deepEqual(await kept(page), empty);
    await context.close();
  });

  test(`what is stored is sealed, and comes back (worker: ${worker})`, async () => {
    const { context, page } = await agreed({ worker });
    await page.evaluate(() =>
      window.hearth.observe([
        { type: "search", query: "unmistakable words" },
        { type: "view", item: "i0007" },
      ]),
    );
    const { rows } = await kept(page);
    assert.ok(rows.length >= 3);
    assert.ok(rows.includes("key extractable=false"));
    for (const row of rows) assert.doesNotMatch(row, /unmistakable|i0007|view|rank/);
    const before = await refs(page);
    const slate = await page.evaluate(() =>
      window.hearth.recommend({ n: 9, reasons: 2, now: 1.8e12, offset: 0 }),
    );
    await kill(page);
    const next = await pageOf(context);
    await begin(next, { worker });
    assert.deepEqual(await refs(next), before);
    assert.deepEqual(
      await next.evaluate(() => window.hearth.recommend({ n: 9, reasons: 2, now: 1.8e12, offset: 0 })),
      slate,
    );
    await context.close();
  });

  test(`a tab that is killed at any moment loses no acknowledged event (${kills} kills, worker: ${worker})`, async () => {
    const { context, page } = await agreed({ worker });
    await page.close();
    const acknowledged = [];
    await context.exposeBinding("acknowledge", (_, ref) => void acknowledged.push(ref));
    for (let k = 0; k < kills; k++) {
      const victim = await pageOf(context);
      await begin(victim, { worker });
      const held = new Set(await refs(victim));
      const lost = acknowledged.filter((ref) => !held.has(ref));
      assert.deepEqual(
        lost,
        [],
        `trial ${k}: of ${acknowledged.length} acknowledged events these are lost: ${lost}`,
      );
      victim
        .evaluate(async () => {
          for (;;) {
            const item = `i00${String(Math.floor(Math.random() * 60)).padStart(2, "0")}`;
            const {
              refs: [ref = 0],
            } = await window.hearth.observe({ type: "view", item, value: Math.random() * 1e6 });
            if (ref !== 0) await window.acknowledge(ref); // 0: a sensitive item
          }
        })
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      await kill(victim);
    }
    assert.ok(acknowledged.length > trials / 4, `${acknowledged.length} acknowledged`);
    await context.close();
  });
}

for (const worker of ["dedicated", "shared", false]) {
  const count = worker === "dedicated" ? trials : Math.ceil(trials / 4);
  test(`a click followed at once by a navigation is in the log of the next page (${count} trials, worker: ${worker})`, async () => {
    const { context, page } = await agreed({ worker });
    for (let k = 0; k < count; k++) {
      const path = k % 2 === 0 ? "/second" : "/";
      await Promise.all([
        page.waitForURL(server.url + path),
        page.evaluate(
          ([value, to]) => {
            const link = document.createElement("a");
            link.href = to;
            link.addEventListener(
              "click",
              () => void window.hearth.observe({ type: "click", item: "i0003", value }),
            );
            document.body.append(link);
            link.click();
          },
          [k + 1, path],
        ),
      ]);
      await page.waitForFunction("window.loaded");
      await begin(page, { worker });
      await page.waitForFunction(
        async (value) => (await window.hearth.profile()).events.some((e) => e.value === value * 1000),
        k + 1,
        { timeout: 20_000 },
      );
    }
    await page.waitForFunction(() => Object.keys(localStorage).length === 0); // every note is handed over
    const values = () =>
      page.evaluate(async () => (await window.hearth.profile()).events.map(({ value = 0 }) => value / 1000));
    const end = Date.now() + 5000; // the last but one may be on its way from a page that has just ended
    while ((await values()).length < count && Date.now() < end) await page.waitForTimeout(50);
    const all = Array.from({ length: count }, (_, k) => k + 1);
    assert.deepEqual(
      (await values()).sort((a, b) => a - b),
      all,
      "none is lost and none is twice",
    );
    await context.close();
  });
}

test("what a page notes on its way out is not readable", async () => {
  const { context, page } = await agreed({ worker: "dedicated" });
  await page.waitForTimeout(100); // for the pad
  const note = await page.evaluate(() => {
    void window.hearth.observe({ type: "search", query: "unmistakable words" });
    return Object.entries({ ...localStorage })
      .flat()
      .join(" ");
  });
  assert.ok(note.length > 50, "there is a note");
  assert.doesNotMatch(note, /unmistakable/);
  assert.doesNotMatch(Buffer.from(note.split(" ").at(-1), "base64").toString("latin1"), /unmistakable/);
  await context.close();
});

for (const worker of ["shared", "dedicated"]) {
  test(`two tabs see each other's changes, and one goes on when the leader is killed (worker: ${worker})`, async (t) => {
    const { context, page: first } = await agreed({ worker });
    const second = await pageOf(context);
    await begin(second, { worker });
    const delays = [];
    for (let k = 0; k < 20; k++) {
      const [writer, reader] = k % 2 === 0 ? [first, second] : [second, first];
      await reader.evaluate(() => {
        window.news = [];
      });
      const at = await writer.evaluate(async (value) => {
        await window.hearth.observe({ type: "view", item: "i0005", value });
        return Date.now();
      }, k + 1);
      await reader.waitForFunction("window.news.length > 0");
      delays.push((await reader.evaluate("window.news[0].at")) - at);
      assert.deepEqual(await refs(reader), await refs(writer));
    }
    delays.sort((a, b) => a - b);
    t.diagnostic(
      `a change is seen in the other tab after ${delays[10]} ms (median), ${delays.at(-1)} ms at most`,
    );
    const before = await refs(second);
    await kill(first);
    await second.evaluate(() => window.hearth.observe({ type: "view", item: "i0006" }));
    assert.deepEqual((await refs(second)).slice(0, before.length), before);
    assert.equal((await refs(second)).length, before.length + 1);
    await context.close();
  });
}

test("a decision of one tab holds in the other at once, and erase empties both", async () => {
  const { context, page: first } = await agreed();
  const second = await pageOf(context);
  await begin(second);
  await first.evaluate(() => window.hearth.observe({ type: "view", item: "i0005" }));
  assert.equal((await second.evaluate(() => window.hearth.recommend({ n: 1 }))).personal, true);
  const { removed } = await second.evaluate(() => window.hearth.consent.withdraw("rank", "settings"));
  assert.equal(removed, 1);
  assert.equal((await first.evaluate(() => window.hearth.recommend({ n: 1 }))).personal, false);
  await first.evaluate(() => window.hearth.erase());
  const held = await second.evaluate(() => window.hearth.profile());
  assert.deepEqual([held.events, held.ledger], [[], []]);
  await context.close();
});

test("offline, back and forward", async () => {
  const { context, page } = await agreed({ worker: "dedicated" });
  await context.setOffline(true);
  await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0008" }));
  assert.equal((await page.evaluate(() => window.hearth.recommend({ n: 3 }))).items.length, 3);
  await context.setOffline(false);
  await page.goto(`${server.url}/second`);
  await page.goBack();
  await page.waitForFunction("window.loaded");
  if (!(await page.evaluate("!!window.hearth"))) await begin(page, { worker: "dedicated" });
  await page.waitForFunction(async () => (await window.hearth.profile()).events.length === 1);
  await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0009" }));
  assert.equal((await refs(page)).length, 2);
  await context.close();
});

test("what cannot be had or is refused is said, in every runtime", async () => {
  server.files["/page.html"] = ["text/html", "<!doctype html><title>start</title>"];
  server.files["/bad.pack"] = [
    "application/octet-stream",
    Buffer.from(server.files["/shop.pack"][1]).fill(7, 2000, 2100),
  ];
  const context = await browser.newContext();
  /** @type {[object, string, string][]} */
  const cases = [
    [{ pack: "/none.pack" }, "PackError", "fetch"],
    [{ pack: "/page.html" }, "PackError", "html"],
    [{ pack: "/bad.pack" }, "PackError", "checksum"],
    [{ wasm: "/page.html" }, "LoadError", "html"],
    [{ wasm: "/none.wasm" }, "LoadError", "fetch"],
    [{ publicKey: "00".repeat(32), signature: "/page.html" }, "PackError", "html"],
    [{ publicKey: "00".repeat(32), signature: "/shop.pack" }, "SignatureError", "signature_invalid"],
    [{ publicKey: "zz" }, "PackError", "fetch"],
    [{ name: "No Name" }, "HearthError", "name"],
  ];
  for (const worker of ["shared", "dedicated", false]) {
    for (const [options, name, code] of cases) {
      const page = await pageOf(context);
      const said = await refusal(page, { worker, ...options });
      assert.deepEqual(
        [said.name, said.code, said.known],
        [name, code, true],
        JSON.stringify([worker, options]),
      );
      await page.close();
    }
  }
  await context.close();
});

test("a signed pack is opened with the pinned key alone; another pack is swapped in and a bad one is not", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
  const next = smallPack(server.dir, "next.pack", 2);
  const put = (path, body) => {
    server.files[path] = ["application/octet-stream", body];
    server.files[`${path}.sig`] = ["application/octet-stream", sign(null, body, privateKey)];
  };
  put("/shop.pack", server.files["/shop.pack"][1]);
  put("/next.pack", next);
  server.files["/forged.pack"] = ["application/octet-stream", next];
  server.files["/forged.pack.sig"] = ["application/octet-stream", Buffer.alloc(64, 1)];
  const { context, page } = await agreed({ publicKey: key });
  await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0005" }));
  const before = await refs(page);
  const failed = await page.evaluate(() => window.hearth.swapPack("/forged.pack").catch((e) => e.code));
  assert.equal(failed, "signature_invalid");
  assert.equal((await page.evaluate(() => window.hearth.swapPack("/next.pack"))).sequence, 2);
  const older = await page.evaluate(() =>
    window.hearth.swapPack("/shop.pack").catch((e) => [e.name, e.code]),
  );
  assert.deepEqual(older, ["PackError", "sequence"]);
  assert.deepEqual(await refs(page), before);
  assert.equal((await page.evaluate(() => window.hearth.recommend({ n: 3 }))).personal, true);
  await context.close();
});

test("damaged storage is left as it is, and erase begins anew", async () => {
  const { context, page } = await agreed({ worker: false });
  await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
  await page.evaluate(() => window.hearth.close());
  await page.evaluate(async () => {
    const opening = indexedDB.open("hearth");
    const db = await new Promise((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const transaction = db.transaction("state", "readwrite");
    transaction.objectStore("state").put(new Uint8Array(99).buffer, "snapshot");
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    db.close();
  });
  const info = await begin(page, { worker: false });
  assert.deepEqual([info.storage, info.storageReason], ["memory", "damaged"]);
  assert.equal((await kept(page)).databases.length, 1);
  await page.evaluate(() => window.hearth.erase());
  assert.equal((await kept(page)).databases.length, 0);
  await page.evaluate(() => window.hearth.consent.grant("rank"));
  assert.equal((await kept(page)).databases.length, 1);
  await context.close();
});

test("a shared worker whose first page has a bad setup serves the next, with the next's own", async () => {
  const context = await browser.newContext();
  let answer = () => {};
  const asked = new Promise((resolve) => {
    server.files["/slow.pack"] = () => {
      resolve(undefined);
      return new Promise((late) => {
        answer = () => late(undefined);
      });
    };
  });
  const first = await pageOf(context);
  const second = await pageOf(context);
  const failed = refusal(first, { worker: "shared", pack: "/slow.pack" });
  await asked;
  const opened = begin(second, { worker: "shared" });
  await second.waitForTimeout(300);
  answer();
  assert.equal((await failed).code, "fetch");
  assert.equal((await opened).runtime, "shared");
  await context.close();
});

for (const worker of ["shared", "dedicated", false]) {
  test(`what close() overtakes is settled, and what comes after it is refused (worker: ${worker})`, async () => {
    const { context, page } = await agreed({ worker });
    const told = await page.evaluate(async () => {
      const { hearth } = window;
      const calls = [hearth.observe({ type: "view", item: "i0001" }), hearth.recommend({ n: 3 })];
      const swap = hearth.swapPack(new Promise(() => undefined)).catch((e) => e.code);
      void swap;
      await hearth.close();
      await hearth.close();
      const settled = await Promise.allSettled(calls);
      const after = await hearth.observe({ type: "view", item: "i0002" }).catch((e) => e.code);
      return {
        settled: settled.map((s) => (s.status === "fulfilled" ? "done" : s.reason.code)),
        after,
        notes: Object.keys(localStorage).length,
      };
    });
    assert.deepEqual(told, { settled: ["done", "done"], after: "closed", notes: 0 });
    await begin(page, { worker });
    assert.equal((await refs(page)).length, 1);
    await context.close();
  });
}

test("a listener that throws spoils no call", async () => {
  const { context, page } = await agreed({ worker: false });
  const thrown = [];
  page.on("pageerror", (error) => thrown.push(error.message));
  const reply = await page.evaluate(() => {
    window.hearth.on("change", () => {
      throw new Error("of the page");
    });
    return window.hearth.observe({ type: "view", item: "i0001" });
  });
  assert.equal(reply.recorded, 1);
  await page.waitForFunction("window.news.length > 1");
  assert.deepEqual(thrown, ["of the page"]);
  await context.close();
});

test("a database that the page deletes is not made again, and it is said", async () => {
  const { context, page } = await agreed({ worker: "dedicated" });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.deleteDatabase("hearth").onsuccess = () => resolve(undefined);
      }),
  );
  const reply = await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
  assert.equal(reply.recorded, 1);
  assert.ok((await page.evaluate("window.news")).some((n) => n.error === "write"));
  assert.deepEqual((await kept(page)).databases, []);
  await page.evaluate(() => window.hearth.erase());
  await page.evaluate(() => window.hearth.consent.grant("rank"));
  assert.equal((await kept(page)).databases.length, 1);
  await context.close();
});

for (const worker of ["shared", "dedicated", false]) {
  test(`a page that is left and come back to goes on, and what another erased meanwhile is gone (worker: ${worker})`, async () => {
    const { context, page } = await agreed({ worker });
    const other = await pageOf(context);
    await begin(other, { worker });
    const turn = (type) =>
      page.evaluate((t) => void window.dispatchEvent(new PageTransitionEvent(t, { persisted: true })), type);
    await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
    await turn("pagehide");
    await page.evaluate(() => {
      window.late = window.hearth.observe({ type: "view", item: "i0003" });
    });
    await other.evaluate(() => window.hearth.observe({ type: "view", item: "i0005" }));
    await turn("pageshow");
    assert.equal((await page.evaluate(() => window.late)).recorded, 1);
    assert.equal((await refs(page)).length, 3);
    assert.deepEqual(await refs(other), await refs(page));
    await turn("pagehide");
    await other.evaluate(() => window.hearth.erase());
    await turn("pageshow");
    assert.deepEqual(await refs(page), []);
    await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
    const { databases, local } = await kept(other);
    assert.deepEqual([databases, local], [[], {}]);
    await context.close();
  });
}
