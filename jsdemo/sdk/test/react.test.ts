// Tests of the React hooks: with React's own renderer, over a Hearth with the committed module.
// @vitest-environment happy-dom

import { readFileSync } from "node:fs";
import { act, createElement, type ReactNode, StrictMode } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { defineHearthElements, type HearthConsent } from "../src/elements.ts";
import { type Engine, load } from "../src/engine.ts";
import type { PackInfo } from "../src/messages.ts";
import {
  HearthProvider,
  type HearthSource,
  useConsent,
  useDial,
  useExplain,
  useHearth,
  useProfile,
  useRank,
  useSlate,
} from "../src/react.ts";
import { purposes, type TestHearth, testHearth } from "./hearth.ts";

const wasm = `${import.meta.dirname}/../../../wasm/`;
let engine: Engine;
let pack: PackInfo;
let hearth: TestHearth;
let root: Root;

beforeAll(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  engine = await load(new Uint8Array(readFileSync(`${wasm}engine.wasm`)));
  pack = await engine.openPack(new Uint8Array(readFileSync(`${wasm}conformance/testdata/shop.pack`)));
});
beforeEach(() => {
  hearth = testHearth(engine, pack, { purposes });
  root = createRoot(document.createElement("div"));
});
afterEach(() => act(() => root.unmount()));

/** Renders a hook below a provider; `seen` has what it returned at each render. */
function probe<T>(hook: () => T) {
  const seen: T[] = [];
  const Probe = () => {
    seen.push(hook());
    return null;
  };
  const tree = (source: HearthSource): ReactNode =>
    createElement(HearthProvider, { hearth: source }, createElement(Probe));
  return {
    seen,
    tree,
    render: (source: HearthSource) => act(async () => root.render(tree(source))),
    get last(): T {
      return seen.at(-1) as T;
    },
  };
}

test("a slate is there after the first answer, and follows what is observed", async () => {
  const it = probe(() => useSlate({ n: 3, reasons: -1 }));
  await it.render(hearth);
  expect(it.seen[0]).toEqual({ slate: undefined, error: undefined, loading: true });
  expect(it.last).toMatchObject({ loading: false, slate: { personal: false } });
  await act(async () => {
    await hearth.consent.grant("rank");
    await hearth.observe({ type: "view", item: "tea-1" });
  });
  expect(it.last.slate?.personal).toBe(true);
  expect(it.last.slate?.items.length).toBe(3);
});

test("options are compared by value, in any order of their names", async () => {
  let renders = 0;
  const it = probe(() => {
    const now = Date.parse("2026-06-06T20:00:00Z") + ++renders;
    const context = { daypart: "evening", device: "phone" };
    const other = { device: "phone", daypart: "evening" };
    return useSlate({ n: 3, context: renders % 2 ? context : other, now });
  });
  await it.render(hearth);
  await it.render(hearth);
  await it.render(hearth);
  expect(hearth.calls.filter((call) => call === "recommend").length).toBe(1);
});

test("the former slate stays while another is computed", async () => {
  let n = 3;
  const it = probe(() => useSlate({ n }));
  await it.render(hearth);
  const open = hearth.hold("recommend");
  n = 5;
  await it.render(hearth);
  expect(it.last.loading).toBe(true);
  expect(it.last.slate?.items.length).toBe(3);
  await act(async () => open());
  expect(it.last).toMatchObject({ loading: false });
  expect(it.last.slate?.items.length).toBe(5);
});

test("many changes ask twice at most, and the last answer is of the last state", async () => {
  await hearth.consent.grant("rank");
  const it = probe(() => useSlate({ n: 3 }));
  const open = hearth.hold("recommend");
  await it.render(hearth);
  await act(async () => {
    for (let i = 0; i < 20; i++) hearth.emit("change", { cause: "order" });
    await hearth.observe({ type: "view", item: "tea-1" });
    open();
  });
  expect(hearth.calls.filter((call) => call === "recommend").length).toBe(2);
  expect(it.last.slate?.personal).toBe(true);
});

