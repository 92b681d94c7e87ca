// Makes src/messages.ts from the Go definition of the ABI's messages; with --check it only says whether that file is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const source = new URL("../../../wasm/abi/messages.go", import.meta.url);
const target = new URL("../src/messages.ts", import.meta.url);

const scalars = {
  bool: "boolean",
  string: "string",
  int32: "number",
  int64: "number",
  uint32: "number",
  "[]byte": "Uint8Array",
  "map[string]string": "Record<string, string>",
  "map[string]int32": "Record<string, number>",
};

/** Turns a wire name into the API's: max_events → maxEvents. */
function camel(name) {
  return name.replace(/_([a-z0-9])/g, (_, c) => c.toUpperCase());
}

/** Splits Go source into its top-level blocks, each with the comment lines right above it. */
function blocks(go) {
  const found = [];
  let doc = [];
  const lines = go.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.startsWith("// ")) doc.push(line.slice(3));
    else if (/^(type|const|var) /.test(line)) {
      const body = [];
      if (/[({]$/.test(line))
        while (!/^[)}]/.test(lines[++i])) body.push({ text: lines[i].trim(), line: i + 1 });
      found.push({ head: line, body, doc, line: i + 1 });
      doc = [];
    } else doc = [];
  }
  return found;
}

function fail(line, reason) {
  throw new Error(`messages.go:${line}: ${reason}`);
}

/** Parses one field line of a struct. A union of the struct's and the field's name goes before one of the field's. */
function field({ text, line }, structs, unions, owner) {
  const m = /^(\w+)\s+(\S+)\s+`msgpack:"([a-z_]+)(,omitempty)?"`\s*(?:\/\/ (.*))?$/.exec(text);
  if (!m) fail(line, `cannot read the field: ${text}`);
  const [, goName, goType, wire, omit, comment] = m;
  const named = goType === "string" && [owner + goName, goName].find((name) => unions.has(name));
  const type = named || tsType(goType, structs, line);
  return {
    wire,
    name: camel(wire),
    type,
    optional: Boolean(omit) || goType.startsWith("*"),
    comment,
    goType,
    line,
  };
}

function tsType(goType, structs, line) {
  const bare = goType.replace(/^\*/, "");
  if (scalars[bare]) return scalars[bare];
  if (structs.has(bare)) return bare;
  if (bare.startsWith("[]")) return `${tsType(bare.slice(2), structs, line)}[]`;
  return fail(line, `no TypeScript type for ${goType}`);
}

/** The longest common prefix of names that ends before a capital: KindItem, KindReturn → Kind. */
function commonPrefix(names) {
  let p = names[0];
  for (const n of names) while (!n.startsWith(p)) p = p.slice(0, -1);
  return p;
}

/** Reads a const block whose values are all strings as a union type. */
function union(block) {
  const rows = block.body
    .map(({ text }) => /^(\w+)(?:\s+\w+)?\s*=\s*"([^"]*)"\s*(?:\/\/ (.*))?$/.exec(text))
    .filter(Boolean);
  if (rows.length === 0 || rows.length !== block.body.length) return undefined;
  const name = commonPrefix(rows.map((r) => r[1]));
  return { name, doc: block.doc, rows: rows.map((r) => ({ value: r[2], comment: r[3] })) };
}

/** Reads `const Name = 1 << 3` as a number constant. */
function number(block) {
  const m = /^const (\w+) = (\d+)(?: << (\d+))?$/.exec(block.head);
  if (!m) return undefined;
  const name = m[1].replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
  return {
    name: name === "VERSION" ? "ABI_VERSION" : name,
    value: Number(m[2]) * 2 ** Number(m[3] ?? 0),
    doc: block.doc,
  };
}

function comment(lines, indent = "") {
  const text = lines.join(" ").replace(/\*\//g, "* /");
  const words = text.split(" ");
  const out = [""];
  for (const w of words) {
    if (`${out.at(-1)} ${w}`.length > 100) out.push("");
    out[out.length - 1] += (out.at(-1) ? " " : "") + w;
  }
  if (out.length === 1) return `${indent}/** ${out[0]} */\n`;
  return `${indent}/**\n${out.map((l) => `${indent} * ${l}\n`).join("")}${indent} */\n`;
}

function emitUnion(u) {
  const notes = u.rows.filter((r) => r.comment).map((r) => `\`${JSON.stringify(r.value)}\`: ${r.comment}`);
  const doc = notes.length > 0 ? [...u.doc, `${notes.join("; ")}.`] : u.doc;
  return `${comment(doc)}export type ${u.name} = ${u.rows.map((r) => JSON.stringify(r.value)).join(" | ")};\n`;
}

function emitStruct(s) {
  const rows = s.fields.map(
    (f) => `${f.comment ? comment([f.comment], "  ") : ""}  ${f.name}${f.optional ? "?" : ""}: ${f.type};\n`,
  );
  return `${comment(s.doc)}export interface ${s.name} {\n${rows.join("")}}\n`;
}

/** The names that differ between wire and API, and the fields whose keys are data; a name must not be both. */
function emitNames(structs) {
  const fields = structs.flatMap((s) => s.fields);
  const maps = new Set(fields.filter((f) => f.goType.startsWith("map[")).map((f) => f.wire));
  for (const f of fields)
    if (maps.has(f.wire) && !f.goType.startsWith("map[")) fail(f.line, `${f.wire} is a map elsewhere`);
  const renamed = [...new Set(fields.filter((f) => f.wire !== f.name).map((f) => f.wire))].sort();
  return (
    "/** Wire names that differ from the API's. */\n" +
    `export const wireNames: Readonly<Record<string, string>> = {\n${renamed.map((w) => `  ${camel(w)}: ${JSON.stringify(w)},\n`).join("")}};\n\n` +
    "/** Fields whose keys are the caller's data and never renamed. */\n" +
    `export const freeMaps: readonly string[] = ${JSON.stringify([...maps].sort())};\n`
  );
}

/** The whole of messages.ts for the text of messages.go. */
export function generate(go) {
  const all = blocks(go);
  const unions = all
    .filter((b) => b.head === "const (")
    .map(union)
    .filter(Boolean);
  const numbers = all.map(number).filter(Boolean);
  const structBlocks = all.filter((b) => / struct \{$/.test(b.head));
  const names = new Set(structBlocks.map((b) => b.head.split(" ")[1]));
  const unionNames = new Set(unions.map((u) => u.name));
  const structs = structBlocks.map((b) => ({
    name: b.head.split(" ")[1],
    doc: b.doc,
    fields: b.body.map((line) => field(line, names, unionNames, b.head.split(" ")[1])),
  }));
  return [
    "// Generated by scripts/generate.mjs from wasm/abi/messages.go; do not edit. The ABI's messages as TypeScript types.\n",
    ...numbers.map((n) => `${comment(n.doc)}export const ${n.name} = ${n.value};\n`),
    ...unions.map(emitUnion),
    ...structs.map(emitStruct),
    emitNames(structs),
  ].join("\n");
}

function main(check) {
  const text = generate(readFileSync(source, "utf8"));
  if (!check) return writeFileSync(target, text);
  if (readFileSync(target, "utf8") !== text) {
    console.error("sdk/src/messages.ts is stale: run `npm run generate -w sdk`");
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes("--check"));
