// One instance of the module: writes requests into its memory, calls its exports, reads replies.

import { fromWire, toWire } from "./convert.js";
import { type Decoded, decode } from "./decode.js";
import { encode } from "./encode.js";
import { EngineError, HearthError, LoadError, ReplyError, TrapError } from "./errors.js";
import { ABI_VERSION, type ErrorBody, MAX_MESSAGE, MAX_PACK, type Op } from "./messages.js";

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  hearth_abi(): number;
  hearth_in(n: number): number;
  hearth_pack_begin(size: number): number;
}

const operations: readonly Op[] = [
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

/** A running module. Not exported by the package: {@link Engine} is. */
export class Instance {
  readonly #exports: Exports;
  #trap: TrapError | undefined;

  private constructor(exports: Exports) {
    this.#exports = exports;
  }

  /**
   * Starts a module.
   *
   * @throws LoadError when the module imports anything, lacks an export, or has another ABI version.
   */
  static async start(module: WebAssembly.Module): Promise<Instance> {
    refuseImports(module);
    refuseMissingExports(module);
    const { exports } = await WebAssembly.instantiate(module, {});
    const instance = new Instance(exports as unknown as Exports);
    instance.#guard("load", () => instance.#exports._initialize());
    const version = instance.#guard("load", () => instance.#exports.hearth_abi());
    if (version !== ABI_VERSION) {
      throw new LoadError("abi", `the module has ABI version ${version}, this SDK needs ${ABI_VERSION}`, {
        hint: "Use the module of this version of the SDK.",
      });
    }
    return instance;
  }

  /** Calls one operation with a request in the API's names and returns the reply's body in the same. */
  call(op: Op, request: object): unknown {
    const bytes = encode(toWire(request), op);
    const at = this.#guard(op, () => this.#exports.hearth_in(bytes.length)) >>> 0;
    if (at === 0)
      throw new EngineError(op, "too_large", {}, `${bytes.length} bytes are above the cap of ${MAX_MESSAGE}`);
    this.#memory().set(bytes, at);
    const run = (this.#exports as unknown as Record<string, (n: number) => bigint>)[`hearth_${op}`];
    const reply = BigInt.asUintN(
      64,
      this.#guard(op, () => run?.(bytes.length) ?? 0n),
    );
    return body(op, decode(this.#range(Number(reply >> 32n), Number(reply & 0xffffffffn))));
  }

  /** Writes a pack's bytes to where `pack_open` finds them. */
  writePack(bytes: Uint8Array): void {
    const at = this.#guard("pack_open", () => this.#exports.hearth_pack_begin(bytes.length)) >>> 0;
    if (at === 0) {
      const reason = `${bytes.length} bytes are not within 1 and ${MAX_PACK}`;
      throw new EngineError("pack_open", "too_large", {}, reason);
    }
    this.#memory().set(bytes, at);
  }

  /** A view of the memory as it is now; any call may make it stale. */
  #memory(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer);
  }

  #range(at: number, length: number): Uint8Array {
    const memory = this.#memory();
    if (at + length > memory.length) throw new ReplyError("lies outside the memory");
    return memory.subarray(at, at + length);
  }

  /** Runs a call of the module; after a trap it refuses all further ones. */
  #guard<T>(op: string, run: () => T): T {
    if (this.#trap) throw this.#trap;
    try {
      return run();
    } catch (cause) {
      if (cause instanceof HearthError) throw cause;
      this.#trap = new TrapError(op, cause);
      throw this.#trap;
    }
  }
}

/** The body of a reply, or its error thrown. */
function body(op: Op, reply: Decoded): unknown {
  if (!Array.isArray(reply) || reply.length !== 2) throw new ReplyError("not [status, body]");
  const [status, content] = reply;
  if (status === 0) return fromWire(content as Decoded);
  if (status !== 1) throw new ReplyError(`unknown status ${status}`);
  const { code, offset, path, section } = content as unknown as ErrorBody;
  throw new EngineError(op, code, {
    offset,
    ...(path === undefined ? {} : { path }),
    ...(section === undefined ? {} : { section }),
  });
}

function refuseImports(module: WebAssembly.Module): void {
  const imports = WebAssembly.Module.imports(module).map((i) => `${i.module}.${i.name}`);
  if (imports.length > 0) {
    throw new LoadError("imports", `the module imports ${imports.join(", ")}; Hearth's imports nothing`);
  }
}

function refuseMissingExports(module: WebAssembly.Module): void {
  const found = new Map(WebAssembly.Module.exports(module).map((e) => [e.name, e.kind]));
  const functions = [
    "_initialize",
    "hearth_abi",
    "hearth_in",
    "hearth_pack_begin",
    ...operations.map((op) => `hearth_${op}`),
  ];
  const missing = functions.filter((name) => found.get(name) !== "function");
  if (found.get("memory") !== "memory") missing.push("memory");
  if (missing.length > 0)
    throw new LoadError("exports", `not Hearth's module: it lacks ${missing.join(", ")}`);
}
