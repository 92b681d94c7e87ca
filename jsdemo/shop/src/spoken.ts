// Puts the words of a language into the places of the document that name one in `data-text`, such as `nav.home`.

import type { ShellTexts } from "./texts.ts";

/** Speaks the language in all such places of the document, and in those given, which may be out of it. */
export function speakIn(lang: string, texts: ShellTexts, ...more: readonly HTMLElement[]): void {
  document.documentElement.lang = lang;
  for (const place of [...more, ...document.querySelectorAll<HTMLElement>("[data-text]")])
    place.textContent = textOf(texts, place.dataset.text ?? "");
}

/** A text by its path. */
function textOf(texts: ShellTexts, path: string): string {
  let at: unknown = texts;
  for (const key of path.split(".")) at = (at as Record<string, unknown>)[key];
  return String(at);
}
