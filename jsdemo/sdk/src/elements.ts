// Three custom elements over a Hearth: reasons on an item, the preference centre, and the invitation to consent.

import { HearthConsent } from "./elements/consent.js";
import { HearthPreferences } from "./elements/preferences.js";
import { HearthReasons } from "./elements/reasons.js";

export type { HearthElement, HearthElementEvents } from "./elements/base.js";
export { deElements } from "./elements/texts.de.js";
export {
  type ElementCatalogue,
  enElements,
  type PurposeWords,
  type Text,
  type TextKey,
} from "./elements/texts.js";
export type { TitleOf } from "./elements/wording.js";
export { HearthConsent, HearthPreferences, HearthReasons };

/**
 * Defines `<hearth-reasons>`, `<hearth-preferences>` and `<hearth-consent>`. Importing defines nothing. What is defined already
 * stays; where there is no registry, as on a server, nothing happens.
 *
 * @param registry - a scoped registry, say; by default the page's.
 *
 * @example
 * ```ts
 * defineHearthElements();
 * document.querySelector("hearth-preferences")!.hearth = hearth;
 * ```
 */
export function defineHearthElements(
  registry: CustomElementRegistry | undefined = globalThis.customElements,
): void {
  if (!registry) return;
  for (const [name, element] of elements()) {
    if (!registry.get(name)) registry.define(name, element);
  }
}

function elements(): [string, CustomElementConstructor][] {
  return [
    ["hearth-reasons", HearthReasons],
    ["hearth-preferences", HearthPreferences],
    ["hearth-consent", HearthConsent],
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "hearth-reasons": HearthReasons;
    "hearth-preferences": HearthPreferences;
    "hearth-consent": HearthConsent;
  }
  interface HTMLElementEventMap extends HearthEventMap {}
}

type HearthEventMap = import("./elements/base.js").HearthElementEvents;
