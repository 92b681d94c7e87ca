// The page of the elements' browser tests: a shelf, the invitation and the preference centre over a Hearth in memory.

import { defineHearthElements } from "../src/elements.ts";
import { load } from "../src/engine.ts";
import { purposes, type TestHearth, testHearth } from "./hearth.ts";

declare global {
  interface Window {
    /** What the tests drive. */
    hearth: TestHearth;
    /** The elements' events so far. */
    told: { type: string; detail: unknown }[];
  }
}

const day = 86_400_000;

async function begin(): Promise<TestHearth> {
  const engine = await load("/engine.wasm");
  const pack = await engine.openPack(await (await fetch("/shop.pack")).arrayBuffer());
  return testHearth(engine, pack, { purposes });
}

/** What a person did over some days. */
async function live(hearth: TestHearth): Promise<void> {
  const now = Date.now();
  await hearth.consent.grant("rank");
  const seen = ["tea-1", "cup-1", "pot-1", "tea-1", "book-1", "cup-2", "tea-3", "pot-2"];
  await hearth.observe(seen.map((item, i) => ({ type: "view", item, time: now - (12 - i) * (day / 3) })));
  await hearth.observe([
    { type: "like", item: "cup-1", time: now - day },
    { type: "search", query: "green tea", time: now - day / 2 },
    { type: "purchase", item: "tea-1", time: now - day / 3 },
    { type: "dislike", item: "book-1", time: now - day / 4 },
  ]);
  await hearth.interests.set("category", "tea", 50);
  await hearth.interests.remove("brand", "Ōkawa");
  await hearth.feedback.notInterested("book-1");
}

function listen(): void {
  window.told = [];
  for (const type of ["hearth-decided", "hearth-forgotten", "hearth-erased", "hearth-error"]) {
    document.addEventListener(type, (event) => {
      const { detail } = event as CustomEvent<{ error?: Error }>;
      window.told.push({ type, detail: detail?.error ? { message: detail.error.message } : detail });
    });
  }
}

async function showShelf(hearth: TestHearth): Promise<void> {
  const shelf = document.querySelector("#shelf") as HTMLElement;
  const { items } = await hearth.recommend({ n: 4, seen: "show" });
  for (const { id, title } of items) {
    const chip = document.createElement("hearth-reasons");
    chip.item = id;
    chip.options = { seen: "show" };
    chip.titleOf = (item) => (item === id ? title : undefined);
    chip.hearth = hearth;
    const name = document.createElement("p");
    name.textContent = title ?? id;
    const card = document.createElement("li");
    card.append(name, chip);
    shelf.append(card);
  }
}

const query = new URLSearchParams(location.search);
document.documentElement.lang = query.get("lang") ?? "en";
const hearth = await begin();
if (query.has("lived")) await live(hearth);
if (query.has("signal")) await hearth.consent.signal(true);
window.hearth = hearth;
listen();
// Set before the definition: the elements take it when they are upgraded.
for (const name of ["hearth-consent", "hearth-preferences"] as const) {
  const element = document.querySelector(name);
  if (element) element.hearth = hearth;
}
defineHearthElements();
await showShelf(hearth);
document.querySelector("#settings")?.addEventListener("click", () => {
  document.querySelector("hearth-consent")?.open();
});
document.documentElement.dataset.ready = "";
