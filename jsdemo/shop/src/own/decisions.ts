// How many decisions of the person a ledger has: it lists the browser's signals too.

import type { Profile } from "@hearthrank/sdk";

/** Entries that name a purpose: those about a signal do not. */
export function decisions({ ledger }: Pick<Profile, "ledger">): number {
  return ledger.filter(({ purpose }) => purpose !== undefined).length;
}
