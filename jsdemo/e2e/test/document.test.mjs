// Tests of what takes blocks out of documents and compares what they print.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertPrinted, blocksOf, titleOf } from "../pack/document.mjs";

const text = `# Title

## First

\`\`\`js title=site/a.js
const a = 1;

\`\`\`

## Second

\`\`\`sh
node a.js
\`\`\`

\`\`\`text expect
one … three
\`\`\`
`;

test("blocks have language, info, text, section and line", () => {
  const [file, command, expected] = blocksOf(text);
  assert.deepEqual(file, {
    lang: "js",
    info: "title=site/a.js",
    text: "const a = 1;\n\n",
    section: "First",
    line: 5,
  });
  assert.equal(file && titleOf(file), "site/a.js");
  assert.deepEqual([command?.lang, command?.info, command?.section], ["sh", "", "Second"]);
  assert.equal(command && titleOf(command), undefined);
  assert.deepEqual([expected?.info, expected?.text], ["expect", "one … three\n"]);
});

test("a block that is not closed is an error", () => {
  assert.throws(() => blocksOf("```sh\nls\n"), /not closed/);
});

test("expected lines have to be printed, whole and in order", () => {
  assertPrinted("one … three\nfour\n", "zero\none two three\n  four\n");
  for (const printed of ["", "one two\n", "xone two three\nfour", "four\none two three\n"])
    assert.throws(() => assertPrinted("one … three\nfour\n", printed), /not printed/);
  assert.throws(() => assertPrinted("a.c\n", "abc\n"), /not printed/);
});
