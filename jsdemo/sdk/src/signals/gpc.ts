// Global Privacy Control: tells a Hearth when the browser, or the page's server, says that it is present.

import { globalPrivacyControl } from "../gpc.js";
import { type Driven, type FollowOptions, inTurn } from "./drive.js";

/** How {@link followGpc} is set. */
export interface GpcOptions extends Pick<FollowOptions, "onError"> {
  /**
   * What the server saw in the request's header `Sec-GPC`, put into the page: its text (`"1"` is present), or whether it was
   * present. It holds for this page's life. Presence here or in the browser is presence.
   */
  server?: string | boolean | null;
}

/**
 * Reads Global Privacy Control now and whenever the page is shown again, and says `consent.signal(true)` when it is present. It
 * only narrows: absence is said only when this page has seen presence before, so what `open` or another tab was told stays.
 *
 * @returns what ends it; the signal stays as it is.
 */
export function followGpc(hearth: Driven, options: GpcOptions = {}): () => void {
  const run = inTurn(options);
  let seen = false;
  const tell = async () => {
    const present = isPresent(options.server);
    if (!present && !seen) return;
    if ((await hearth.consent.state()).signal !== present) await hearth.consent.signal(present);
    seen = present;
  };
  const look = () => run(tell);
  look();
  return onShown(look);
}

function isPresent(server: GpcOptions["server"]): boolean {
  return server === true || (typeof server === "string" && server.trim() === "1") || globalPrivacyControl();
}

function onShown(look: () => void): () => void {
  const { document } = globalThis;
  if (!document) return () => {};
  document.addEventListener("visibilitychange", look);
  globalThis.addEventListener("pageshow", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    globalThis.removeEventListener("pageshow", look);
  };
}
