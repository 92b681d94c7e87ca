// Tests of the export: in the format of `hearth export`, and back; and what is refused.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeEach, test } from "vitest";
import { fromBase64, toBase64 } from "../src/base64.ts";
import { browserParts, Tab } from "./runtime-fake.ts";

browserParts();
let tab: Tab;
const schema = JSON.parse(
  readFileSync(new URL("../../../host/export.schema.json", import.meta.url), "utf8"),
) as Node;

interface Node {
  $ref?: string;
  $defs?: Record<string, Node>;
  type?: string;
  required?: string[];
  properties?: Record<string, Node>;
  additionalProperties?: boolean | Node;
  items?: Node;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
}

/** Where a value departs from the schema, for the keywords that name and shape fields. */
function departures(value: unknown, given: Node, at = "$"): string[] {
  const node = given.$ref ? { ...schema.$defs?.[given.$ref.slice("#/$defs/".length)], ...given } : given;
  const wrong: string[] = [];
  if ("const" in node && node.const !== value) wrong.push(`${at}: not ${node.const}`);
  if (node.enum && !node.enum.includes(value)) wrong.push(`${at}: not of the enum`);
  if (node.type === "integer" && !Number.isSafeInteger(value)) wrong.push(`${at}: no integer`);
  if (node.type === "string" && !(typeof value === "string" && new RegExp(node.pattern ?? "").test(value)))
    wrong.push(`${at}: no such string`);
  if (node.type === "boolean" && typeof value !== "boolean") wrong.push(`${at}: no boolean`);
  if (node.type === "array") {
    if (!Array.isArray(value)) return [`${at}: no array`];
    return value.flatMap((v, i) => departures(v, node.items ?? {}, `${at}[${i}]`));
  }
  if (node.type !== "object") return wrong;
  if (typeof value !== "object" || value === null) return [`${at}: no object`];
  for (const key of node.required ?? []) if (!(key in value)) wrong.push(`${at}: lacks ${key}`);
  for (const [key, below] of Object.entries(value)) {
    const rest = node.additionalProperties;
    const next = node.properties?.[key] ?? (typeof rest === "object" ? rest : undefined);
    if (next) wrong.push(...departures(below, next, `${at}.${key}`));
    else if (rest === false) wrong.push(`${at}: unknown ${key}`);
  }
  return wrong;
}

beforeEach(async () => {
  const stages = ["rank", "report"] as const;
  tab = new Tab("a", {
    purposes: stages.map((stage) => ({ id: stage, version: 1, text: `${stage}.`, stage })),
  });
  await tab.join();
});

async function lived(): Promise<string> {
  await tab.call("decide", { grant: ["rank"], deny: ["report"], act: "banner" });
  const { refs } = await tab.call("observe", [
    { type: "view", item: "tea-1", value: 2, time: Date.now() - 1000 },
    { type: "search", query: "green\u2028tea", time: Date.now() - 500 },
  ]);
  const shown = { type: "impression", item: "tea-2", basedOn: [refs[0]], time: Date.now() };
  await tab.call("observe", [shown]);
  const set = [
    { kind: "block", value: "cup-1" },
    { kind: "dial", amount: 80 },
  ];
  await tab.call("order", { set });
  return tab.call("export");
}

test("what is exported is of the schema, and an import holds the same", async () => {
  const text = await lived();
  const file = JSON.parse(text);
  assert.deepEqual(departures(file, schema), []);
  assert.equal(file.profile.events.length, 3);
  assert.doesNotMatch(text, /\u2028/);
  assert.match(text, /\n$/);
  const before = await tab.call("profile");
  await tab.call("erase");
  const held = await tab.call("import", text);
  assert.equal(held.events, 3);
  const after = await tab.call("profile");
  for (const part of ["events", "ledger", "controls"]) assert.deepEqual(after[part], before[part]);
});

test("keys ascend, as Go writes them", async () => {
  const { profile } = JSON.parse(await lived());
  const check = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value)) assert.deepEqual(Object.keys(value), Object.keys(value).sort());
    for (const below of Object.values(value)) check(below);
  };
  check(profile);
});

test("before a decision an export has no snapshot, and an import of it begins anew", async () => {
  const text = await tab.call("export");
  assert.equal(JSON.parse(text).snapshot, "");
  assert.deepEqual(departures(JSON.parse(text), schema), []);
  await tab.call("import", text);
  assert.deepEqual(await indexedDB.databases(), []);
});

// biome-ignore lint/suspicious/noExplicitAny: files that are wrong
const wrong: [string, RegExp, (file: any) => unknown][] = [
  ["another format", /format/, (f) => ({ ...f, format: "other" })],
  ["a later version", /version/, (f) => ({ ...f, version: 2 })],
  ["another catalogue", /catalogue/, (f) => ({ ...f, catalogue: "other" })],
  ["no ledger", /profile\.ledger/, (f) => ({ ...f, profile: { ...f.profile, ledger: undefined } })],
  ["no profile", /profile/, (f) => ({ ...f, profile: undefined })],
  ["no snapshot", /snapshot/, (f) => ({ ...f, snapshot: undefined })],
  ["an empty snapshot beside events", /snapshot/, (f) => ({ ...f, snapshot: "" })],
  ["no base64", /base64/, (f) => ({ ...f, snapshot: "§" })],
  ["a snapshot that was changed", /restore/, (f) => ({ ...f, snapshot: `AAAA${f.snapshot.slice(4)}` })],
  [
    "an event that the snapshot has not",
    /profile\.events: contradicts/,
    (f) => {
      f.profile.events[0].item = "tea-9";
      return f;
    },
  ],
  ["no object", /no JSON object/, () => 7],
];
test.each(wrong)("%s is refused and changes nothing", async (_, reason, change) => {
  const text = await lived();
  const before = await tab.call("profile");
  await assert.rejects(tab.call("import", JSON.stringify(change(JSON.parse(text)))), reason);
  const after = await tab.call("profile");
  for (const part of ["events", "ledger", "controls"]) assert.deepEqual(after[part], before[part]);
});

test("base64 comes back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
      assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
      assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    }),
    { numRuns: 30 },
  );
});
