// Before anything is painted: the language, and whether the popular films that stand in the page itself may be seen.

import { nearest, parse } from "./address.ts";
import type { Lang } from "./app.ts";
import { speakIn } from "./spoken.ts";
import { deTexts } from "./texts.de.ts";
import { enTexts, type ShellTexts } from "./texts.ts";

/** The words of shell and home page. */
export const texts: Readonly<Record<Lang, ShellTexts>> = { en: enTexts, de: deTexts };

/** The language of the browser, and the one that the address asks for. */
export const own = nearest(navigator.language);
export const lang = parse(location.hash)?.lang ?? own;

/** What was pressed on a film of the page before the demo could answer. */
export interface Press {
  film: string;
  /** What the button is for; "why" for the reasons. */
  what: string;
  /** The address at that time. */
  at: string;
}

/** The last press: the demo answers it as soon as it can. */
export let pressed: Press | undefined;

/**
 * Shows the films of the page on the home page, to those for whom nothing is kept here. Who has decided something may have said that one of them
 * must not be shown, or gets another shelf first: they see frames until the engine has answered. films.css has the three states.
 */
async function decide(): Promise<void> {
  const { dataset } = document.documentElement;
  const home = (parse(location.hash)?.page ?? "home") === "home";
  dataset.first = home ? "wait" : "none";
  if (home && !(await isKnown())) dataset.first = "shown";
}

/** Whether the SDK's database is there, which it makes with a person's first decision. */
async function isKnown(): Promise<boolean> {
  if (!globalThis.indexedDB?.databases) return true; // an older browser does not tell
  try {
    return (await indexedDB.databases()).some(({ name }) => name === "hearth");
  } catch {
    return false; // where a page may keep nothing, nobody is known
  }
}

/** Speaks the language, and listens to what is pressed, as soon as the page is there: this script may come before its end. */
function dress(): void {
  speakIn(lang, texts[lang]);
  document.getElementById("main")?.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>(".first button");
    const film = button?.closest<HTMLElement>("[data-film]")?.dataset.film;
    if (film) pressed = { film, what: button?.dataset.deed ?? "why", at: location.hash };
  });
}

const decided = decide();
if (document.readyState === "loading") document.addEventListener("readystatechange", dress, { once: true });
else dress();
addEventListener("hashchange", () => void decide()); // a link that was pressed before the demo could follow it

/** Resolves when the next frame has been painted. */
function painted(): Promise<void> {
  return new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
}

// What comes after this script must not keep the films from being painted; a browser that does not answer must not keep the demo from starting.
await Promise.race([decided.then(painted), new Promise((go) => setTimeout(go, 200))]);
