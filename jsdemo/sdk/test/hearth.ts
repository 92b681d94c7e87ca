// A Hearth over one device in this thread, kept in memory: what tests and test pages give to hooks and elements.

import type { Hearth, HearthEvents } from "../src/api.ts";
import type { Device, Engine } from "../src/engine.ts";
import { HearthError } from "../src/errors.ts";
import type { Control, PackInfo } from "../src/messages.ts";
import type { RestoreOptions } from "../src/types.ts";

/** A Hearth whose next call can be made to fail or to wait, and that counts its calls and listeners. */
export interface TestHearth extends Hearth {
  /** Names of the calls so far. */
  readonly calls: string[];
  /** The next call of this name fails. */
  fail(name: string): void;
  /** Calls of this name wait until the returned function is called. */
  hold(name: string): () => void;
  /** Listeners at present. */
  listeners(): number;
  emit<E extends keyof HearthEvents>(event: E, detail: HearthEvents[E]): void;
  readonly device: Device;
}

type Listener = (detail: never) => void;

function emitter() {
  const listeners = new Map<string, Set<Listener>>();
  const of = (event: string) => {
    const set = listeners.get(event) ?? new Set();
    listeners.set(event, set);
    return set;
  };
  return {
    count: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    emit: (event: string, detail: unknown) => {
      for (const listener of [...of(event)]) listener(detail as never);
    },
    on: (event: string, listener: Listener) => {
      of(event).add(listener);
      return () => void of(event).delete(listener);
    },
  };
}

function gate() {
  const calls: string[] = [];
  const failing = new Set<string>();
  const held = new Map<string, Promise<void>>();
  const pass = async <T>(name: string, call: () => T): Promise<T> => {
    calls.push(name);
    await held.get(name);
    if (failing.delete(name)) throw new HearthError("test", `${name} was made to fail`);
    return call();
  };
  const hold = (name: string) => {
    let open = () => {};
    held.set(
      name,
      new Promise((resolve) => {
        open = () => {
          held.delete(name);
          resolve();
        };
      }),
    );
    return () => open();
  };
  return { calls, pass, hold, fail: (name: string) => void failing.add(name) };
}

function ids(purposes: string | readonly string[]): string[] {
  return typeof purposes === "string" ? [purposes] : [...purposes];
}

/** Begins a person on an engine whose pack is open. */
export function testHearth(engine: Engine, pack: PackInfo, options: RestoreOptions = {}): TestHearth {
  let device = engine.restore(options);
  const { calls, pass, hold, fail } = gate();
  const { on, emit, count } = emitter();
  const change = <T>(name: string, cause: HearthEvents["change"]["cause"], call: () => T) =>
    pass(name, () => {
      const reply = call();
      emit("change", { cause });
      return reply;
    });
  const decide =
    (name: "grant" | "deny" | "withdraw") => (purposes: string | readonly string[], act?: string) =>
      change(name, "consent", () => {
        const reply = device.decide({ [name]: ids(purposes), ...(act && { act }) });
        emit("consent", reply);
        return reply;
      });
  const order = (name: string, set: Control[], lift: Control[] = [], remember = false) =>
    change(name, "order", () => device.order({ set, lift, remember }));
  const block = (what: string | { field: string; value: string }): Control =>
    typeof what === "string" ? { kind: "block", value: what } : { kind: "block", ...what };
  return {
    calls,
    hold,
    fail,
    listeners: count,
    emit,
    get device() {
      return device;
    },
    info: { runtime: "page", storage: "memory", storageReason: "asked", pack, held: device.held },
    consent: {
      state: () => pass("state", () => device.decide()),
      grant: decide("grant"),
      deny: decide("deny"),
      withdraw: decide("withdraw"),
      signal: (present) => change("signal", "consent", () => device.decide({ signal: present })),
      onChange: (listener) => on("consent", listener),
    },
    feedback: {
      like: (item) => change("like", "observe", () => device.observe({ type: "like", item })),
      dislike: (item) => change("dislike", "observe", () => device.observe({ type: "dislike", item })),
      notInterested: (what) => order("notInterested", [block(what)]),
      interestedAgain: (what) => order("interestedAgain", [], [block(what)]),
    },
    interests: {
      set: (field, value, amount) => order("interests.set", [{ kind: "interest", field, value, amount }]),
      remove: (field, value) => order("interests.remove", [{ kind: "mute", field, value }]),
      reset: (field, value) =>
        order(
          "interests.reset",
          [],
          [
            { kind: "mute", field, value },
            { kind: "interest", field, value },
          ],
        ),
    },
    dial: {
      get: () =>
        pass("dial.get", () => device.profile().controls.find(({ kind }) => kind === "dial")?.amount ?? 100),
      set: (amount, { remember = false } = {}) => order("dial.set", [{ kind: "dial", amount }], [], remember),
    },
    observe: (events) => change("observe", "observe", () => device.observe(events)),
    recommend: (request) => pass("recommend", () => device.recommend(request)),
    rank: (request) => pass("rank", () => device.rank(request)),
    explain: (request) => pass("explain", () => device.explain(request)),
    profile: () => pass("profile", () => device.profile()),
    order: ({ set = [], lift = [], remember = false }) => order("order", [...set], [...lift], remember),
    forget: (request) =>
      request.preview
        ? pass("forget", () => device.forget(request))
        : change("forget", "forget", () => device.forget(request)),
    export: () => pass("export", () => JSON.stringify({ hearth: [...device.snapshot().snapshot] })),
    import: (text) =>
      change("import", "import", () => {
        const snapshot = Uint8Array.from((JSON.parse(text) as { hearth: number[] }).hearth);
        device = engine.restore({ ...options, snapshot });
        return device.held;
      }),
    erase: () =>
      change("erase", "erase", () => {
        device = engine.restore(options);
      }),
    audit: () =>
      pass("audit", () => {
        const { audit, ledger, bytes, events } = device.profile();
        return { counts: audit, decisions: ledger, bytes, events: events.length };
      }),
    swapPack: (source) =>
      change("swapPack", "pack", () => engine.openPack(source as BufferSource)).then((p) => p),
    on: on as Hearth["on"],
    close: () => pass("close", () => undefined),
  };
}

/** What the tests' site asks for. */
export const purposes: NonNullable<RestoreOptions["purposes"]> = [
  {
    id: "rank",
    stage: "rank",
    text: "We order what you see by what you looked at and liked.",
    version: 1,
    categories: ["browsing", "feedback", "interests"],
    days: 90,
    limits: { browsing: 30 },
  },
  {
    id: "report",
    stage: "report",
    text: "We count how well the order works, with noise added, for all visitors together.",
    version: 1,
    categories: ["feedback"],
    days: 30,
  },
];