test("an error is told, and the last good slate stays", async () => {
  const it = probe(() => useSlate({ n: 3 }));
  await it.render(hearth);
  hearth.fail("recommend");
  await act(async () => hearth.emit("change", { cause: "pack" }));
  expect(it.last.error?.message).toBe("recommend was made to fail");
  expect(it.last.slate?.items.length).toBe(3);
  await act(async () => hearth.emit("change", { cause: "pack" }));
  expect(it.last.error).toBeUndefined();
});

test("nothing listens and nothing is told after unmounting", async () => {
  const it = probe(() => [useSlate({ n: 3 }), useProfile(), useConsent(), useDial()]);
  const open = hearth.hold("recommend");
  await it.render(hearth);
  expect(hearth.listeners()).toBe(8);
  await act(() => root.unmount());
  const renders = it.seen.length;
  open();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(hearth.listeners()).toBe(0);
  expect(it.seen.length).toBe(renders);
  root = createRoot(document.createElement("div"));
});

test("strict mode subscribes once", async () => {
  const Probe = () => {
    useSlate({ n: 3 });
    return null;
  };
  await act(async () =>
    root.render(
      createElement(StrictMode, null, createElement(HearthProvider, { hearth }, createElement(Probe))),
    ),
  );
  expect(hearth.listeners()).toBe(2);
});

test("candidates are ranked", async () => {
  const it = probe(() => useRank({ candidates: ["pot-1", "tea-1", "no such"] }));
  await it.render(hearth);
  expect(it.last.slate?.items.map(({ id }) => id).sort()).toEqual(["pot-1", "tea-1"]);
  expect(it.last.slate?.unknown).toBe(1);
});

test("an item is explained; without one nothing is asked", async () => {
  let item: string | undefined;
  const it = probe(() => useExplain(item));
  await it.render(hearth);
  expect(it.last).toEqual({ explained: undefined, eligible: undefined, error: undefined, loading: false });
  expect(hearth.calls).not.toContain("explain");
  item = "tea-2";
  await it.render(hearth);
  expect(it.last.explained?.id).toBe("tea-2");
  expect(it.last.explained?.reasons?.length).toBeGreaterThan(0);
  expect(it.last.eligible).toBe(17);
  item = undefined;
  await it.render(hearth);
  expect(it.last.explained).toBeUndefined();
});

test("consent is told and decided, by functions that stay the same", async () => {
  const it = probe(useConsent);
  await it.render(hearth);
  const { grant, deny, withdraw, state } = it.last;
  expect(state?.purposes.map((p) => p.state)).toEqual(["undecided", "undecided"]);
  await act(async () => void (await grant("rank", "settings")));
  await act(async () => void (await deny(["report"])));
  expect(it.last.state?.purposes.map((p) => p.state)).toEqual(["granted", "denied"]);
  await hearth.observe({ type: "view", item: "tea-1" });
  await act(async () => expect((await withdraw("rank")).removed).toBe(1));
  expect(it.last.state?.purposes[0]?.state).toBe("withdrawn");
  expect(it.last).toMatchObject({ grant, deny, withdraw });
  expect((await hearth.profile()).ledger[0]?.act).toBe("settings");
});

test("a decision before the Hearth is open waits for it", async () => {
  const it = probe(useConsent);
  let open = (_: TestHearth) => {};
  await it.render(
    new Promise<TestHearth>((resolve) => {
      open = resolve;
    }),
  );
  expect(it.last).toMatchObject({ loading: true, state: undefined });
  const granted = it.last.grant("rank");
  await act(async () => open(hearth));
  expect((await granted).purposes[0]?.state).toBe("granted");
});

test("without any Hearth a decision is refused with a code", async () => {
  const it = probe(useConsent);
  await it.render(undefined);
  await expect(it.last.grant("rank")).rejects.toMatchObject({ code: "not_open" });
});

