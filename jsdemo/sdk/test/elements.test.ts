// Tests of the custom elements and of what they are made of, under a DOM without layout.
// @vitest-environment happy-dom

import { readFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { h, patch } from "../src/elements/patch.ts";
import { sheetFor } from "../src/elements/styles.ts";
import { builtIn, Wording } from "../src/elements/wording.ts";
import {
  deElements,
  defineHearthElements,
  enElements,
  type HearthConsent,
  type HearthPreferences,
  type HearthReasons,
} from "../src/elements.ts";
import { type Engine, load } from "../src/engine.ts";
import type { PackInfo } from "../src/messages.ts";
import { purposes, type TestHearth, testHearth } from "./hearth.ts";

const wasm = `${import.meta.dirname}/../../../wasm/`;
let engine: Engine;
let pack: PackInfo;
let hearth: TestHearth;

beforeAll(async () => {
  engine = await load(new Uint8Array(readFileSync(`${wasm}engine.wasm`)));
  pack = await engine.openPack(new Uint8Array(readFileSync(`${wasm}conformance/testdata/shop.pack`)));
  expect(customElements.get("hearth-consent")).toBeUndefined();
  defineHearthElements();
  defineHearthElements();
});
beforeEach(() => {
  hearth = testHearth(engine, pack, { purposes });
});
afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.lang = "";
});

async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}

async function show<K extends "hearth-consent" | "hearth-preferences" | "hearth-reasons">(
  tag: K,
  attributes: Record<string, string> = {},
): Promise<HTMLElementTagNameMap[K]> {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.hearth = hearth;
  document.body.append(element);
  await settled();
  return element;
}

function text(element: HTMLElement): string {
  return element.shadowRoot?.textContent ?? "";
}

function buttons(element: HTMLElement): HTMLButtonElement[] {
  return [...(element.shadowRoot?.querySelectorAll<HTMLButtonElement>("button") ?? [])];
}

async function click(element: HTMLElement, name: string): Promise<void> {
  const found = buttons(element).find((b) => (b.getAttribute("aria-label") ?? b.textContent) === name);
  if (!found) throw new Error(`no button ${name}: ${buttons(element).map((b) => b.textContent)}`);
  found.click();
  await settled();
}

function listen(element: HTMLElement, name: string): unknown[] {
  const told: unknown[] = [];
  document.addEventListener(name, (event) => {
    if (event.target === element) told.push((event as CustomEvent).detail);
  });
  return told;
}

test("both catalogues have the same words, with the same parameters", () => {
  const parameters = (words: unknown) => [...new Set(JSON.stringify(words).match(/\{\w+\}/g))].sort();
  expect(Object.keys(deElements.texts).sort()).toEqual(Object.keys(enElements.texts).sort());
  expect(Object.keys(deElements.categories)).toEqual(Object.keys(enElements.categories));
  expect(Object.keys(deElements.purposes)).toEqual(Object.keys(enElements.purposes));
  // German says places by their number, English by their ordinal.
  const places = (list: string[]) => list.map((name) => (name === "{place}" ? "{n}" : name)).sort();
  for (const [key, words] of Object.entries(enElements.texts)) {
    const german = deElements.texts[key as keyof typeof enElements.texts];
    expect(places(parameters(german)), key).toEqual(places(parameters(words)));
  }
});

test.each([
  ["en", [1, 2, 3, 4, 11, 21, 112], ["1st", "2nd", "3rd", "4th", "11th", "21st", "112th"]],
  ["de", [1, 2], ["1.", "2."]],
])("places in %s", (language, numbers, places) => {
  const words = new Wording(builtIn(language), () => undefined, language);
  expect(numbers.map((n) => words.place(n))).toEqual(places);
});

test("numbers, plurals and dates are of the language, and of its country where the page says one", () => {
  const of = (tag: string) => new Wording(builtIn(tag), () => undefined, tag);
  expect(of("en").text("forgetAsk", { n: 1 })).toBe("1 record goes, for good:");
  expect(of("en").text("forgetAsk", { n: 1200 })).toBe("1,200 records go, for good:");
  expect(of("de-AT").language).toBe("de-AT");
  expect(of("fr").language).toBe("en");
  expect(of("en").size(156)).toBe("156 bytes");
  expect(of("de").size(15_600)).toBe("15,6 kB");
  expect(of("en-GB").day(Date.parse("2026-06-06T12:00:00Z"))).toBe("6 Jun 2026");
  expect(of("en").purpose({ id: "toString", stage: "" }).title).toBe("toString");
});

