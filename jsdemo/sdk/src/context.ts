// Reads from the browser what a ranking can use of the situation, as a few coarse words, and asks no network for it.

/** The features that {@link contextFromBrowser} knows. */
export type ContextFeature = "hour" | "weekday" | "device" | "language" | "referrer" | "daylight";

/** What the features are computed from. A test gives its own. */
export interface BrowserEnvironment {
  /** The local time. */
  readonly now: Date;
  /** The width of the viewport, in CSS pixels. */
  readonly width: number;
  /** The height of the viewport, in CSS pixels. */
  readonly height: number;
  /** Whether the main pointer is a finger: the media query `(pointer: coarse)`. */
  readonly coarse: boolean;
  /** The first language that the person prefers, as `navigator.language` has it. */
  readonly language: string;
  /** The IANA name of the time zone, such as `Europe/Berlin`. Only the hemisphere is taken from it. */
  readonly timeZone: string;
  /** `document.referrer`. Only its class is taken from it. */
  readonly referrer: string;
  /** The page's own host name. */
  readonly host: string;
}

/** How {@link contextFromBrowser} works. */
export interface ContextOptions {
  /** The features that are wanted; by default all. Name those that the pack was trained with. */
  only?: readonly ContextFeature[];
  /** Where the person is, for `daylight`; by default guessed from the time zone. */
  hemisphere?: "north" | "south";
  /** Further hosts of the site, whose pages are `internal`, with their subdomains. */
  internalHosts?: readonly string[];
  /** What to compute from; by default the browser's. */
  environment?: BrowserEnvironment;
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Local hours at which light begins and ends, January to December, at 45° north, the clocks as they are set there. */
const sunrise = [8, 7, 7, 6, 6, 5, 6, 6, 7, 7, 7, 8];
const sunset = [17, 18, 19, 20, 21, 21, 21, 20, 19, 18, 17, 17];

/** Time zones of the southern hemisphere, as far as cities of many people go. */
const south =
  /^(Australia|Antarctica|Pacific\/(Auckland|Chatham|Fiji|Tongatapu|Apia|Noumea|Port_Moresby)|Indian\/(Antananarivo|Mauritius|Reunion)|Africa\/(Johannesburg|Harare|Maputo|Lusaka|Windhoek|Gaborone|Luanda|Maseru|Mbabane|Blantyre)|America\/(Argentina|Buenos_Aires|Sao_Paulo|Bahia|Campo_Grande|Cuiaba|Santiago|Punta_Arenas|Coyhaique|Montevideo|Asuncion|La_Paz|Lima)|Asia\/(Jakarta|Makassar|Dili))\b/;

const search =
  /^((www|m|cn)\.)?(google|bing|yandex|baidu)(\.com?)?\.[a-z]{2,3}$|(^|\.)(duckduckgo\.com|ecosia\.org|qwant\.com|startpage\.com|kagi\.com|ya\.ru|search\.(yahoo|brave|naver)\.com|search\.yahoo\.co\.jp|seznam\.cz|googlequicksearchbox)$/;

const social =
  /(^|\.)(facebook\.com|instagram\.com|threads\.(net|com)|x\.com|twitter\.com|t\.co|linkedin\.com|lnkd\.in|reddit\.com|pinterest\.(com|[a-z]{2})|tiktok\.com|youtube\.com|youtu\.be|snapchat\.com|tumblr\.com|vk\.com|bsky\.app|mastodon\.social|whatsapp\.com|telegram\.org|t\.me|weibo\.com|com\.(facebook|instagram|twitter|reddit|linkedin)\.android)$/;

/**
 * The situation as context of a ranking or an event. Every feature has few values, which many people share; none is an
 * identifier, and they are read from what the page is told anyway, without a request and without a permission.
 *
 * | Feature | Values | Why it is coarse |
 * |---|---|---|
 * | `hour` | `0` to `23`, local | an hour, no minutes and no time zone |
 * | `weekday` | `mon` to `sun`, local | one of seven; the engine's own word, which it would compute itself, as it does `daypart` |
 * | `device` | `phone`, `tablet`, `desktop` | three classes of viewport and pointer (a page needs its `<meta name=viewport>`); the user agent, the model and the exact size are not looked at or not kept |
 * | `language` | a primary subtag such as `de` | the first preference alone, without region, script and the list behind it, which tells people apart |
 * | `referrer` | `none`, `internal`, `search`, `social`, `other` | one of five; neither the address nor the host is kept, and no search text |
 * | `daylight` | `light`, `dark` | from hour, month and hemisphere; no place is asked for. It is a guess: near the poles and the equator a poor one |
 *
 * A feature that cannot be told is left out, as all are on a server, which has no page and another clock.
 *
 * @example
 * ```ts
 * const slate = await hearth.recommend({ n: 10, context: contextFromBrowser({ only: ["device", "daylight"] }) });
 * ```
 */
export function contextFromBrowser(options: ContextOptions = {}): Record<string, string> {
  const environment = options.environment ?? browser();
  const context: Record<string, string> = {};
  if (!environment) return context;
  for (const feature of options.only ?? (Object.keys(features) as ContextFeature[])) {
    const value = features[feature]?.(environment, options);
    if (value) context[feature] = value;
  }
  return context;
}

type Feature = (environment: BrowserEnvironment, options: ContextOptions) => string | undefined;

const features: Readonly<Record<ContextFeature, Feature>> = {
  hour: ({ now }) => (Number.isNaN(now.getTime()) ? undefined : String(now.getHours())),
  weekday: ({ now }) => weekdays[now.getDay()],
  device,
  language: ({ language }) => /^[a-z]{2,3}(?![a-z])/.exec(language.toLowerCase())?.[0],
  referrer,
  daylight,
};

/** The browser that this runs in; undefined where there is no page. */
function browser(): BrowserEnvironment | undefined {
  if (typeof document === "undefined" || typeof matchMedia === "undefined") return undefined;
  return {
    now: new Date(),
    width: innerWidth,
    height: innerHeight,
    coarse: matchMedia("(pointer: coarse)").matches,
    language: navigator.language ?? "",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    referrer: document.referrer,
    host: location.hostname,
  };
}

/** A finger on a viewport whose shorter side is below 600 pixels is a phone's, on a larger one a tablet's. */
function device({ coarse, width, height }: BrowserEnvironment): string {
  if (!coarse) return "desktop";
  return Math.min(width, height) < 600 ? "phone" : "tablet";
}

function referrer({ referrer, host }: BrowserEnvironment, { internalHosts = [] }: ContextOptions): string {
  if (referrer === "") return "none";
  const from = hostOf(referrer);
  if ([host, ...internalHosts].some((own) => isWithin(from, own))) return "internal";
  if (search.test(from)) return "search";
  return social.test(from) ? "social" : "other";
}

/** The host name of an address, which can be an app's; "" when it is none. */
function hostOf(address: string): string {
  return /^[a-z-]+:\/\/(?:[^/?#]*@)?([^/?#:]+)/i.exec(address)?.[1]?.toLowerCase() ?? "";
}

/** Whether one of two hosts is the other or a subdomain of it, `www.` left aside. */
function isWithin(a: string, b: string): boolean {
  const [short = "", long = ""] = [a, b]
    .map((host) => host.replace(/^www\./, ""))
    .sort((x, y) => x.length - y.length);
  return short !== "" && (long === short || (short.includes(".") && long.endsWith(`.${short}`)));
}

function daylight({ now, timeZone }: BrowserEnvironment, { hemisphere }: ContextOptions): string | undefined {
  const southern = hemisphere ? hemisphere === "south" : south.test(timeZone);
  const month = (now.getMonth() + (southern ? 6 : 0)) % 12;
  const [from, to] = [sunrise[month], sunset[month]];
  if (from === undefined || to === undefined) return undefined;
  return now.getHours() >= from && now.getHours() < to ? "light" : "dark";
}
