// The Lab's worker: experiments run here, so that the page stays free.

import { Bench } from "./bench.ts";
import type { Reply, Request } from "./protocol.ts";
import { Server } from "./serve.ts";

const clock = () => performance.now();

const server = new Server({
  send: (reply: Reply) => postMessage(reply),
  open: ({ module, pack, films }) => Bench.open(module, pack, films, clock),
  clock,
  pause: () => new Promise((resolve) => setTimeout(resolve)),
});

addEventListener("message", ({ data }: MessageEvent<Request>) => void server.take(data));