test("a Hearth that cannot be opened is told by every hook", async () => {
  const it = probe(() => [useSlate({ n: 1 }), useProfile()]);
  await it.render(Promise.reject(new Error("no pack")));
  for (const answer of it.last)
    expect(answer).toMatchObject({ loading: false, error: { message: "no pack" } });
});

test("another Hearth begins anew", async () => {
  const it = probe(() => ({ hearth: useHearth(), profile: useProfile().profile }));
  await hearth.consent.grant("rank");
  await hearth.observe({ type: "view", item: "tea-1" });
  await it.render(Promise.resolve(hearth));
  expect(it.last.profile?.events.length).toBe(1);
  expect(it.last.hearth).toBe(hearth);
  await it.render(undefined);
  expect(it.last).toEqual({ hearth: undefined, profile: undefined });
  const other = testHearth(engine, pack, { purposes });
  await it.render(other);
  expect(it.last.profile?.events).toEqual([]);
});

test("the dial shows at once what was set, and then what holds", async () => {
  const it = probe(useDial);
  await it.render(hearth);
  expect(it.last.amount).toBe(100);
  const { set } = it.last;
  const open = hearth.hold("dial.set");
  let done: Promise<unknown> | undefined;
  await act(async () => {
    done = set(40);
  });
  expect(it.last.amount).toBe(40);
  await act(async () => {
    open();
    await done;
  });
  expect(it.last).toMatchObject({ amount: 40, set });
  await act(async () => void (await hearth.dial.set(60)));
  expect(it.last.amount).toBe(60);
});

test("a dial that could not be set goes back", async () => {
  const it = probe(useDial);
  await it.render(hearth);
  hearth.fail("dial.set");
  await act(async () => expect(it.last.set(10)).rejects.toThrow("made to fail"));
  expect(it.last.amount).toBe(100);
});

test("on a server it renders without a Hearth, and hydrates without complaint", async () => {
  const it = probe(() => useSlate({ n: 2 }));
  const Shown = () => {
    const { slate, loading } = useSlate({ n: 2 });
    return createElement("p", null, loading ? "…" : String(slate?.items.length));
  };
  const tree = (source: HearthSource) =>
    createElement(HearthProvider, { hearth: source }, createElement(Shown));
  const html = renderToString(tree(undefined));
  expect(html).toBe("<p>…</p>");
  expect(it.seen).toEqual([]);
  const place = document.createElement("div");
  place.innerHTML = html;
  const complaints: unknown[] = [];
  await act(async () => {
    root = hydrateRoot(place, tree(hearth), { onRecoverableError: (error) => complaints.push(error) });
  });
  expect(place.textContent).toBe("2");
  expect(complaints).toEqual([]);
});

test("React sets the elements' properties, hears their events, and takes both back", async () => {
  defineHearthElements();
  const box = document.body.appendChild(document.createElement("div"));
  const page = createRoot(box);
  const heard: unknown[] = [];
  const listener = (event: CustomEvent) => heard.push(event.detail);
  const told = { granted: ["rank"], denied: [], withdrawn: [], removed: 0 };
  const props = { hearth, floating: true, titleOf: () => "Tea", "onhearth-decided": listener };
  await act(async () => page.render(createElement("hearth-consent", props)));
  const element = box.firstElementChild as HearthConsent;
  expect([element.hearth, element.hasAttribute("floating"), element.titleOf("tea-1")]).toEqual([
    hearth,
    true,
    "Tea",
  ]);
  element.dispatchEvent(new CustomEvent("hearth-decided", { detail: told, bubbles: true }));
  await act(async () => page.render(createElement("hearth-consent", { hearth })));
  element.dispatchEvent(new CustomEvent("hearth-decided", { detail: told, bubbles: true }));
  expect(heard).toEqual([told]);
  expect(element.titleOf("tea-1")).toBeUndefined();
  await act(async () => page.unmount());
});