test("patching keeps elements by key, moves them, and takes handlers and attributes away", () => {
  const host = document.body.appendChild(document.createElement("div"));
  const root = host.attachShadow({ mode: "open" });
  let presses = 0;
  const row = (key: string, on = true) =>
    h("button", { key, class: on && key, on: on ? { click: () => presses++ } : {} }, key);
  patch(root, [row("a"), row("b"), row("c")]);
  const [a, b, c] = [...root.children] as HTMLButtonElement[];
  b?.focus();
  patch(root, [row("c"), "text", row("b", false), row("d")]);
  expect([...root.childNodes].map((node) => node.textContent)).toEqual(["c", "text", "b", "d"]);
  expect([root.children[0], root.children[1], a?.isConnected]).toEqual([c, b, false]);
  expect(root.activeElement).toBe(b);
  expect(b?.hasAttribute("class")).toBe(false);
  b?.click();
  c?.click();
  expect(presses).toBe(1);
});

test("when what has the focus goes, the next that is left gets it", () => {
  const host = document.body.appendChild(document.createElement("div"));
  const root = host.attachShadow({ mode: "open" });
  const rows = (keys: string[]) =>
    patch(
      root,
      keys.map((key) => h("button", { key }, key)),
    );
  rows(["a", "b", "c"]);
  (root.children[1] as HTMLElement).focus();
  rows(["a", "c"]);
  expect(root.activeElement?.textContent).toBe("c");
  rows(["a"]);
  expect(root.activeElement?.textContent).toBe("a");
});

test("a document has one sheet", () => {
  expect(sheetFor(document)).toBe(sheetFor(document));
  expect(sheetFor(document).cssRules.length).toBeGreaterThan(50);
});

test("a Hearth that was set before the definition is taken", async () => {
  const element = document.createElement("hearth-consent") as HearthConsent;
  Object.defineProperty(element, "hearth", {
    value: hearth,
    configurable: true,
    writable: true,
    enumerable: true,
  });
  document.body.append(element);
  await settled();
  expect(Object.hasOwn(element, "hearth")).toBe(false);
  expect(text(element)).toContain("made on your device");
});

test("without a Hearth nothing shows, and nothing listens after removal", async () => {
  const element = document.createElement("hearth-preferences");
  document.body.append(element);
  await settled();
  expect(text(element)).toBe("");
  element.hearth = hearth;
  await settled();
  expect(hearth.listeners()).toBe(2);
  element.remove();
  expect(hearth.listeners()).toBe(0);
  document.body.append(element);
  expect(hearth.listeners()).toBe(2);
  element.hearth = undefined;
  await settled();
  expect(hearth.listeners()).toBe(0);
  expect(text(element)).toBe("");
});

test("what another Hearth answered late is not shown", async () => {
  await hearth.consent.grant("all");
  const open = hearth.hold("state");
  const element = await show("hearth-consent");
  const other = testHearth(engine, pack, { purposes });
  element.hearth = other;
  open();
  await settled();
  expect(text(element)).toContain("made on your device");
});

test("the invitation hides itself when all is decided, elsewhere too, and comes back for a new purpose", async () => {
  const element = await show("hearth-consent");
  expect(text(element)).toContain("No, thank you");
  await hearth.consent.deny("all", "settings");
  await settled();
  expect(buttons(element)).toEqual([]);
  element.open();
  await settled();
  expect(text(element)).toContain("What may it be used for?");
});

test("with one purpose there is nothing to choose but no and yes", async () => {
  hearth = testHearth(engine, pack, { purposes: purposes.slice(0, 1) });
  const element = await show("hearth-consent");
  await click(element, "Yes, show me");
  expect(buttons(element).map((b) => b.textContent)).toEqual(["×", "No", "Yes"]);
  const told = listen(element, "hearth-decided");
  await click(element, "Yes");
  expect(told).toEqual([{ granted: ["rank"], denied: [], withdrawn: [], removed: 0 }]);
  expect((await hearth.profile()).ledger.map(({ act }) => act)).toEqual(["banner"]);
});

test("a decision that fails is told and leaves the prompt as it was", async () => {
  const element = await show("hearth-consent");
  const told = listen(element, "hearth-error");
  hearth.fail("deny");
  await click(element, "No, thank you");
  expect(told).toMatchObject([{ error: { message: "deny was made to fail" } }]);
  expect(element.shadowRoot?.querySelector("[role=alert]")?.textContent).toContain("deny was made to fail");
  await click(element, "No, thank you");
  expect(element.shadowRoot?.querySelector("[role=alert]")?.textContent).toBe("");
});

test("the words follow the nearest language, and a catalogue of the page", async () => {
  const element = await show("hearth-consent");
  document.documentElement.lang = "de-AT";
  await settled();
  expect(text(element)).toContain("Nein, danke");
  element.lang = "en";
  await settled();
  expect(text(element)).toContain("No, thank you");
  element.catalogue = { ...enElements, texts: { ...enElements.texts, inviteNo: "Not for me" } };
  await settled();
  expect(text(element)).toContain("Not for me");
});

