// Tests of the check of a pack's signature: every way to be wrong is refused.

import assert from "node:assert/strict";
import { test } from "vitest";
import { SignatureError } from "../src/index.ts";
import { verify } from "../src/signature.ts";

const pack = new Uint8Array([1, 2, 3, 4]);
const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
const key = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, pack));
const changed = signature.map((b, i) => (i === 9 ? b ^ 1 : b));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

test("a signature made by Node is accepted in bytes, base64, base64url and hex", async () => {
  await verify(pack, signature, key);
  await verify(pack, base64(signature), `${base64(key)}\n`);
  await verify(pack, Buffer.from(signature).toString("base64url"), Buffer.from(key).toString("base64url"));
  await verify(pack, Buffer.from(signature).toString("hex"), Buffer.from(key).toString("hex").toUpperCase());
});

// RFC 8032, section 7.1, test 2: a one-byte message.
test("the vector of RFC 8032 is accepted", async () => {
  const publicKey = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
  const sig =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
  await verify(new Uint8Array([0x72]), sig, publicKey);
  await assert.rejects(verify(new Uint8Array([0x73]), sig, publicKey), { code: "signature_invalid" });
});

const refused: [string, Parameters<typeof verify>, string][] = [
  ["no signature", [pack, undefined, key], "signature_missing"],
  ["no key", [pack, signature, undefined], "key_missing"],
  ["a changed signature", [pack, changed, key], "signature_invalid"],
  ["a changed pack", [new Uint8Array([1, 2, 3, 5]), signature, key], "signature_invalid"],
  ["an empty signature", [pack, new Uint8Array(0), key], "signature_invalid"],
  ["a short signature", [pack, signature.subarray(1), key], "signature_invalid"],
  ["text that is no base64", [pack, "!!", key], "signature_invalid"],
  ["another key", [pack, signature, key.map((b) => b ^ 1)], "signature_invalid"],
  ["a short key", [pack, signature, key.subarray(1)], "key_invalid"],
];

for (const [name, args, code] of refused) {
  test(`verify refuses ${name}`, async () => {
    await assert.rejects(verify(...args), (error) => {
      assert.ok(error instanceof SignatureError);
      // Some engines refuse the bytes of a key that is no point, others find the signature invalid.
      const codes = name === "another key" ? [code, "key_invalid"] : [code];
      assert.ok(codes.includes(error.code), error.code);
      return true;
    });
  });
}

test("without WebCrypto it fails closed", async () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { configurable: true, value: {} });
  try {
    await assert.rejects(verify(pack, signature, key), { code: "signature_unsupported", hint: /https/ });
  } finally {
    if (own) Object.defineProperty(globalThis, "crypto", own);
  }
});
