// Tests of what crosses between page and worker: every class of error, and which calls are done.

import assert from "node:assert/strict";
import { test } from "vitest";
import * as errors from "../src/errors.ts";
import type { ObserveReply } from "../src/messages.ts";
import { Ledgerbook } from "../src/runtime/ledgerbook.ts";
import { closed, failAll, fromFailure, toFailure, type Waiting } from "../src/runtime/protocol.ts";

const one: errors.HearthError[] = [
  new errors.HearthError("name", "a name", { hint: "another" }),
  new errors.LoadError("fetch", "no module", { cause: new Error("secret") }),
  new errors.BlockedByCsp("engine.wasm", new Error("csp")),
  new errors.PackError("html", "a page", { hint: "the path" }),
  new errors.ConsentRequired("like"),
  new errors.StorageUnavailable("damaged", "damaged"),
  new errors.SignatureError("signature_invalid", "forged"),
  new errors.SignatureUnsupported("no Ed25519"),
  new errors.EngineError("observe", "range", { path: "events[0].value", offset: 7, section: "items" }),
  new errors.TrapError("rank", new Error("unreachable")),
  new errors.DeviceEndedError("rank"),
  new errors.ReplyError("not [status, body]"),
];

test("every class of error is tried", () => {
  const classes = Object.values(errors).filter((value) => typeof value === "function");
  assert.deepEqual(new Set(one.map((error) => error.constructor)), new Set(classes));
});

test.each(one.map((error) => [error.name, error] as const))("%s comes back as it was", (_, error) => {
  const failure = structuredClone(toFailure(error));
  assert.equal("stack" in failure || "cause" in failure, false);
  const back = fromFailure(failure);
  assert.equal(Object.getPrototypeOf(back), Object.getPrototypeOf(error));
  assert.ok(back instanceof errors.HearthError);
  assert.deepEqual({ ...back, message: back.message }, { ...error, message: error.message });
});

test("what is no error of the SDK is internal, and a class that is not known is the base", () => {
  assert.deepEqual(toFailure(new TypeError("x is not a function")), {
    name: "HearthError",
    code: "internal",
    message: "TypeError: x is not a function",
  });
  const back = fromFailure({ name: "NewerError", code: "newer", message: "of a later SDK" });
  assert.equal(Object.getPrototypeOf(back), errors.HearthError.prototype);
  assert.equal(back.code, "newer");
});

test("all that wait are answered, once", () => {
  const answers: unknown[] = [];
  const waiting = new Map<number, Waiting>();
  for (const id of [1, 2])
    waiting.set(id, {
      call: { id, method: "rank", args: {} },
      resolve: (answer) => void answers.push(answer),
    });
  const failure = failAll(waiting, closed());
  failAll(waiting, closed());
  assert.equal(failure.code, "closed");
  assert.deepEqual(answers, [
    { id: 1, failure },
    { id: 2, failure },
  ]);
});

const reply = (ref: number) => ({ purged: 0, recorded: 1, refs: [ref] }) as unknown as ObserveReply;

test("a call that is done is answered from the book, without its refs once they are forgotten", () => {
  const book = new Ledgerbook();
  assert.equal(book.reply({ client: "a", seq: 1 }), undefined);
  book.done({ client: "a", seq: 1 }, reply(7));
  assert.deepEqual(book.reply({ client: "a", seq: 1 }), reply(7));
  assert.equal(book.reply({ client: "a", seq: 2 }), undefined);
  assert.equal(book.reply({ client: "b", seq: 1 }), undefined);
  book.forgetReplies();
  assert.deepEqual(book.reply({ client: "a", seq: 1 }), { purged: 0, recorded: 0, refs: [] });
});

test("what is done goes with the snapshot and with the entries", () => {
  const book = new Ledgerbook();
  book.done({ client: "a", seq: 3 }, reply(7));
  const next = new Ledgerbook();
  assert.deepEqual(next.read(book.sealed(Uint8Array.of(1, 2, 3))), Uint8Array.of(1, 2, 3));
  assert.equal(next.reply({ client: "a", seq: 3 })?.recorded, 0);
  assert.equal(next.reply({ client: "a", seq: 4 }), undefined);
  const entry = { request: { events: [], now: 5, offset: 0 }, stamp: { client: "ä", seq: 1 } };
  assert.deepEqual(next.entry(book.bytes(entry)), entry);
});

test("the book keeps a bounded number of pages and replies", () => {
  const book = new Ledgerbook();
  for (let k = 0; k < 200; k++) book.done({ client: `c${k}`, seq: 1 }, reply(k));
  assert.equal(book.reply({ client: "c0", seq: 1 }), undefined);
  assert.deepEqual(book.reply({ client: "c199", seq: 1 }), reply(199));
  assert.ok(book.sealed(new Uint8Array()).length < 1000);
});
