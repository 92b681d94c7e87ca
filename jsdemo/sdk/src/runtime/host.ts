// The engine's side of one page or worker: it leads, with the lock of the name and the one core, or passes calls on to the one that does.

import { HearthError } from "../errors.js";
import { Core } from "./core.js";
import {
  type Answer,
  type Call,
  type News,
  PROTOCOL,
  type Ready,
  type Setup,
  toFailure,
} from "./protocol.js";

/** What hosts say to each other on the channel of their name. */
type Word =
  | { kind: "call"; from: string; call: Call }
  | { kind: "answer"; to: string; answer: Answer }
  | { kind: "who"; from: string }
  | { kind: "leader"; ready: Ready }
  | { kind: "news"; news: News };

/** A call that waits for its answer. */
interface Waiting {
  call: Call;
  resolve(answer: Answer): void;
}

/** One side of the conversation. */
export class Host {
  readonly #setup: Setup;
  readonly #tell: (news: News) => void;
  readonly #me = crypto.randomUUID?.() ?? String(Math.random());
  readonly #waiting = new Map<number, Waiting>();
  #channel: BroadcastChannel | undefined;
  #core: Promise<Core> | undefined;
  #release: (() => void) | undefined;
  #stop: AbortController | undefined;
  #next = 1;
  #ready: ((ready: Ready) => void) | undefined;

  /** Sets a host up; {@link join} begins. */
  constructor(setup: Setup, tell: (news: News) => void) {
    this.#setup = setup;
    this.#tell = tell;
  }

  /** Leads, or finds the leader; resolves when calls can be made. */
  async join(): Promise<Ready> {
    const name = `hearth ${PROTOCOL} ${this.#setup.name}`;
    if (this.#setup.storage === "memory" || !globalThis.navigator?.locks) return this.#lead();
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#hear(data as Word);
    this.#stop = new AbortController();
    return new Promise<Ready>((resolve, reject) => {
      this.#ready = resolve;
      this.#candidate(name).catch(reject);
      this.#say({ kind: "who", from: this.#me });
    });
  }

  /** Waits for the lock and leads while it has it. */
  async #candidate(name: string): Promise<void> {
    const signal = this.#stop?.signal as AbortSignal;
    try {
      await navigator.locks.request(name, { signal }, async () => {
        const held = new Promise<void>((release) => {
          this.#release = release;
        });
        const ready = await this.#lead();
        this.#ready?.(ready);
        this.#say({ kind: "leader", ready });
        for (const { call, resolve } of [...this.#waiting.values()]) void this.#run(call).then(resolve);
        await held;
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #lead(): Promise<Ready> {
    this.#core = Core.start(this.#setup, (news) => this.#spread(news));
    return (await this.#core).ready;
  }

  /** What a page that comes later is told: the leader's state of now, or what it said last. */
  async ready(joined: Ready): Promise<Ready> {
    return (await this.#core)?.ready ?? joined;
  }

  /** Makes a call here or at the leader. */
  call(call: Call): Promise<Answer> {
    if (this.#core) return this.#run(call);
    const id = this.#next++;
    return new Promise((resolve) => {
      const sent = { ...call, id };
      const done = (answer: Answer) => {
        if (this.#waiting.delete(id)) resolve({ ...answer, id: call.id });
      };
      this.#waiting.set(id, { call: sent, resolve: done });
      this.#say({ kind: "call", from: this.#me, call: sent });
    });
  }

  async #run(call: Call): Promise<Answer> {
    try {
      const core = await this.#core;
      if (!core) throw new HearthError("closed", `${call.method}: this Hearth is closed`);
      return { id: call.id, value: await core.call(call.method, call.args, call.stamp) };
    } catch (error) {
      return { id: call.id, failure: toFailure(error) };
    }
  }

  #hear(word: Word): void {
    if (word.kind === "news") this.#tell(word.news);
    else if (word.kind === "answer" && word.to === this.#me)
      this.#waiting.get(word.answer.id)?.resolve(word.answer);
    else if (word.kind === "leader") this.#follow(word.ready);
    else if (this.#core && word.kind === "who") void this.#present();
    else if (this.#core && word.kind === "call")
      void this.#run(word.call).then((answer) => this.#say({ kind: "answer", to: word.from, answer }));
  }

  async #present(): Promise<void> {
    const core = await this.#core?.catch(() => undefined);
    if (core) this.#say({ kind: "leader", ready: core.ready });
  }

  /** There is a leader: what an earlier one has not answered is asked again. */
  #follow(ready: Ready): void {
    if (this.#core) return;
    this.#ready?.(ready);
    for (const { call } of this.#waiting.values()) this.#say({ kind: "call", from: this.#me, call });
  }

  #spread(news: News): void {
    this.#tell(news);
    this.#say({ kind: "news", news });
  }

  #say(word: Word): void {
    this.#channel?.postMessage(word);
  }

  /** Lets go of the lock: the page is left, perhaps to be come back to. */
  async rest(): Promise<void> {
    this.#stop?.abort();
    const core = this.#core;
    this.#core = undefined;
    await (await core?.catch(() => undefined))?.close();
    this.#release?.();
    this.#channel?.close();
    this.#channel = undefined;
  }
}
