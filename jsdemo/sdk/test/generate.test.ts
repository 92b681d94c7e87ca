// Tests of the generator of messages.ts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "vitest";

const { generate } = await import(new URL("../scripts/generate.mjs", import.meta.url).href);
const go = (body: string) => `package abi\n\n${body}\n`;

test("messages.ts is what messages.go gives", () => {
  const source = readFileSync(new URL("../../../wasm/abi/messages.go", import.meta.url), "utf8");
  assert.equal(generate(source), readFileSync(new URL("../src/messages.ts", import.meta.url), "utf8"));
});

test("a struct becomes an interface with the API's names", () => {
  const text = generate(
    go(
      '// Thing is one.\ntype Thing struct {\n\tMaxDays int64 `msgpack:"max_days"` // days\n\tTo *int64 `msgpack:"to"`\n\tOf []string `msgpack:"of,omitempty"`\n}',
    ),
  );
  assert.match(
    text,
    /\/\*\* Thing is one\. \*\/\nexport interface Thing \{\n {2}\/\*\* days \*\/\n {2}maxDays: number;\n {2}to\?: number;\n {2}of\?: string\[\];\n\}/,
  );
  assert.match(text, /maxDays: "max_days"/);
});

test("constants of one prefix become a union, and fields of that name take it", () => {
  const text = generate(
    go(
      '// Kinds.\nconst (\n\tKindA = "a" // first\n\tKindB = "b"\n)\n\n// T is.\ntype T struct {\n\tKind string `msgpack:"kind"`\n}',
    ),
  );
  assert.match(text, /export type Kind = "a" \| "b";/);
  assert.match(text, /kind: Kind;/);
});

const refused: [string, string, RegExp][] = [
  ["a field without a tag", "type T struct {\n\tA string\n}", /messages\.go:4: cannot read the field/],
  [
    "a type it does not know",
    'type T struct {\n\tA float64 `msgpack:"a"`\n}',
    /no TypeScript type for float64/,
  ],
  [
    "a name that is a map in one place only",
    'type T struct {\n\tA map[string]string `msgpack:"a"`\n}\n\ntype U struct {\n\tA string `msgpack:"a"`\n}',
    /a is a map elsewhere/,
  ],
];

for (const [name, body, message] of refused) {
  test(`the generator refuses ${name}`, () => {
    assert.throws(() => generate(go(body)), { message });
  });
}
