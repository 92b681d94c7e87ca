// The one Trusted Types policy: it lets through the demo's own scripts by name, and nothing else.

import hearthWorker from "@hearthrank/sdk/worker.js?worker&url";
import labWorker from "./lab/worker.ts?worker&url";

/** The scripts that the demo starts besides its own bundle. */
const scripts = {
  /** The SDK's worker. */
  hearth: new URL(hearthWorker, import.meta.url).href,
  /** The Lab's worker. */
  lab: new URL(labWorker, import.meta.url).href,
  /** The service worker; it lies beside the page, as its scope asks. */
  offline: new URL("sw.js", document.baseURI).href,
};

/** The name of one of them. */
export type Script = keyof typeof scripts;

const known: ReadonlySet<string> = new Set(Object.values(scripts));

interface Policy {
  createScriptURL(url: string): unknown;
}

type Factory = {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
};

const { trustedTypes } = globalThis as { trustedTypes?: Factory };

const policy: Policy = trustedTypes?.createPolicy("hearth-shop", { createScriptURL: check }) ?? {
  createScriptURL: check, // a browser without Trusted Types
};

function check(url: string): string {
  if (known.has(url)) return url;
  throw new TypeError(`${url} is none of the demo's scripts`);
}

/**
 * The address of one of the demo's scripts, for `new Worker` and the like. With Trusted Types it is a TrustedScriptURL, which
 * those take and which TypeScript's DOM types do not know: hence the cast.
 */
export function scriptUrl(which: Script): string {
  return policy.createScriptURL(scripts[which]) as string;
}
