// Launches Debian's Chromium, with nothing of its own going over the network.
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

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
 * @param {import("playwright-core").LaunchOptions & { debugPort?: number }} [options] beside those that all tests have; at
 *   `debugPort` others can speak the DevTools protocol with it
 */
export function launch({ debugPort, ...options } = {}) {
  return chromium.launch({ executablePath, args: debugArgs(debugPort), ...options });
}

/**
 * The one context of a browser with a user data directory that is there already, such as one with preferences.
 * @param {string} folder
 * @param {Parameters<typeof chromium.launchPersistentContext>[1]} [options]
 */
export function launchIn(folder, options) {
  return chromium.launchPersistentContext(folder, { executablePath, args, ...options });
}

function debugArgs(port) {
  return port === undefined ? args : [...args, `--remote-debugging-port=${port}`];
}

/** Sizes of screens that the demo is looked at with. */
export const viewports = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
};
