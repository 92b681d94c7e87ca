// What page, worker and leader say to each other: calls, replies and news, all of them plain data.

import type { HearthEvents, HearthInfo, OpenOptions } from "../api.js";
import {
  BlockedByCsp,
  ConsentRequired,
  DeviceEndedError,
  EngineError,
  HearthError,
  LoadError,
  PackError,
  ReplyError,
  SignatureError,
  SignatureUnsupported,
  StorageUnavailable,
  TrapError,
} from "../errors.js";

/** The version of this protocol, in the names of channels and workers: tabs with another SDK do not talk to it. */
export const PROTOCOL = 1;

/** A pack in a form that can be sent: a URL as everybody has it, or bytes. */
export type Sendable = string | Uint8Array;

/** What the engine's side needs to begin. */
export interface Setup extends Omit<OpenOptions, "pack" | "signature" | "wasm" | "worker" | "workerUrl"> {
  name: string;
  pack: Sendable;
  signature?: Sendable;
  wasm: string | Uint8Array | WebAssembly.Module;
  /** Of the page: part of what is sealed. */
  origin: string;
}

/** Who asks, and for the how manyth time: what was done already is not done twice. */
export interface Stamp {
  client: string;
  seq: number;
}

/** One call. */
export interface Call {
  id: number;
  method: string;
  args: unknown;
  stamp?: Stamp;
}

/** An error as plain data. */
export interface Failure {
  name: string;
  code: string;
  message: string;
  hint?: string;
  path?: string;
  section?: string;
  offset?: number;
}

/** The answer to a call. */
export type Answer = { id: number; value: unknown } | { id: number; failure: Failure };

/** A call that waits for its answer. */
export interface Waiting {
  call: Call;
  resolve(answer: Answer): void;
}

/** Something that happened, for all tabs. */
export type News =
  | { [E in keyof HearthEvents]: { event: E; detail: HearthEvents[E] } }[Exclude<keyof HearthEvents, "error">]
  | { event: "error"; detail: Failure };

/** What the engine's side says when it is ready. */
export type Ready = Omit<HearthInfo, "runtime">;

/** From the page to the engine's side. */
export type ToHost =
  | { kind: "setup"; setup: Setup }
  | { kind: "call"; call: Call }
  | { kind: "rest" }
  | { kind: "end" };

/** From the engine's side to the page. */
export type ToPage =
  | { kind: "alive"; worker: string }
  | { kind: "ready"; ready: Ready }
  | { kind: "failed"; failure: Failure }
  | { kind: "answer"; answer: Answer }
  | { kind: "news"; news: News };

const classes: Readonly<Record<string, { prototype: HearthError }>> = {
  BlockedByCsp,
  ConsentRequired,
  DeviceEndedError,
  EngineError,
  HearthError,
  LoadError,
  PackError,
  ReplyError,
  SignatureError,
  SignatureUnsupported,
  StorageUnavailable,
  TrapError,
};

/** Turns an error into plain data. Only what the SDK says of it goes along: no stack, no cause. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof HearthError))
    return { name: "HearthError", code: "internal", message: String(error) };
  return { ...error, code: error.code, name: nameOf(error), message: error.message };
}

/** Answers all that wait with an error, and returns it as plain data. */
export function failAll(waiting: Map<number, Waiting>, error: unknown): Failure {
  const failure = toFailure(error);
  for (const { call, resolve } of waiting.values()) resolve({ id: call.id, failure });
  waiting.clear();
  return failure;
}

/** A name that no other page or worker has. */
export const randomName = () => crypto.randomUUID?.() ?? String(Math.random()).slice(2);

/** What a call is answered that a close overtook. */
export const closed = () => new HearthError("closed", "this Hearth is closed");

/** The class's name, also where a minifier has changed it. */
function nameOf(error: HearthError): string {
  const prototype = Object.getPrototypeOf(error);
  return Object.keys(classes).find((name) => classes[name]?.prototype === prototype) ?? "HearthError";
}

/** The error that plain data stands for. */
export function fromFailure(failure: Failure): HearthError {
  const { name, message, ...rest } = failure;
  const prototype = (classes[name] ?? HearthError).prototype;
  const error = new HearthError(failure.code, message) as HearthError & Record<string, unknown>;
  Object.setPrototypeOf(error, prototype);
  Object.assign(error, rest, { name });
  return error;
}
