// Tests of Global Privacy Control: it narrows, from the browser and from the server, and never widens.
// @vitest-environment happy-dom

import { afterEach, expect, test, vi } from "vitest";
import { followGpc } from "../src/signals.ts";
import { fakeHearth, settled } from "./signals-fake.ts";

const says = (value: unknown) =>
  Object.defineProperty(navigator, "globalPrivacyControl", { value, configurable: true });
const show = () => document.dispatchEvent(new Event("visibilitychange"));

afterEach(() => says(undefined));

const present: [string, unknown, string | boolean | null | undefined][] = [
  ["the browser", true, undefined],
  ["the server's header", undefined, "1"],
  ["the server, as a flag", false, true],
  ["both", true, "1"],
];
for (const [by, browser, server] of present) {
  test(`present by ${by}`, async () => {
    says(browser);
    const hearth = fakeHearth();
    const stop = followGpc(hearth, { server: server ?? null });
    await settled();
    show();
    await settled();
    expect(hearth.calls).toEqual(["signal true"]);
    stop();
  });
}

const absent: [unknown, string | boolean | null][] = [
  [undefined, null],
  [false, ""],
  ["0", "0"],
  [0, "true"],
];
for (const [browser, server] of absent) {
  test(`absent by ${String(browser)} and ${String(server)}: what others said stays`, async () => {
    says(browser);
    const hearth = fakeHearth();
    hearth.present = true;
    const stop = followGpc(hearth, { server });
    await settled();
    expect(hearth.calls).toEqual([]);
    stop();
  });
}

test("it is read again when the page is shown, and lifted only by the one that saw it", async () => {
  const hearth = fakeHearth({ rank: "granted" });
  const stop = followGpc(hearth);
  for (const [value, event] of [
    [true, "visibilitychange"],
    [false, "pageshow"],
    [true, "pageshow"],
  ] as const) {
    says(value);
    (event === "pageshow" ? window : document).dispatchEvent(new Event(event));
    await settled();
  }
  expect(hearth.calls).toEqual(["signal true", "signal false", "signal true"]);
  stop();
  says(false);
  show();
  await settled();
  expect(hearth.calls.length).toBe(3);
});

test("a signal that could not be said is said again", async () => {
  says(true);
  const hearth = fakeHearth();
  const onError = vi.fn();
  const { signal } = hearth.consent;
  hearth.consent.signal = () => Promise.reject(new Error("closed"));
  const stop = followGpc(hearth, { onError });
  await settled();
  expect(onError).toHaveBeenCalledOnce();
  hearth.consent.signal = signal;
  show();
  await settled();
  expect(hearth.calls).toEqual(["signal true"]);
  stop();
});
