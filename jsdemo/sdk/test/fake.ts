// Builds small WebAssembly modules with Hearth's exports, so that the loader can be tested against modules that misbehave.

/** How the module behaves; by default it is a right one that answers every operation with `reply`. */
export interface Fake {
  /** What `hearth_abi` returns. */
  abi?: number;
  /** The bytes of every reply. */
  reply?: readonly number[];
  /** Names of exports to leave out. */
  without?: readonly string[];
  /** Imports one function of this name. */
  imports?: string;
  /** Operations trap. */
  trap?: boolean;
  /** Operations grow the memory by a page, which detaches every older view. */
  grow?: boolean;
  /** What `hearth_in` and `hearth_pack_begin` return. */
  buffer?: number;
}

const functions = ["_initialize", "hearth_abi", "hearth_in", "hearth_pack_begin"];
const operations = [
  "pack_open",
  "restore",
  "observe",
  "rank",
  "recommend",
  "explain",
  "forget",
  "snapshot",
  "stats",
];
const replyAt = 1024;

function leb(n: number | bigint, signed = true): number[] {
  const out: number[] = [];
  let rest = BigInt(n);
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = signed ? (rest === 0n && byte < 64) || (rest === -1n && byte >= 64) : rest === 0n;
    out.push(done ? byte : byte | 0x80);
    if (done) return out;
  }
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...leb(items.length, false), ...items.flat()];
}

function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...leb(bytes.length, false), ...bytes];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length, false), ...content];
}

const i32 = 0x7f;
const i64 = 0x7e;

/** The types: 0 is () → (), 1 is () → i32, 2 is i32 → i32, 3 is i32 → i64. */
const types = section(
  1,
  vector([
    [0x60, 0, 0],
    [0x60, 0, 1, i32],
    [0x60, 1, i32, 1, i32],
    [0x60, 1, i32, 1, i64],
  ]),
);

function body(code: readonly number[]): number[] {
  const whole = [0, ...code, 0x0b];
  return [...leb(whole.length, false), ...whole];
}

function operation(fake: Fake): number[] {
  if (fake.trap) return [0x00];
  const grow = fake.grow ? [0x41, 1, 0x40, 0, 0x1a] : [];
  const length = fake.reply?.length ?? 0;
  return [...grow, 0x42, ...leb((BigInt(replyAt) << 32n) | BigInt(length))];
}

/** The bytes of such a module. */
export function fakeModule(fake: Fake = {}): Uint8Array<ArrayBuffer> {
  const buffer = [0x41, ...leb(fake.buffer ?? 2048)];
  const bodies = [
    [],
    [0x41, ...leb(fake.abi ?? 1)],
    buffer,
    buffer,
    ...operations.map(() => operation(fake)),
  ].map(body);
  const names = [...functions, ...operations.map((op) => `hearth_${op}`)];
  const shift = fake.imports ? 1 : 0;
  const exports = names.map((n, i) => [...name(n), 0, i + shift]);
  exports.push([...name("memory"), 2, 0]);
  const kept = exports.filter((_, i) => !fake.without?.includes([...names, "memory"][i] ?? ""));
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...types,
    ...(fake.imports ? section(2, vector([[...name("env"), ...name(fake.imports), 0, 0]])) : []),
    ...section(3, vector([[0], [1], [2], [2], ...operations.map(() => [3])])),
    ...section(5, [1, 0, 1]),
    ...section(7, vector(kept)),
    ...section(10, vector(bodies)),
    ...section(11, vector([[0, 0x41, ...leb(replyAt), 0x0b, ...name8(fake.reply ?? [])]])),
  ]);
}

function name8(bytes: readonly number[]): number[] {
  return [...leb(bytes.length, false), ...bytes];
}
