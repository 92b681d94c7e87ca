// React hooks over a Hearth: slates, reasons, consent, profile and dial, asked again whenever something changes.
"use client";

import {
  createContext,
  createElement,
  type DetailedHTMLProps,
  type HTMLAttributes,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Act, Hearth } from "./api.js";
import type { HearthElement, HearthElementEvents } from "./elements/base.js";
import type { HearthConsent } from "./elements/consent.js";
import type { HearthPreferences } from "./elements/preferences.js";
import type { HearthReasons } from "./elements/reasons.js";
import { HearthError } from "./errors.js";
import type { ConsentReply, ControlReply, Explained, Profile, Slate } from "./messages.js";
import type { ExplainOptions, RankOptions, RecommendOptions } from "./types.js";

/** A Hearth, or the promise of one that `open()` gives; `undefined` as long as there is neither, as on a server. */
export type HearthSource = Hearth | PromiseLike<Hearth> | undefined;

/** What {@link HearthProvider} takes. */
export interface HearthProviderProps {
  /** Keep it the same from render to render: another one begins anew. */
  hearth: HearthSource;
  /** What is rendered below it, at once. */
  children?: ReactNode;
}

/** What every hook that asks tells. */
export interface Asking {
  /** Why there is no newer answer. The last good answer stays beside it. */
  error: Error | undefined;
  /** No answer to the present question yet. Also true before there is a Hearth. */
  loading: boolean;
}

/** What {@link useSlate} and {@link useRank} tell. */
export interface SlateAnswer extends Asking {
  /** The latest slate; the former one stays while another is being computed. */
  slate: Slate | undefined;
}

/** What {@link useExplain} tells. */
export interface ExplainAnswer extends Asking {
  /** Where the item stands and why. */
  explained: Explained | undefined;
  /** Items of the catalogue that it stands among. */
  eligible: number | undefined;
}

/** What {@link useConsent} tells, and how to decide. The three functions stay the same from render to render. */
export interface ConsentAnswer extends Asking {
  /** Where every purpose stands. */
  state: ConsentReply | undefined;
  /** Yes: what is recorded from now on serves them. `all` names every purpose. It waits for the Hearth, and rejects with `not_open` without one. */
  grant(purposes: string | readonly string[], act?: Act): Promise<ConsentReply>;
  /** No: nothing more is recorded for them, and what was is masked. It waits as `grant` does. */
  deny(purposes: string | readonly string[], act?: Act): Promise<ConsentReply>;
  /** Back: taken from every record; what no other purpose holds is removed. It waits as `grant` does. */
  withdraw(purposes: string | readonly string[], act?: Act): Promise<ConsentReply>;
}

/** What {@link useProfile} tells. */
export interface ProfileAnswer extends Asking {
  /** Everything that the device holds about the person. */
  profile: Profile | undefined;
}

/** What {@link useDial} tells, and how to turn it. */
export interface DialAnswer extends Asking {
  /** How far the history counts, 0 to 100. What was set shows at once. */
  amount: number | undefined;
  /** Sets it; with `remember` it is kept even before there is a yes to some purpose. */
  set(amount: number, options?: { remember?: boolean }): Promise<ControlReply>;
}

interface Held {
  hearth?: Hearth | undefined;
  error?: Error | undefined;
  source?: HearthSource;
}

const Context = /* @__PURE__ */ createContext<Held>({});

/**
 * Gives a Hearth to the components below it. It renders its children at once, on a server too; the hooks below say
 * `loading` until the Hearth is there.
 *
 * @example
 * ```ts
 * const hearth = typeof window === "undefined" ? undefined : open({ pack: "/films.pack" });
 * createElement(HearthProvider, { hearth }, createElement(App));
 * ```
 */
export function HearthProvider({ hearth: source, children }: HearthProviderProps): ReactNode {
  const [opened, setOpened] = useState<Held>({});
  useEffect(() => {
    if (!isPromise(source)) return;
    let ended = false;
    const put = (held: Held) => {
      if (!ended) setOpened({ ...held, source });
    };
    source.then(
      (hearth) => put({ hearth }),
      (error: unknown) => put({ error: asError(error) }),
    );
    return () => {
      ended = true;
    };
  }, [source]);
  return createElement(Context.Provider, { value: useHeld(source, opened) }, children);
}

