// The worker's script: one host, for the page of a dedicated worker or for all pages of a shared one.

import { Host } from "./runtime/host.js";
import {
  type News,
  type Ready,
  randomName,
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
let host: Host | undefined;
let joined: Promise<Ready> | undefined;

/** The worker's name. It holds the lock of that name while it lives, so that pages can tell when it does not. */
const me = randomName();
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
  if (!joined) {
    const begun = new Host(first, spread);
    host = begun;
    joined = begun.join();
    joined.catch(() => {
      joined = undefined; // the next page tries again, with its own setup
      void begun.rest();
    });
  }
  return joined;
}

/** Tells a page that calls can be made, or why not. What fails with another page's setup is tried with its own. */
async function answer(port: Port, own: Setup): Promise<void> {
  const first = !joined;
  try {
    const joinedAs = await begin(own);
    port.postMessage({ kind: "ready", ready: host?.ready(joinedAs) ?? joinedAs });
  } catch (error) {
    if (first) port.postMessage({ kind: "failed", failure: toFailure(error) });
    else await answer(port, own);
  }
}

async function hear(port: Port, message: ToHost, alone: boolean): Promise<void> {
  if (message.kind === "setup") await answer(port, message.setup);
  else if (message.kind === "call" && host)
    port.postMessage({ kind: "answer", answer: await host.call(message.call) });
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
