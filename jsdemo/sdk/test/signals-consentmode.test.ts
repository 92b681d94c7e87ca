// Tests of Consent Mode: what the commands in a data layer mean, and that it is only ever read.

import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ConsentModeMapping, type ConsentModeOptions, followConsentMode } from "../src/signals.ts";
import { fakeHearth, settled } from "./signals-fake.ts";

const mapping: ConsentModeMapping = { rank: ["personalization_storage", "functionality_storage"] };
const all = (value: string) => ({ personalization_storage: value, functionality_storage: value });

/** What Google's snippet pushes. */
function args(..._parts: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: Google's snippet pushes this very object
  return arguments;
}
const consent = (verb: string, said: unknown) => args("consent", verb, said);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Follows a data layer from the given entries on. */
function follow(entries: unknown[], options: ConsentModeOptions & { state?: "granted" } = {}) {
  const layer = [...entries];
  const hearth = fakeHearth({ rank: options.state ?? "undecided" });
  const stop = followConsentMode(hearth, mapping, { dataLayer: () => layer, ...options });
  const push = async (...more: unknown[]) => {
    layer.push(...more);
    await vi.advanceTimersByTimeAsync(200);
  };
  return { layer, hearth, stop, push };
}

const cases: [string, unknown[], string[], ("granted" | undefined)?, ConsentModeOptions?][] = [
  ["an update of granted grants", [consent("update", all("granted"))], ["grant rank"]],
  ["an update of denied denies", [consent("update", all("denied"))], ["deny rank"]],
  [
    "an update of denied after a yes withdraws",
    [consent("update", all("denied"))],
    ["withdraw rank"],
    "granted",
  ],
  [
    "a type that is not updated stays denied",
    [consent("update", { personalization_storage: "granted" })],
    [],
  ],
  [
    "one type denied is enough",
    [consent("update", { personalization_storage: "granted", functionality_storage: "denied" })],
    ["deny rank"],
  ],
  [
    "a later update counts",
    [consent("update", all("denied")), consent("update", all("granted"))],
    ["grant rank"],
  ],
  [
    "a default after an update does not",
    [consent("update", all("denied")), consent("default", all("granted"))],
    ["deny rank"],
  ],
  ["a default of granted is no yes", [consent("default", all("granted"))], []],
  ["and takes none back", [consent("default", all("granted"))], [], "granted"],
  [
    "unless it is trusted",
    [consent("default", all("granted"))],
    ["grant rank"],
    undefined,
    { trustDefaults: true },
  ],
  [
    "a default for a region only is no yes even then",
    [consent("default", { ...all("granted"), region: ["US"] })],
    [],
    undefined,
    { trustDefaults: true },
  ],
  [
    "a default of denied for a region only is a no everywhere",
    [consent("default", all("granted")), consent("default", { ...all("denied"), region: ["ES"] })],
    ["deny rank"],
    "granted",
    { trustDefaults: true },
  ],
  ["an update for a region only is no yes", [consent("update", { ...all("granted"), region: [] })], []],
  ["and its no is one", [consent("update", { ...all("denied"), region: "ES" })], ["deny rank"]],
  [
    "a default of denied masks after the time-out",
    [consent("default", all("denied"))],
    ["deny rank"],
    "granted",
  ],
  ["nothing at all masks too", [], ["deny rank"], "granted"],
  ["nothing at all decides nothing that is undecided", [], []],
  ["a word that is neither is a no", [consent("update", all("yes"))], ["deny rank"]],
  ["an array is no command", [["consent", "update", all("granted")]], []],
  ["other entries are passed over", [{ event: "x" }, null, 7, args("js", 1), args("consent"), args()], []],
  [
    "a command without values says nothing",
    [args("consent", "update", null), args("consent", "update", "x")],
    [],
  ],
  ["an unknown verb says nothing", [consent("declare", all("granted"))], []],
];
for (const [name, entries, calls, state, options] of cases) {
  test(name, async () => {
    const { hearth, stop } = follow(entries, { ...(state && { state }), ...options });
    await vi.advanceTimersByTimeAsync(4000);
    expect(hearth.calls).toEqual(calls);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
}

test("defaults wait for the time-out, updates do not", async () => {
  const { hearth, push, stop } = follow([consent("default", all("denied"))], { state: "granted" });
  await vi.advanceTimersByTimeAsync(2999);
  expect(hearth.calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(hearth.calls).toEqual(["deny rank"]);
  await push(consent("update", all("granted")));
  expect(hearth.calls).toEqual(["deny rank", "grant rank"]);
  stop();
  const early = follow([consent("default", all("denied"))], { state: "granted" });
  await early.push(consent("update", all("granted")));
  await vi.advanceTimersByTimeAsync(4000);
  expect(early.hearth.calls).toEqual([]);
  early.stop();
});

test("a yes after a no on the page is a fresh one; on a page that nobody touched it is not", async () => {
  for (const [hasBeenActive, calls] of [
    [true, ["deny rank", "grant rank"]],
    [false, ["deny rank"]],
  ] as const) {
    vi.stubGlobal("navigator", { userActivation: { hasBeenActive } });
    const { hearth, push, stop } = follow([consent("update", all("denied"))]);
    await settled();
    hearth.settings("deny", "rank");
    await push(consent("update", all("granted")));
    expect(hearth.calls).toEqual(calls);
    stop();
    vi.unstubAllGlobals();
  }
});

test("a stored yes does not undo what the person decided in the settings", async () => {
  const layer = [consent("update", all("granted"))];
  const hearth = fakeHearth();
  hearth.settings("withdraw", "rank");
  followConsentMode(hearth, mapping, { dataLayer: () => layer })();
  await settled();
  expect(hearth.calls).toEqual([]);
});

test("it neither calls nor replaces push, and goes on when the layer is shortened or replaced", async () => {
  const first = Object.assign([{ event: "a" }, consent("update", all("granted"))], { push: vi.fn() });
  const { push } = first;
  let layer: unknown[] = first;
  const hearth = fakeHearth();
  const stop = followConsentMode(hearth, mapping, { dataLayer: () => layer });
  await vi.advanceTimersByTimeAsync(200);
  first.splice(0, 2, consent("update", all("denied")));
  await vi.advanceTimersByTimeAsync(200);
  expect(first.push).toBe(push);
  expect(push).not.toHaveBeenCalled();
  layer = [consent("update", all("granted"))];
  await vi.advanceTimersByTimeAsync(200);
  stop();
  layer.push(consent("update", all("denied")));
  await vi.advanceTimersByTimeAsync(4000);
  expect(hearth.calls).toEqual(["grant rank", "withdraw rank", "grant rank"]);
});

test("it reads the page's dataLayer, makes none, and does nothing on a server", async () => {
  const hearth = fakeHearth();
  followConsentMode(hearth, mapping)();
  expect(vi.getTimerCount()).toBe(0);
  vi.stubGlobal("document", {});
  const stop = followConsentMode(hearth, mapping);
  await vi.advanceTimersByTimeAsync(4000);
  expect("dataLayer" in globalThis).toBe(false);
  vi.stubGlobal("dataLayer", [consent("update", all("granted"))]);
  await vi.advanceTimersByTimeAsync(200);
  expect(hearth.calls).toEqual(["grant rank"]);
  stop();
  vi.unstubAllGlobals();
});

test("whatever is pushed, nothing is on that the latest update denied or that no update granted", async () => {
  const types = ["ad_storage", "personalization_storage", "functionality_storage"] as const;
  const command = fc.record({
    verb: fc.constantFrom("default", "update", "update"),
    said: fc.dictionary(fc.constantFrom(...types), fc.constantFrom("granted", "denied"), { maxKeys: 3 }),
    region: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 10 }), async (commands) => {
      const hearth = fakeHearth({ rank: "undecided", none: "undecided" });
      const layer: unknown[] = [];
      const stop = followConsentMode(
        hearth,
        { ...mapping, none: [] },
        { dataLayer: () => layer, timeout: 300 },
      );
      const latest: Record<string, string> = {};
      for (const { verb, said, region } of commands) {
        layer.push(consent(verb, region ? { ...said, region: ["DE"] } : said));
        for (const [type, value] of Object.entries(said)) {
          if (verb === "update" && !(region && value === "granted")) latest[type] = value;
        }
        await vi.advanceTimersByTimeAsync(200);
        const yes = mapping.rank?.every((type) => latest[type] === "granted");
        expect(hearth.states.rank === "granted").toBe(yes);
      }
      expect(hearth.states.none).not.toBe("granted");
      stop();
    }),
  );
});
