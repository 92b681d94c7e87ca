// The worker's script: one host, for the page of a dedicated worker or for all pages of a shared one.

import { Host } from "./runtime/host.js";
import {
  type News,
  type Ready,
  type Setup,
  type ToHost,
  type ToPage,
  toFailure,
} from "./runtime/protocol.js";

interface Port {
  postMessage(message: ToPage): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

const ports = new Set<Port>();
let setup: Setup | undefined;
let host: Host | undefined;
let joined: Promise<Ready> | undefined;

/** The worker's name. It holds the lock of that name while it lives, so that pages can tell when it does not. */
const me = crypto.randomUUID?.() ?? String(Math.random());
const living = new Promise<void>((resolve) => {
  const live = () => {
    resolve();
    return new Promise(() => undefined);
  };
  if (navigator.locks) navigator.locks.request(`hearth worker ${me}`, live).catch(resolve as () => void);
  else resolve();
});

function spread(news: News): void {
  for (const port of ports) port.postMessage({ kind: "news", news });
}

/** Begins with the first page's setup; later pages find the engine at work. */
function begin(first: Setup): Promise<Ready> {
  setup ??= first;
  if (!joined) {
    host = new Host(setup, spread);
    joined = host.join();
    joined.catch(() => {
      joined = undefined; // the next page tries again, with its own setup
      setup = undefined;
      void host?.rest();
    });
  }
  return joined;
}

async function answer(port: Port, ready: Promise<Ready>): Promise<void> {
  try {
    const joinedAs = await ready;
    port.postMessage({ kind: "ready", ready: (await host?.ready(joinedAs)) ?? joinedAs });
  } catch (error) {
    port.postMessage({ kind: "failed", failure: toFailure(error) });
  }
}

async function hear(port: Port, message: ToHost, alone: boolean): Promise<void> {
  if (message.kind === "setup") await answer(port, begin(message.setup));
  else if (message.kind === "call" && host)
    port.postMessage({ kind: "answer", answer: await host.call(message.call) });
  else if (message.kind === "wake") await answer(port, begin(setup as Setup));
  else if (message.kind === "rest" || message.kind === "end") await leave(port, message.kind, alone);
}

/** A dedicated worker rests with its page; a shared one goes on for the others. */
async function leave(port: Port, kind: "rest" | "end", alone: boolean): Promise<void> {
  if (kind === "end") ports.delete(port);
  if (!alone) return;
  joined = undefined;
  await host?.rest();
}

function connect(port: Port, alone: boolean): void {
  ports.add(port);
  port.onmessage = ({ data }) => void hear(port, data as ToHost, alone);
  void living.then(() => port.postMessage({ kind: "alive", worker: me }));
}

const scope = globalThis as unknown as Port & { onconnect?: unknown };
if ("onconnect" in scope)
  scope.onconnect = (event: MessageEvent) => connect(event.ports[0] as unknown as Port, false);
else connect(scope, true);
