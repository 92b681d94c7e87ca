// What the page can tell of itself: the size of the module, and the requests that were made since the first list.

import moduleUrl from "@hearthrank/sdk/engine.wasm?url";
import { leakTarget } from "./own/leak.ts";

/** The address of the module, which the SDK is given too. */
export const engineAddress = new URL(moduleUrl, document.baseURI).href;

/** The module's size as it is sent, in thousands of bytes; put in by the build, 0 in development. */
export function moduleSize(): number {
  return __MODULE_BYTES__ / 1000;
}

/**
 * Counts the requests that this page sent out after a time, as the browser reports them. Returns what ends it. What came out of this
 * device's caches, as when the Privacy page reads the module again, was sent to nobody and is not counted; nor is that page's try to send
 * something out, which the browser stops.
 */
export function countRequests(since: number, tell: (count: number) => void): () => void {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries() as PerformanceResourceTiming[];
    const later = entries.filter((entry) => entry.startTime > since && !stayedHere(entry)).length;
    count += later;
    if (later > 0) tell(count);
  });
  observer.observe({ type: "resource", buffered: true });
  return () => observer.disconnect();
}

/** It left this device in no way: a body without a transfer, or the try. Of other origins the browser may tell no sizes: those count. */
function stayedHere({ name, transferSize, decodedBodySize }: PerformanceResourceTiming): boolean {
  return (transferSize === 0 && decodedBodySize > 0) || name.startsWith(leakTarget);
}
