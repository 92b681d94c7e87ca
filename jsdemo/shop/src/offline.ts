// Keeps the demo's files on the device, for everybody and at once, so that it opens without a network.

import { scriptUrl } from "./trusted.ts";

let settle: (kept: boolean) => void;

/**
 * Whether all files are kept, as soon as that is known. What begins a worker by the person's wish waits for it, so that its script comes from what is
 * kept, where anything is.
 */
export const offline = new Promise<boolean>((resolve) => {
  settle = resolve;
});

/** Registers the service worker. In development, without https, and in some private windows there is none. */
export async function goOffline(): Promise<void> {
  settle(import.meta.env.PROD && (await register()));
}

async function register(): Promise<boolean> {
  if (!navigator.serviceWorker) return false;
  try {
    const options = { scope: "./", updateViaCache: "none" } as const;
    const registration = await navigator.serviceWorker.register(scriptUrl("offline"), options);
    const ready = navigator.serviceWorker.ready.then(() => true);
    return await Promise.race([ready, fails(registration)]);
  } catch (error) {
    console.log("The page works, but not offline:", error);
    return false;
  }
}

/** False when a first installation fails. */
function fails({ active, installing }: ServiceWorkerRegistration): Promise<boolean> {
  return new Promise((resolve) => {
    if (active) return;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "redundant") resolve(false);
    });
  });
}
