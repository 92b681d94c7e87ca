// A server in front of another that writes down every request, of pages and of workers, which a browser's own tools do not all show.
import { serve } from "../serve.mjs";

/** @typedef {{ method: string, path: string, cookie: string, body: number }} Asked */

/**
 * Passes requests on to `url` while `act` uses the address that it is given, and keeps what was asked. @template T
 * @param {string} url
 * @param {(url: string, asked: Asked[]) => Promise<T>} act
 * @param {Record<string, string>} headers sent with everything
 */
export async function recorded(url, act, headers = {}) {
  /** @type {Asked[]} */
  const asked = [];
  const server = await serve(async (_, request) => {
    const { method = "", url: path = "" } = request;
    const { cookie = "", "content-length": body = "0" } = request.headers;
    asked.push({ method, path, cookie, body: Number(body) });
    const response = await fetch(new URL(path, url));
    if (!response.ok) return undefined;
    return [response.headers.get("content-type"), Buffer.from(await response.arrayBuffer())];
  }, headers);
  try {
    return await act(`${server.url}/`, asked);
  } finally {
    server.close();
  }
}

/** The headers that a server sends beside those about the body. @param {string} url */
export async function policiesOf(url) {
  const { headers } = await fetch(url);
  const names = ["content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"];
  return Object.fromEntries(
    names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ""]] : [])),
  );
}