/** What the components below see, as one object that changes only when its parts do. */
function useHeld(source: HearthSource, opened: Held): Held {
  const { hearth, error } = opened.source === source ? opened : ({} as Held);
  const now = source && !isPromise(source) ? source : hearth;
  return useMemo(() => ({ hearth: now, error, source }), [now, error, source]);
}

/** The Hearth, or `undefined` as long as it is not open. */
export function useHearth(): Hearth | undefined {
  return useContext(Context).hearth;
}

/**
 * The best items of the catalogue, asked again when the state changes. Options are compared by value, `now` to the
 * minute, so that they may be written in place.
 *
 * @example
 * ```ts
 * const { slate, loading } = useSlate({ n: 12, reasons: 3 });
 * ```
 */
export function useSlate(options: RecommendOptions): SlateAnswer {
  const { value, error, loading } = useAnswer(keyOf(options), (hearth) => hearth.recommend(options));
  return { slate: value, error, loading };
}

/** The candidates given, in order, asked again when the state changes. Options are compared by value. */
export function useRank(options: RankOptions): SlateAnswer {
  const { value, error, loading } = useAnswer(keyOf(options), (hearth) => hearth.rank(options));
  return { slate: value, error, loading };
}

/**
 * Where an item stands, why, and where it would stand without what the person did; without an item nothing is asked.
 *
 * @param options - of the slate that it is on, so that both say the same. By default all reasons are told.
 */
export function useExplain(
  item: string | undefined,
  options: Omit<ExplainOptions, "items"> = {},
): ExplainAnswer {
  const ask = (hearth: Hearth) => hearth.explain({ reasons: -1, ...options, items: item ? [item] : [] });
  const { value, error, loading } = useAnswer(item && keyOf(options, item), ask);
  return { explained: value?.items[0], eligible: value?.eligible, error, loading };
}

/** Where the purposes stand, and how to decide about them. A decision before the Hearth is open waits for it. */
export function useConsent(): ConsentAnswer {
  const { value, error, loading } = useAnswer("", (hearth) => hearth.consent.state());
  const open = useOpen();
  const grant = useCallback<ConsentAnswer["grant"]>(
    async (...decision) => (await open()).consent.grant(...decision),
    [open],
  );
  const deny = useCallback<ConsentAnswer["deny"]>(
    async (...decision) => (await open()).consent.deny(...decision),
    [open],
  );
  const withdraw = useCallback<ConsentAnswer["withdraw"]>(
    async (...decision) => (await open()).consent.withdraw(...decision),
    [open],
  );
  return { state: value, error, loading, grant, deny, withdraw };
}

/** Everything that the device holds about the person. */
export function useProfile(): ProfileAnswer {
  const { value, error, loading } = useAnswer("", (hearth) => hearth.profile());
  return { profile: value, error, loading };
}

/** How far the history counts, and how to set it. */
export function useDial(): DialAnswer {
  const { value, put, ...asking } = useAnswer("", (hearth) => hearth.dial.get());
  const [wish, setWish] = useState<number>();
  const open = useOpen();
  const alive = useAlive();
  const turns = useRef(0);
  const set = useCallback<DialAnswer["set"]>(
    async (amount, options) => {
      const turn = ++turns.current;
      setWish(amount);
      const done = (result?: ControlReply) => {
        if (!alive.current || turn !== turns.current) return;
        if (result) put(amount);
        setWish(undefined);
      };
      try {
        const reply = await (await open()).dial.set(amount, options);
        done(reply);
        return reply;
      } catch (error) {
        done();
        throw error;
      }
    },
    [open, alive, put],
  );
  return { amount: wish ?? value, ...asking, set };
}

/** Whether the component is mounted. */
function useAlive(): { current: boolean } {
  const alive = useRef(false);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  return alive;
}

