// What a purpose is called and says, in the demo's words for the SDK's elements.

import type { App } from "../app.ts";

type Named = { id: string; stage: string; text: string };

function wordsFor({ words }: Pick<App, "words">, { id, stage }: Named) {
  const { purposes } = words;
  if (Object.hasOwn(purposes, id)) return purposes[id];
  return Object.hasOwn(purposes, stage) ? purposes[stage] : undefined;
}

/** What a purpose is called: by its id, or by its stage. */
export function purposeName(app: Pick<App, "words">, purpose: Named): string {
  return wordsFor(app, purpose)?.title ?? purpose.id;
}

/** What the person is asked to agree to, in the page's language where there are words for it. */
export function purposeText(app: Pick<App, "words">, purpose: Named): string {
  return wordsFor(app, purpose)?.text ?? purpose.text;
}
