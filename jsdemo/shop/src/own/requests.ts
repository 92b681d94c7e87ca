// What a page asked the network for: each request by what it is for, and whether everybody makes the same.

import { below } from "../files.ts";
import { leakTarget } from "./leak.ts";

/** What a file is for. */
export type Role =
  | "page"
  | "script"
  | "style"
  | "module"
  | "worker"
  | "offline"
  | "pack"
  | "films"
  | "check"
  | "tried"
  | "elsewhere"
  | "unknown";

/** What is needed of a resource's timing entry. */
export interface Entry {
  name: string;
  startTime: number;
  encodedBodySize: number;
  initiatorType: string;
}

/** A request, told. */
export interface Asked {
  /** The path below the page's folder; the whole address when it lies elsewhere. */
  path: string;
  role: Role;
  start: number;
  bytes: number;
  /** It began after the first slate. */
  late: boolean;
  /** It is on the list of the build's files; undefined where there is no list. */
  listed: boolean | undefined;
}

/** What requests are judged by. */
export interface Bounds {
  /** The page's folder. */
  base: string;
  /** When the first slate was there, in ms since navigation began. */
  firstSlate: number;
  /** Paths of the build's files, where they are known. */
  list: ReadonlySet<string> | undefined;
  /** Times from which on this page's own check reads files, by address. */
  checks: ReadonlyMap<string, number>;
}

const roles: readonly [RegExp, Role][] = [
  [/^(index\.html)?$/, "page"],
  [/^sw\.js$/, "offline"],
  [/\.wasm$/, "module"],
  [/(^|\/)worker[^/]*\.js$/, "worker"],
  [/\.pack$/, "pack"],
  [/^films\.json$/, "films"],
  [/\.css$/, "style"],
  [/\.(js|ts|mjs)$/, "script"],
];

/** What a path below the page's folder is for. */
export function roleOf(path: string): Role {
  return roles.find(([form]) => form.test(path))?.[1] ?? "unknown";
}

/** Judges one request. */
export function asked({ name, startTime, encodedBodySize }: Entry, bounds: Bounds): Asked {
  const path = below(name, bounds.base);
  const check = (bounds.checks.get(name) ?? Number.POSITIVE_INFINITY) <= startTime;
  const elsewhere = name.startsWith(leakTarget) ? "tried" : "elsewhere";
  const role = path === undefined ? elsewhere : check ? "check" : roleOf(path);
  return {
    path: path ?? name,
    role,
    start: startTime,
    bytes: encodedBodySize,
    late: startTime > bounds.firstSlate,
    listed: bounds.list?.has(path || "index.html"),
  };
}

/** What the requests prove, as numbers. */
export interface Proof {
  before: number;
  /** After the first slate, without what stands apart. */
  after: number;
  /** Those that stand apart. */
  apart: number;
  /** Requests that are on no list: another origin, or a file that the build does not have. */
  strange: number;
}

/**
 * Whether a request has nothing to do with lists of films: this page's own check, the person's try to send something out, which was
 * stopped before it left, and what keeps the page for offline use.
 */
export function isApart({ role }: Pick<Asked, "role">): boolean {
  return role === "check" || role === "tried" || role === "offline";
}

/** Counts. */
export function prove(requests: readonly Asked[]): Proof {
  const own = requests.filter((request) => !isApart(request));
  const after = own.filter(({ late }) => late).length;
  return {
    before: own.length - after,
    after,
    apart: requests.length - own.length,
    strange: requests.filter(isStrange).length,
  };
}

/** Whether a request is one that nobody expects. The service worker's script is on no list: it brings the list. */
export function isStrange({ role, listed }: Asked): boolean {
  if (role === "offline" || role === "tried") return false;
  return role === "elsewhere" || role === "unknown" || listed === false;
}
