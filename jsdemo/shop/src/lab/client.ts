// The page's side of the Lab: starts the worker when the first job is asked for, and gives each job's result.

import type { SimulatedFilm } from "../simulate/visitors.ts";
import type { Job, Reply, Request } from "./protocol.ts";

/** What the worker needs: the same files that the page itself has fetched. */
export interface Supplies {
  module: WebAssembly.Module;
  pack: ArrayBuffer;
  films: SimulatedFilm[];
}

/** The part of a Worker that is used. */
export interface Port {
  postMessage(message: Request): void;
  terminate(): void;
  onmessage: ((event: { data: Reply }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}

/** How a job ended. */
export type Ending = Extract<Reply, { type: "report" | "dial" | "stopped" }>;

interface Waiting {
  id: number;
  progress(done: number, of: number): void;
  resolve(ending: Ending): void;
  reject(error: Error): void;
}

/** One worker, one job at a time. */
export class Client {
  readonly #makePort: () => Port;
  readonly #supply: () => Promise<Supplies>;
  #port: Promise<Port> | undefined;
  #waiting: Waiting | undefined;
  #last = 0;

  constructor(makePort: () => Port, supply: () => Promise<Supplies>) {
    this.#makePort = makePort;
    this.#supply = supply;
  }

  /** Runs a job, when none runs. Rejects when the worker fails. */
  start(type: "run" | "dial", job: Job, progress: Waiting["progress"]): Promise<Ending> {
    if (this.#waiting) return Promise.reject(new Error("a job is running"));
    this.#last += 1;
    const id = this.#last;
    const ended = new Promise<Ending>((resolve, reject) => {
      this.#waiting = { id, progress, resolve, reject };
    });
    this.#port ??= this.#open();
    this.#port.then((port) => port.postMessage({ type, id, ...job })).catch((error) => this.#fail(error));
    return ended;
  }

  /** Stops the job, if one runs: it ends with what it says when it has stopped. */
  stop(): void {
    const id = this.#waiting?.id;
    if (id !== undefined) this.#with((port) => port.postMessage({ type: "cancel", id }));
  }

  /** Ends the worker; a job that runs never ends. */
  close(): void {
    this.#waiting = undefined;
    this.#with((port) => port.terminate());
    this.#port = undefined;
  }

  /** Does something with the port, if there is one or will be one. */
  #with(deed: (port: Port) => void): void {
    this.#port?.then(deed).catch(() => undefined); // a port that did not come is told of in start()
  }

  async #open(): Promise<Port> {
    const supplies = await this.#supply();
    const port = this.#makePort();
    port.onmessage = ({ data }) => this.#take(data);
    port.onerror = ({ message }) => this.#fail(new Error(message ?? "the worker did not start"));
    port.postMessage({ type: "open", ...supplies });
    return port;
  }

  #take(reply: Reply): void {
    if (reply.id !== this.#waiting?.id) return;
    if (reply.type === "progress") this.#waiting.progress(reply.done, reply.of);
    else if (reply.type === "failed") this.#fail(new Error(reply.text));
    else this.#end((waiting) => waiting.resolve(reply));
  }

  /** Whatever failed, the next job begins with a new worker. */
  #fail(error: Error): void {
    this.#end((waiting) => waiting.reject(error));
    this.close();
  }

  #end(how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) how(waiting);
  }
}
