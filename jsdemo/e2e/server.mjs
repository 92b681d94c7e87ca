// Serves the built demo on a free port, as `npm run demo` does.
import { fileURLToPath } from "node:url";
import { preview } from "vite";

const shop = fileURLToPath(new URL("../shop/", import.meta.url));

/**
 * Starts the server.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveDemo() {
  const server = await preview({ root: shop, logLevel: "warn", preview: { port: 0 } });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error("the preview server has no URL");
  return { url, close: () => server.close() };
}