/** A stable function that waits for the Hearth. */
function useOpen(): () => Promise<Hearth> {
  const { source } = useContext(Context);
  const latest = useLatest(source);
  return useCallback(async () => {
    const hearth = await latest.current;
    if (hearth) return hearth;
    throw new HearthError("not_open", "there is no Hearth yet", {
      hint: "Give HearthProvider what open() returned.",
    });
  }, [latest]);
}

interface Answer<T> extends Asking {
  value: T | undefined;
  /** Says what the next answer will be, before it is there. */
  put(value: T): void;
}

interface Kept<T> {
  value?: T;
  error?: Error | undefined;
  /** Whose answer this is, and to which question. */
  of?: Hearth;
  key?: string;
}

/** Asks a Hearth at mount, when the key changes and when the state does: one question at a time, and never a stale last answer. */
function useAnswer<T>(key: string | undefined, ask: (hearth: Hearth) => Promise<T>): Answer<T> {
  const { hearth, error: failed } = useContext(Context);
  const [kept, setKept] = useState<Kept<T>>({});
  const latest = useLatest(ask);
  useEffect(() => {
    if (!hearth || key === undefined) return;
    return keepAsking(hearth, () => latest.current(hearth), {
      value: (value) => setKept({ of: hearth, key, value, error: undefined }),
      error: (error) =>
        setKept((former) => ({ ...(former.of === hearth && former), of: hearth, key, error })),
    });
  }, [hearth, key, latest]);
  const put = useCallback((value: T) => setKept((former) => ({ ...former, value, error: undefined })), []);
  const mine = kept.of === hearth && key !== undefined ? kept : ({} as Kept<T>);
  const current = mine.key === key;
  return {
    put,
    value: mine.value,
    error: failed ?? (current ? mine.error : undefined),
    loading: key !== undefined && !failed && !(hearth && current && mine.of),
  };
}

interface Told<T> {
  value(value: T): void;
  error(error: Error): void;
}

/** Asks now and after every change, one question at a time. Returns what ends it; nothing is told after that. */
function keepAsking<T>(hearth: Hearth, ask: () => Promise<T>, told: Told<T>): () => void {
  let ended = false;
  let asking = false;
  let stale = false;
  const again = async () => {
    stale = true;
    if (asking) return;
    asking = true;
    while (stale && !ended) {
      stale = false;
      const tell = await settle(ask, told);
      if (!ended) tell();
    }
    asking = false;
  };
  const ends = [hearth.on("change", again), hearth.on("purge", again)];
  again();
  return () => {
    ended = true;
    for (const end of ends) end();
  };
}

/** What is to be told of an answer. */
async function settle<T>(ask: () => Promise<T>, told: Told<T>): Promise<() => void> {
  try {
    const value = await ask();
    return () => told.value(value);
  } catch (error) {
    return () => told.error(asError(error));
  }
}

/** The latest of a value, for what runs after the render. */
function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Options as text: equal options give equal text, whatever the order of their names. */
function keyOf({ now, ...options }: object & { now?: number }, item?: string): string {
  const minute = now === undefined ? null : Math.floor(now / 60_000);
  return JSON.stringify([minute, item, options], (_, value: unknown) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

function isPromise(source: HearthSource): source is PromiseLike<Hearth> {
  return typeof (source as PromiseLike<Hearth> | undefined)?.then === "function";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

type Listeners = { [E in keyof HearthElementEvents as `on${E}`]?: (event: HearthElementEvents[E]) => void };
type Common<E extends HearthElement> = DetailedHTMLProps<HTMLAttributes<E>, E> &
  Partial<Pick<E, "hearth" | "catalogue" | "titleOf">> &
  Listeners;

// The elements in JSX. React 19 sets properties and listens to their events; with React 18 set them through a ref.
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "hearth-consent": Common<HearthConsent> & { floating?: boolean };
      "hearth-preferences": Common<HearthPreferences> & { level?: number };
      "hearth-reasons": Common<HearthReasons> & Partial<Pick<HearthReasons, "item" | "options">>;
    }
  }
}
