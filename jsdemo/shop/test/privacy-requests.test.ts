// Tests of how requests are told and judged.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { below } from "../src/files.ts";
import { isOf } from "../src/own/leak.ts";
import { asked, type Bounds, isStrange, prove, roleOf } from "../src/own/requests.ts";

const base = "https://films.example/demo/";
const bounds: Bounds = { base, firstSlate: 500, list: undefined, checks: new Map() };
const entry = (path: string, startTime: number) => ({
  name: new URL(path, base).href,
  startTime,
  encodedBodySize: 10,
  initiatorType: "fetch",
});

test("roles follow from file names", () => {
  const roles = {
    "": "page",
    "index.html": "page",
    "assets/index-DoKwWPPe.js": "script",
    "assets/worker-DBsdgo5l.js": "worker",
    "assets/style-1.css": "style",
    "assets/engine-DX4LbWAo.wasm": "module",
    "films.pack": "pack",
    "films.json": "films",
    "sw.js": "offline",
    "pixel.gif": "unknown",
  };
  for (const [path, role] of Object.entries(roles)) assert.equal(roleOf(path), role, path);
});

test("paths are below the page's folder, without query and fragment", () => {
  assert.equal(below(`${base}films.pack?x=1#y`, base), "films.pack");
  assert.equal(below("https://films.example/other.js", base), undefined);
  assert.equal(below("https://elsewhere.example/demo/films.pack", base), undefined);
});

test("what comes after the first slate is told apart, this page's own checks too", () => {
  const checks = new Map([[new URL("assets/engine-1.wasm", base).href, 900]]);
  const requests = [
    asked(entry("", 0), { ...bounds, checks }),
    asked(entry("assets/engine-1.wasm", 100), { ...bounds, checks }),
    asked(entry("sw.js", 800), { ...bounds, checks }),
    asked(entry("assets/engine-1.wasm", 950), { ...bounds, checks }),
  ];
  assert.deepEqual(
    requests.map(({ role, late }) => [role, late]),
    [
      ["page", false],
      ["module", false],
      ["offline", true],
      ["check", true],
    ],
  );
  assert.deepEqual(prove(requests), { before: 2, after: 0, apart: 2, strange: 0 });
});

test("a request of another origin, or of a file that the build does not have, is strange", () => {
  const list = new Set(["index.html", "films.pack"]);
  const judged = (path: string) => asked(entry(path, 600), { ...bounds, list });
  assert.ok(!isStrange(judged("")) && !isStrange(judged("films.pack")));
  assert.ok(!isStrange(judged("sw.js")), "it brings the list and stands on none");
  assert.ok(isStrange(judged("films-of-anna.json")));
  assert.ok(isStrange(judged("https://tracker.example/p.gif")));
  assert.equal(prove([judged("https://tracker.example/p.gif")]).after, 1);
});

test("a try that was stopped is neither strange nor a request after the first slate", () => {
  const tried = asked(entry("https://leak.invalid/?way=image", 900), {
    ...bounds,
    list: new Set(["index.html"]),
  });
  assert.deepEqual(prove([tried]), { before: 0, after: 0, apart: 1, strange: 0 });
});

test("every request is counted once", () => {
  const times = fc.array(fc.tuple(fc.constantFrom("films.pack", "sw.js", "x.bin"), fc.nat(1000)), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(times, (list) => {
      const { before, after, apart } = prove(list.map(([path, time]) => asked(entry(path, time), bounds)));
      assert.equal(before + after + apart, list.length);
    }),
  );
});

test("a report belongs to the way that it names", () => {
  assert.ok(isOf("image", "https://leak.invalid/?way=image"));
  assert.ok(!isOf("beacon", "https://leak.invalid/?way=image"));
  assert.ok(isOf("script", "trusted-types-sink") && !isOf("frame", "trusted-types-sink"));
  assert.ok(isOf("socket", "wss"));
  assert.ok(isOf("frame", "https://leak.invalid"), "of a frame only the origin is told");
});
