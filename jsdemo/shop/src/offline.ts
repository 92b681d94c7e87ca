// Keeps the demo's files on the device, for everybody and at once, so that it opens without a network.

import { scriptUrl } from "./trusted.ts";

/** Registers the service worker and calls back when all files are kept. In development there is none. */
export async function goOffline(kept: () => void): Promise<void> {
  if (!import.meta.env.PROD || !navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(scriptUrl("offline"), { scope: "./", updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    kept();
  } catch (error) {
    console.log("The page works, but not offline:", error); // as in a private window, or without https
  }
}
