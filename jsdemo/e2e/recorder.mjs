// Records all that leaves a browser: at the server, in front of which it stands, and in the browser, for pages and every kind of worker.
import { createHash } from "node:crypto";
import { request as ask, createServer } from "node:http";
import puppeteer from "puppeteer-core";

/** @typedef {{ method: string, path: string, headers: string[], body: Buffer }} Received one request at the server; headers as "name: value" */

async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @param {import("node:http").IncomingMessage} request */
function headersOf({ rawHeaders }) {
  return rawHeaders.flatMap((name, i) =>
    i % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[i + 1]}`] : [],
  );
}

/**
 * A server in front of another one, that records what it is asked. Without a target all is answered with 204, to any origin: it plays
 * some other site. `dropped` names headers of answers that are left out.
 * @param {{ target?: string, dropped?: readonly string[] }} [options]
 */
export async function recordServer({ target, dropped = [] } = {}) {
  /** @type {Received[]} */
  const received = [];
  /** @type {Buffer[]} */
  const frames = [];
  const server = createServer(async (request, response) => {
    const body = await all(request);
    received.push({
      method: request.method ?? "",
      path: request.url ?? "",
      headers: headersOf(request),
      body,
    });
    if (target) pass({ request, response, target, dropped, body });
    else response.writeHead(204, { "access-control-allow-origin": "*" }).end();
  });
  server.on("upgrade", (request, socket) => {
    received.push({
      method: "UPGRADE",
      path: request.url ?? "",
      headers: headersOf(request),
      body: Buffer.alloc(0),
    });
    shake(request, socket);
    socket.on("error", () => undefined).on("data", (bytes) => frames.push(...unmasked(bytes)));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, received, frames, close };
}

/** Hands a request on, and its answer back. */
function pass({ request, response, target, dropped, body }) {
  const { method, url, headers } = request;
  const onward = ask(new URL(url ?? "/", target), { method, headers }, (answer) => {
    const kept = Object.entries(answer.headers).filter(([name]) => !dropped.includes(name));
    response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  onward.end(body);
}

/** Accepts a WebSocket, as RFC 6455 has it. */
function shake(request, socket) {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}

/** The contents of short frames, which come masked from a browser. */
function unmasked(bytes) {
  const out = [];
  for (let at = 0; at + 6 <= bytes.length; ) {
    const long = (bytes[at + 1] & 0x7f) === 126;
    const length = long ? bytes.readUInt16BE(at + 2) : bytes[at + 1] & 0x7f;
    const mask = at + (long ? 4 : 2);
    const data = bytes.subarray(mask + 4, mask + 4 + length);
    out.push(Buffer.from(data.map((byte, i) => byte ^ bytes[mask + (i % 4)])));
    at = mask + 4 + length;
  }
  return out;
}

/**
 * What was received, as pieces to search: the path, every header, the body and the frames.
 * @returns {import("./egress.mjs").Piece[]}
 */
export function piecesOf({ received, frames }) {
  return [
    ...received.map(({ method, path, headers, body }) => ({
      where: `${method} ${path}`,
      parts: [path, ...headers, body],
    })),
    ...frames.map((frame) => ({ where: "frame at the server", parts: [frame] })),
  ];
}

/** The browser's own interface is no part of what a page does. */
const filter = [...["browser", "browser_ui", "tab"].map((type) => ({ type, exclude: true })), {}];
const attach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter };
const network = { maxPostDataSize: 1 << 26 };

/**
 * Records, over the DevTools protocol, the requests and WebSocket frames of all pages, workers, shared workers and service workers of
 * a browser, each from its first moment: a target waits until it is listened to. The browser must run with --remote-debugging-port.
 * @param {string} endpoint the browser's HTTP address for debugging
 */
export async function recordBrowser(endpoint) {
  const browser = await puppeteer.connect({ browserURL: endpoint, targetFilter: () => false });
  const root = await browser.target().createCDPSession();
  /** @type {import("./egress.mjs").Piece[]} */
  const pieces = [];
  /** What kinds of targets asked the network for something. @type {Set<string>} */
  const kinds = new Set();
  const attached = (session) => {
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) =>
      types.set(sessionId, targetInfo.type),
    );
    session.on("sessionattached", (child) => listen(child));
  };
  /** @type {Map<string, string>} */
  const types = new Map();
  const listen = (session) => {
    attached(session);
    session.on("Network.requestWillBeSent", () => kinds.add(types.get(session.id()) ?? "unknown"));
    hear(session, pieces);
    for (const [method, given] of [
      ["Network.enable", network],
      ["Target.setAutoAttach", attach],
      ["Runtime.runIfWaitingForDebugger", undefined],
    ])
      session.send(method, given).catch(() => undefined); // a target may know no network, or be gone
  };
  attached(root);
  await root.send("Target.setAutoAttach", attach);
  return { pieces, kinds, close: () => browser.disconnect() };
}

/** Takes down what a session tells of requests, of the headers that were really sent, and of frames. */
function hear(session, pieces) {
  /** @type {Map<string, import("./egress.mjs").Piece>} */
  const byId = new Map();
  const pieceOf = (id) => {
    const piece = byId.get(id) ?? { where: "a request", parts: [] };
    if (!byId.has(id)) pieces.push(piece);
    byId.set(id, piece);
    return piece;
  };
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const { method, url, headers, postData = "", postDataEntries = [], hasPostData } = request;
    const bodies = postDataEntries.map(({ bytes = "" }) => Buffer.from(bytes, "base64"));
    const piece = pieceOf(requestId);
    piece.where = `${method} ${url}`;
    piece.parts.push(url, postData, ...fields(headers), ...bodies);
    if (hasPostData && bodies.length === 0 && !postData) void fetchBody(session, requestId, piece);
  });
  session.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) =>
    pieceOf(requestId).parts.push(...fields(headers)),
  );
  session.on("Network.webSocketCreated", ({ requestId, url }) => {
    const piece = pieceOf(requestId);
    piece.where = `SOCKET ${url}`;
    piece.parts.push(url);
  });
  session.on("Network.webSocketFrameSent", ({ requestId, response: { payloadData, opcode } }) =>
    pieceOf(requestId).parts.push(opcode === 1 ? payloadData : Buffer.from(payloadData, "base64")),
  );
}

function fields(headers) {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

/** A body that did not come with the request. One that was a Blob is at times not to be had here: the server has it. */
async function fetchBody(session, requestId, piece) {
  const answer = await session.send("Network.getRequestPostData", { requestId }).catch(() => ({}));
  const { postData = "", base64Encoded = false } = answer;
  piece.parts.push(base64Encoded ? Buffer.from(postData, "base64") : postData);
}

/**
 * All that a page's origin keeps, as pieces to search: IndexedDB with keys and values, both storages, cookies, and the addresses in
 * the caches.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<import("./egress.mjs").Piece[]>}
 */
export async function storagePieces(page) {
  const kept = await page.evaluate(dump);
  const cookies = JSON.stringify(await page.context().cookies());
  return [
    ...kept.map(([where = "", text = ""]) => ({ where, parts: [Buffer.from(text, "latin1")] })),
    { where: "cookies", parts: [cookies] },
  ];
}

/** Runs in the page: pairs of a place and its bytes in Latin-1. */
async function dump() {
  const out = [];
  const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const utf8 = (text) => latin1(new TextEncoder().encode(text));
  const bytesOf = (value) => {
    if (value instanceof ArrayBuffer) return latin1(new Uint8Array(value));
    if (ArrayBuffer.isView(value))
      return latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    if (value instanceof CryptoKey) return `key, extractable ${value.extractable}`;
    if (value !== null && typeof value === "object")
      return Object.entries(value)
        .map(([key, inner]) => `${utf8(key)}: ${bytesOf(inner)}`)
        .join("\n");
    return utf8(String(value));
  };
  const answer = (request) =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  for (const [place, storage] of Object.entries({ localStorage, sessionStorage }))
    for (const [key, value] of Object.entries(storage)) out.push([place, utf8(`${key}=${value}`)]);
  for (const { name = "" } of await indexedDB.databases()) {
    const db = await answer(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const rows = db.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]);
      values.forEach((value, i) => {
        out.push([`IndexedDB ${name} ${store}`, `${bytesOf(keys[i])}\n${bytesOf(value)}`]);
      });
    }
    db.close();
  }
  for (const name of await caches.keys())
    for (const { url, headers } of await (await caches.open(name)).keys())
      out.push([`cache ${name}`, utf8([url, ...headers].join("\n"))]);
  return out;
}
