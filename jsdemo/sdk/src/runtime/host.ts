// The engine's side of one page or worker: it leads, with the lock of the name and the one core, or passes calls on to the one that does.

import { Core } from "./core.js";
import {
  type Answer,
  type Call,
  closed,
  failAll,
  type News,
  PROTOCOL,
  type Ready,
  randomName,
  type Setup,
  toFailure,
  type Waiting,
} from "./protocol.js";

/** What hosts say to each other on the channel of their name. A call is to one leader: another does not run it, and is asked anew. */
type Word =
  | { kind: "call"; from: string; to: string | undefined; call: Call }
  | { kind: "answer"; to: string; answer: Answer }
  | { kind: "who" }
  | { kind: "leader"; from: string; ready: Ready }
  | { kind: "news"; news: News };

/** ms until a host that could not lead, though others had a leader before, tries again. */
const again = 3000;

/** One side of the conversation. */
export class Host {
  readonly #setup: Setup;
  readonly #tell: (news: News) => void;
  readonly #waiting = new Map<number, Waiting>();
  #me = "";
  #leader: string | undefined;
  #channel: BroadcastChannel | undefined;
  #starting: Promise<Core> | undefined;
  #core: Core | undefined;
  #release: (() => void) | undefined;
  #stop = new AbortController();
  #next = 1;
  #ready: ((ready: Ready) => void) | undefined;

  /** Sets a host up; {@link join} begins. */
  constructor(setup: Setup, tell: (news: News) => void) {
    this.#setup = setup;
    this.#tell = tell;
  }

  /** Leads, or finds the leader; resolves when calls can be made. It can be called again after {@link rest}. */
  async join(): Promise<Ready> {
    const name = `hearth ${PROTOCOL} ${this.#setup.name}`;
    this.#me = randomName();
    this.#leader = undefined;
    if (this.#setup.storage === "memory" || !globalThis.navigator?.locks) return this.#lead();
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#hear(data as Word);
    this.#stop = new AbortController();
    return new Promise<Ready>((resolve, reject) => {
      this.#ready = resolve;
      void this.#candidate(name, this.#stop.signal, reject);
      this.#say({ kind: "who" });
    });
  }

  /** Waits for the lock and leads while it has it. Where it cannot, what waits is told, and another may try. */
  async #candidate(name: string, signal: AbortSignal, failed: (error: unknown) => void): Promise<void> {
    try {
      await navigator.locks.request(name, { signal }, async () => {
        const held = new Promise<void>((release) => {
          this.#release = release;
        });
        this.#ready?.(await this.#lead());
        this.#present();
        await held;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (isDenied(error)) return this.#alone(failed);
      failed(error);
      this.#tell({ event: "error", detail: failAll(this.#waiting, error) });
      setTimeout(() => void this.#candidate(name, signal, failed), again);
    }
  }

  /** Leads without the lock: a browser that denies storage denies locks too, and then there is nothing to share. */
  async #alone(failed: (error: unknown) => void): Promise<void> {
    this.#channel?.close();
    this.#channel = undefined;
    await this.#lead().then((ready) => this.#ready?.(ready), failed);
  }

  /** Starts the core. What was called until then runs in its order, before anything that is called later. */
  async #lead(): Promise<Ready> {
    this.#starting = Core.start(this.#setup, (news) => this.#spread(news));
    const core = await this.#starting;
    this.#core = core;
    for (const { call, resolve } of this.#waiting.values()) void this.#run(core, call).then(resolve);
    return core.ready;
  }

  /** What a page that comes later is told: the leader's state of now, or what it said last. */
  ready(joined: Ready): Ready {
    return this.#core?.ready ?? joined;
  }

  /** Makes a call here or at the leader. */
  async call(call: Call): Promise<Answer> {
    if (this.#core) return this.#run(this.#core, call);
    const sent = { ...call, id: this.#next++ };
    this.#send(sent);
    return new Promise((resolve) => {
      const done = (answer: Answer) => {
        if (this.#waiting.delete(sent.id)) resolve({ ...answer, id: call.id });
      };
      this.#waiting.set(sent.id, { call: sent, resolve: done });
    });
  }

  #send(call: Call): void {
    this.#say({ kind: "call", from: this.#me, to: this.#leader, call });
  }

  async #run(core: Core, call: Call): Promise<Answer> {
    try {
      return { id: call.id, value: await core.call(call.method, call.args, call.stamp) };
    } catch (error) {
      return { id: call.id, failure: toFailure(error) };
    }
  }

  #hear(word: Word): void {
    if (word.kind === "news") this.#tell(word.news);
    else if (word.kind === "answer" && word.to === this.#me)
      this.#waiting.get(word.answer.id)?.resolve(word.answer);
    else if (word.kind === "leader") this.#follow(word.from, word.ready);
    else if (word.kind === "who") this.#present();
    else if (word.kind === "call" && word.to === this.#me && this.#core)
      void this.#run(this.#core, word.call).then((answer) =>
        this.#say({ kind: "answer", to: word.from, answer }),
      );
  }

  #present(): void {
    if (this.#core) this.#say({ kind: "leader", from: this.#me, ready: this.#core.ready });
  }

  /** There is another leader: what an earlier one has not answered is asked again, and what this one was asked is not. */
  #follow(leader: string, ready: Ready): void {
    if (leader === this.#leader) return;
    this.#leader = leader;
    this.#ready?.(ready);
    for (const { call } of this.#waiting.values()) this.#send(call);
  }

  #spread(news: News): void {
    this.#tell(news);
    this.#say({ kind: "news", news });
  }

  #say(word: Word): void {
    this.#channel?.postMessage(word);
  }

  /** Lets go of the lock: the page is left, perhaps to be come back to. What waits goes on waiting. */
  async rest(): Promise<void> {
    this.#stop.abort();
    const channel = this.#channel;
    this.#core = undefined;
    const core = await this.#starting?.catch(() => undefined);
    this.#core = this.#starting = undefined;
    await core?.close();
    this.#release?.();
    channel?.close();
    if (channel === this.#channel) this.#channel = undefined;
  }

  /** Ends: what still waits is refused. */
  async end(): Promise<void> {
    await this.rest();
    failAll(this.#waiting, closed());
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof DOMException && error.name === "SecurityError";
}
