// Checks a pack's detached Ed25519 signature with WebCrypto, failing closed.

import { fromBase64 } from "./base64.js";
import { SignatureError, SignatureUnsupported } from "./errors.js";

type Material = Uint8Array | string;

/**
 * Resolves when the signature is the key's over these bytes.
 *
 * @throws SignatureError in every other case, also when this browser cannot check Ed25519.
 */
export async function verify(pack: Uint8Array, signature?: Material, publicKey?: Material): Promise<void> {
  if (publicKey === undefined)
    throw new SignatureError("key_missing", "a signature needs a publicKey to be checked");
  if (signature === undefined)
    throw new SignatureError("signature_missing", "the pack comes without a signature");
  const keyBytes = material(publicKey, 32);
  if (!keyBytes) throw new SignatureError("key_invalid", "the publicKey is not 32 bytes, base64 or hex");
  const signatureBytes = material(signature, 64);
  if (!signatureBytes)
    throw new SignatureError("signature_invalid", "the signature is not 64 bytes, base64 or hex");
  const subtle = subtleCrypto();
  const key = await importKey(subtle, keyBytes);
  if (!(await subtle.verify("Ed25519", key, signatureBytes, pack as BufferSource))) {
    throw new SignatureError("signature_invalid", "the signature is not the publisher's over this pack");
  }
}

function subtleCrypto(): SubtleCrypto {
  const subtle = globalThis.crypto?.subtle;
  if (subtle) return subtle;
  throw new SignatureUnsupported("there is no WebCrypto here", {
    hint: "Serve the page over https or from localhost.",
  });
}

async function importKey(subtle: SubtleCrypto, bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  try {
    return await subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "NotSupportedError") {
      throw new SignatureUnsupported("this browser cannot check Ed25519", { cause });
    }
    throw new SignatureError("key_invalid", "the publicKey is not an Ed25519 key", { cause });
  }
}

/** The bytes of a key or signature of a known size, or undefined when they are not that. */
function material(source: Material, size: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = typeof source === "string" ? fromText(source.trim(), size) : new Uint8Array(source);
  return bytes?.length === size ? bytes : undefined;
}

function fromText(text: string, size: number): Uint8Array<ArrayBuffer> | undefined {
  if (text.length === 2 * size && /^[0-9a-f]+$/i.test(text)) {
    return Uint8Array.from({ length: size }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
  }
  return fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
}