test("a catalogue names the site's purposes", async () => {
  const element = await show("hearth-consent");
  element.catalogue = {
    ...enElements,
    purposes: {
      ...enElements.purposes,
      rank: { title: "Your shelf", benefit: "Less to scroll.", text: "Own words." },
    },
  };
  await click(element, "Yes, show me");
  expect(text(element)).toContain("Your shelfLess to scroll.Own words.");
});

test("reasons are asked for when they are opened, not before", async () => {
  await hearth.consent.grant("rank");
  await hearth.observe({ type: "view", item: "tea-1" });
  const element = (await show("hearth-reasons", { item: "tea-2" })) as HearthReasons;
  expect(hearth.calls).not.toContain("explain");
  element.show();
  await settled();
  expect(element.open).toBe(true);
  expect(text(element)).toContain("Earl Grey");
  expect(text(element)).toContain("Because you viewed Sencha 煎茶 “first flush”");
  element.item = "cup-1";
  await settled();
  expect(text(element)).toContain("Cup, 2 pcs");
  element.hide();
  await settled();
  expect(element.open).toBe(false);
  const asked = hearth.calls.filter((call) => call === "explain").length;
  hearth.emit("change", { cause: "observe" });
  await settled();
  expect(hearth.calls.filter((call) => call === "explain").length).toBe(asked);
});

test("shares add up, equal reasons stand once, and what speaks against has a minus", async () => {
  await hearth.consent.grant("rank");
  await hearth.observe([1, 2, 3].map((n) => ({ type: "view", item: "tea-1", time: Date.now() - n * 1000 })));
  const element = (await show("hearth-reasons", { item: "tea-1" })) as HearthReasons;
  element.options = { seen: "show" };
  element.show();
  await settled();
  const lines = [...(element.shadowRoot?.querySelectorAll("[part=reason] .line > span:first-child") ?? [])];
  const said = lines.map((line) => line.textContent);
  expect(new Set(said).size).toBe(said.length);
  expect(text(element)).toMatch(/Held back because you know it \(\d times\)−\d+%/);
  expect(element.shadowRoot?.querySelectorAll(".bar.against").length).toBeGreaterThan(0);
});

test("an item that is no longer offered says so", async () => {
  const element = (await show("hearth-reasons", { item: "no such" })) as HearthReasons;
  element.show();
  await settled();
  expect(text(element)).toContain("It is not on offer.");
});

test("the preference centre has headings of the level asked for, and says that nothing is held", async () => {
  const element = (await show("hearth-preferences", { level: "3" })) as HearthPreferences;
  const headings = [...(element.shadowRoot?.querySelectorAll("h3") ?? [])].map(
    (heading) => heading.textContent,
  );
  expect(headings.length).toBe(7);
  expect(text(element)).toContain("What this device remembersNothing yet.");
  expect(text(element)).toContain("0 records, ");
});

test("a dial that is turned faster than it is set ends at the last amount", async () => {
  const element = await show("hearth-preferences");
  const dial = element.shadowRoot?.querySelector<HTMLInputElement>("input[type=range]") as HTMLInputElement;
  const open = hearth.hold("dial.set");
  for (const amount of [80, 60, 40]) {
    dial.value = String(amount);
    dial.dispatchEvent(new Event("input"));
  }
  await settled();
  expect(element.shadowRoot?.querySelector("output")?.textContent).toBe("40%");
  open();
  await settled();
  expect(hearth.calls.filter((call) => call === "dial.set").length).toBe(2);
  expect(await hearth.dial.get()).toBe(40);
  expect(dial.value).toBe("40");
});

test("a dial that cannot be set goes back, and says why", async () => {
  const element = await show("hearth-preferences");
  const dial = element.shadowRoot?.querySelector<HTMLInputElement>("input[type=range]") as HTMLInputElement;
  hearth.fail("dial.set");
  dial.value = "5";
  dial.dispatchEvent(new Event("input"));
  await settled();
  expect(dial.value).toBe("100");
  expect(text(element)).toContain("dial.set was made to fail");
});

test("no element writes markup or a style attribute", () => {
  for (const name of [
    "base",
    "confirming",
    "consent",
    "data",
    "interests",
    "patch",
    "pieces",
    "preferences",
    "purposes",
    "reasons",
    "styles",
  ]) {
    const source = readFileSync(`${import.meta.dirname}/../src/elements/${name}.ts`, "utf8");
    expect(source, name).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|\.style\b|["']style["']|document\.write/,
    );
  }
});
