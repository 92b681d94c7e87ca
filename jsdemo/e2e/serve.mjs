// A web server for tests: on a free port of this machine, with what a function answers for each path.
import { createServer } from "node:http";
import { extname, resolve, sep } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The media type of a file, by its name. */
export const typeOf = (name) => types[extname(name)] ?? "application/octet-stream";

/** A path below a directory; anything that leads out of it is an error. */
export function inside(directory, name) {
  const path = resolve(directory, name);
  if (!path.startsWith(resolve(directory) + sep)) throw new Error(`${name} lies outside ${directory}`);
  return path;
}

/**
 * Serves what `answer` returns for a path: type and body, or undefined for what there is not, as also when it throws.
 * @param {(path: string, request: import("node:http").IncomingMessage) => any} answer it may take its time
 * @param {Record<string, string>} [headers] sent with everything
 */
export async function serve(answer, headers = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname);
    const [type, body] =
      (await Promise.resolve(request)
        .then(() => answer(path, request))
        .catch(() => undefined)) ?? [];
    response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain", ...headers }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
