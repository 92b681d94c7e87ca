// Tests that the entries for React and for elements can be imported where there is no DOM, and do nothing there.
// @vitest-environment node

import { expect, test } from "vitest";

test("importing the elements on a server defines nothing and throws nothing", async () => {
  expect(globalThis.HTMLElement).toBeUndefined();
  const { defineHearthElements, HearthReasons } = await import("../src/elements.ts");
  expect(defineHearthElements()).toBeUndefined();
  expect(HearthReasons.observedAttributes).toContain("item");
});

test("importing the hooks on a server does nothing", async () => {
  expect(Object.keys(await import("../src/react.ts")).sort()).toContain("useSlate");
});
