// Launches Debian's Chromium, with nothing of its own going over the network.
import { chromium } from "playwright-core";

/** Chromium's switches for tests. */
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A browser with a fresh user data directory; $CHROMIUM names another one than /usr/bin/chromium.
 * @param {import("playwright-core").LaunchOptions} [options] beside those that all tests have
 */
export function launch(options) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args, ...options });
}

/** Sizes of screens that the demo is looked at with. */
export const viewports = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
};
