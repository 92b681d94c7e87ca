// The worker's side of the Lab: takes jobs, lets them run in slices, says how far they are, and stops when asked.

import { reasonOf } from "../reason.ts";
import type { Bench } from "./bench.ts";
import { livesOf } from "./dial.ts";
import type { Reply, Request } from "./protocol.ts";

/** What a server needs of its host. */
export interface Host {
  send(reply: Reply): void;
  open(request: Extract<Request, { type: "open" }>): Promise<Bench>;
  /** Milliseconds. */
  clock(): number;
  /** Lets messages come in. */
  pause(): Promise<void>;
}

/** How long a slice lasts in ms: 20 messages of progress a second at most. */
const slice = 50;

/** Answers the page's messages. */
export class Server {
  readonly #host: Host;
  #bench: Promise<Bench> | undefined;
  #running: number | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Takes a message; resolves when what it asked for has been done. A job ends the one before. */
  async take(request: Request): Promise<void> {
    if (request.type === "open") this.#bench = this.#host.open(request);
    else if (request.type === "cancel") this.#cancel(request.id);
    else await this.#job(request).catch((error: unknown) => this.#fail(request.id, error));
  }

  #cancel(id: number): void {
    if (this.#running === id) this.#running = undefined;
  }

  async #job(request: Extract<Request, { type: "run" | "dial" }>): Promise<void> {
    const { id } = request;
    this.#running = id;
    if (!this.#bench) throw new Error("the Lab was given no pack");
    const bench = await this.#bench;
    const begin = this.#host.clock();
    const took = () => this.#host.clock() - begin;
    if (request.type === "run") {
      const report = await this.#drive(bench.run(request), id, request.visitors);
      if (report) this.#host.send({ type: "report", id, report, took: took() });
    } else {
      const dial = await this.#drive(await bench.dial(request), id, livesOf(request.visitors));
      if (dial) this.#host.send({ type: "dial", id, dial, took: took() });
    }
  }

  /** Runs to the end, or until another job or a cancel comes: then there is no result. */
  async #drive<T>(steps: Generator<number, T>, id: number, of: number): Promise<T | undefined> {
    let due = this.#host.clock() + slice;
    let done = 0;
    while (this.#running === id) {
      const step = steps.next();
      if (step.done) return step.value;
      done = step.value;
      if (this.#host.clock() < due) continue;
      this.#host.send({ type: "progress", id, done, of });
      await this.#host.pause();
      due = this.#host.clock() + slice;
    }
    this.#host.send({ type: "stopped", id, done });
    return undefined;
  }

  #fail(id: number, error: unknown): void {
    this.#host.send({ type: "failed", id, text: reasonOf(error) });
  }
}
