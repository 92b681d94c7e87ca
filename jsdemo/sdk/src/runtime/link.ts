// How a page reaches the engine's side: a host in its own thread, or a port to one in a worker.

import { HearthError } from "../errors.js";
import { Host } from "./host.js";
import {
  type Answer,
  type Call,
  closed,
  failAll,
  fromFailure,
  type News,
  type Ready,
  type Setup,
  type ToHost,
  type ToPage,
  type Waiting,
} from "./protocol.js";

/** The engine's side as a page sees it. */
export interface Link {
  start(setup: Setup, tell: (news: News) => void): Promise<Ready>;
  call(call: Call): Promise<Answer>;
  /** The page is hidden for good or for a while, and comes back. */
  rest(): Promise<void>;
  wake(): Promise<void>;
  end(): Promise<void>;
}

/** The host in the page's own thread. */
export class PageLink implements Link {
  #host!: Host;

  start(setup: Setup, tell: (news: News) => void): Promise<Ready> {
    this.#host = new Host(setup, tell);
    return this.#host.join();
  }
  call(call: Call): Promise<Answer> {
    return this.#host.call(call);
  }
  rest(): Promise<void> {
    return this.#host.rest();
  }
  async wake(): Promise<void> {
    await this.#host.join();
  }
  end(): Promise<void> {
    return this.#host.end();
  }
}

/** ms that a worker may take to say that it is alive. */
const patience = 4000;

/** A host in a worker. A worker that dies, as one shared with a tab that is killed may, is made anew, and what it did not answer asked again. */
export class WorkerLink implements Link {
  readonly #make: () => Worker | SharedWorker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #over = new AbortController();
  #port!: MessagePort | Worker;
  #close: () => void = () => undefined;
  #setup: Setup | undefined;
  #started: { resolve(ready: Ready): void; reject(error: unknown): void }[] = [];
  #up = false;
  #tell: (news: News) => void = () => undefined;

  /** Takes what makes the worker. */
  constructor(make: () => Worker | SharedWorker) {
    this.#make = make;
  }

  async start(setup: Setup, tell: (news: News) => void): Promise<Ready> {
    this.#setup = setup;
    this.#tell = tell;
    return this.#begin();
  }

  async #begin(): Promise<Ready> {
    this.#up = false;
    this.#close();
    this.#watch(await this.#connect());
    return this.#ready();
  }

  /** Makes the worker; resolves with its name when it is alive. */
  #connect(): Promise<string> {
    const worker = this.#make();
    const port = "port" in worker ? worker.port : worker;
    this.#port = port;
    this.#close = () => ("port" in worker ? worker.port.close() : worker.terminate());
    return new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new HearthError("worker", `the worker could not be started: ${why}`));
      const timer = setTimeout(() => fail("it does not answer"), patience);
      worker.onerror = (event) => {
        event.preventDefault?.();
        clearTimeout(timer);
        fail((event as ErrorEvent).message ?? "refused");
      };
      port.onmessage = ({ data }: MessageEvent<ToPage>) => {
        clearTimeout(timer);
        if (data.kind === "alive") resolve(data.worker);
        else if (this.#port === port) this.#hear(data);
      };
      if ("port" in worker) worker.port.start();
    });
  }

  /** Waits for the lock that the worker holds while it lives. */
  #watch(worker: string): void {
    const { signal } = this.#over;
    const port = this.#port;
    const dead = () => {
      if (!signal.aborted && port === this.#port) void this.#again();
    };
    globalThis.navigator?.locks?.request(`hearth worker ${worker}`, { signal }, dead).catch(() => undefined);
  }

  async #again(): Promise<void> {
    try {
      await this.#begin();
    } catch (error) {
      for (const { reject } of this.#started.splice(0)) reject(error);
      this.#tell({ event: "error", detail: failAll(this.#waiting, error) });
      setTimeout(() => this.#over.signal.aborted || void this.#again(), patience);
    }
  }

  #ready(): Promise<Ready> {
    return new Promise((resolve, reject) => {
      this.#started.push({ resolve, reject });
      this.#say({ kind: "setup", setup: this.#setup as Setup });
    });
  }

  /** From now on calls go through: first those that waited. */
  #rise(ready: Ready): void {
    this.#up = true;
    for (const { resolve } of this.#started.splice(0)) resolve(ready);
    for (const { call } of this.#waiting.values()) this.#say({ kind: "call", call });
  }

  #hear(message: ToPage): void {
    if (message.kind === "ready") this.#rise(message.ready);
    else if (message.kind === "failed")
      for (const { reject } of this.#started.splice(0)) reject(fromFailure(message.failure));
    else if (message.kind === "news") this.#tell(message.news);
    else if (message.kind === "answer") {
      this.#waiting.get(message.answer.id)?.resolve(message.answer);
      this.#waiting.delete(message.answer.id);
    }
  }

  #say(message: ToHost): void {
    this.#port.postMessage(message);
  }

  async call(call: Call): Promise<Answer> {
    if (this.#up) this.#say({ kind: "call", call });
    return new Promise((resolve) => this.#waiting.set(call.id, { call, resolve }));
  }
  async rest(): Promise<void> {
    this.#up = false;
    this.#say({ kind: "rest" });
  }
  async wake(): Promise<void> {
    await this.#ready();
  }
  async end(): Promise<void> {
    this.#over.abort();
    this.#say({ kind: "end" });
    setTimeout(() => {
      this.#close();
      failAll(this.#waiting, closed());
    }, 500);
  }
}
