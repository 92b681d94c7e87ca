// Tests of the context that is read from the browser: every feature at its borders, and that nothing finer than its class comes through.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Window } from "happy-dom";
import { afterEach, test, vi } from "vitest";
import { type BrowserEnvironment, type ContextFeature, contextFromBrowser } from "../src/context.ts";

const base: BrowserEnvironment = {
  now: new Date(2026, 5, 6, 20, 5),
  width: 1280,
  height: 800,
  coarse: false,
  language: "de-AT",
  timeZone: "Europe/Vienna",
  referrer: "",
  host: "shop.example.com",
};

function of(feature: ContextFeature, part: Partial<BrowserEnvironment>, more = {}): string | undefined {
  return contextFromBrowser({ environment: { ...base, ...part }, only: [feature], ...more })[feature];
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("all features of a browser", () => {
  assert.deepEqual(contextFromBrowser({ environment: base }), {
    hour: "20",
    weekday: "sat",
    device: "desktop",
    language: "de",
    referrer: "none",
    daylight: "light",
  });
});

test("only those that are asked for", () => {
  assert.deepEqual(contextFromBrowser({ environment: base, only: [] }), {});
  assert.deepEqual(contextFromBrowser({ environment: base, only: ["device", "hour"] }), {
    device: "desktop",
    hour: "20",
  });
  assert.deepEqual(contextFromBrowser({ environment: base, only: ["no such" as ContextFeature] }), {});
});

test("hours and weekdays are local and the engine's words", () => {
  for (let hour = 0; hour < 24; hour++)
    assert.equal(of("hour", { now: new Date(2026, 0, 1, hour) }), `${hour}`);
  const days = Array.from({ length: 7 }, (_, day) => of("weekday", { now: new Date(2026, 5, 1 + day) }));
  assert.deepEqual(days, ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
});

const devices: [string, boolean, number, number][] = [
  ["phone", true, 390, 844],
  ["phone", true, 844, 390],
  ["phone", true, 599, 960],
  ["tablet", true, 600, 960],
  ["tablet", true, 1366, 1024],
  ["desktop", false, 390, 844],
  ["desktop", false, 2560, 1440],
];
test.each(devices)("%s: coarse %s, %d × %d", (device, coarse, width, height) => {
  assert.equal(of("device", { coarse, width, height }), device);
});

const languages: [string, string | undefined][] = [
  ["en", "en"],
  ["en-US", "en"],
  ["zh-Hant-TW", "zh"],
  ["gsw-CH", "gsw"],
  ["DE", "de"],
  ["pt_BR", "pt"],
  ["", undefined],
  ["C", undefined],
  ["english", undefined],
  ["x-klingon", undefined],
];
test.each(languages)("language %j", (language, want) => {
  assert.equal(of("language", { language }), want);
});

const referrers: [string, string][] = [
  ["", "none"],
  ["https://shop.example.com/cart?id=7", "internal"],
  ["https://example.com/", "internal"],
  ["https://www.example.com/", "internal"],
  ["https://m.shop.example.com/", "internal"],
  ["https://notexample.com/", "other"],
  ["https://com/", "other"],
  ["https://www.google.com/search?q=secret", "search"],
  ["https://google.co.uk/", "search"],
  ["https://www.google.com.au", "search"],
  ["https://mail.google.com/", "other"],
  ["https://google.com.evil.example/", "other"],
  ["https://www.bing.com/search?q=x", "search"],
  ["https://duckduckgo.com/", "search"],
  ["https://html.duckduckgo.com/", "search"],
  ["https://notduckduckgo.com/", "other"],
  ["https://search.yahoo.com/x", "search"],
  ["https://de.search.yahoo.com/x", "search"],
  ["https://yandex.ru/", "search"],
  ["android-app://com.google.android.googlequicksearchbox/", "search"],
  ["android-app://com.facebook.android", "social"],
  ["https://t.co/abc", "social"],
  ["https://notreddit.co/", "other"],
  ["https://old.reddit.com/r/x", "social"],
  ["https://x.com/", "social"],
  ["https://netflix.com/", "other"],
  ["https://www.PINTEREST.de/", "social"],
  ["https://user:pass@l.facebook.com:443/l.php", "social"],
  ["https://news.example.org/", "other"],
  ["nonsense", "other"],
];
test.each(referrers)("referrer %j is %s", (referrer, want) => {
  assert.equal(of("referrer", { referrer }), want);
});

test("a site names further hosts of its own", () => {
  const more = { internalHosts: ["pay.example.net"] };
  assert.equal(of("referrer", { referrer: "https://pay.example.net/done" }, more), "internal");
  assert.equal(of("referrer", { referrer: "https://other.example.org/" }, more), "other");
  assert.equal(of("referrer", { referrer: "https://example.org/", host: "" }), "other");
  assert.equal(of("referrer", { referrer: "http://localhost:80/x", host: "localhost" }), "internal");
});

const zones: [string, boolean][] = [
  ["Europe/Berlin", false],
  ["America/New_York", false],
  ["Asia/Tokyo", false],
  ["Pacific/Honolulu", false],
  ["", false],
  ["Australia/Sydney", true],
  ["Pacific/Auckland", true],
  ["America/Sao_Paulo", true],
  ["America/Argentina/Cordoba", true],
  ["Africa/Johannesburg", true],
];
test.each(zones)("zone %j: southern %s", (timeZone, southern) => {
  const evening = (month: number) => of("daylight", { now: new Date(2026, month, 15, 19), timeZone });
  assert.deepEqual([evening(0), evening(6)], southern ? ["light", "dark"] : ["dark", "light"]);
});

test("the hemisphere can be told", () => {
  const now = new Date(2026, 0, 15, 19);
  assert.equal(of("daylight", { now }, { hemisphere: "south" }), "light");
  assert.equal(of("daylight", { now, timeZone: "Australia/Sydney" }, { hemisphere: "north" }), "dark");
});

/** Hours of light at 45° north in the middle of a month, by the declination of the sun. */
function hoursOfLight(month: number): number {
  const declination = 0.409 * Math.sin((2 * Math.PI * (month * 30.4 + 15 - 81)) / 365);
  return (24 / Math.PI) * Math.acos(-Math.tan(Math.PI / 4) * Math.tan(declination));
}

test.each(Array.from({ length: 12 }, (_, month) => month))(
  "month %d is light about as long as the sun is up",
  (month) => {
    const light = Array.from({ length: 24 }, (_, hour) =>
      of("daylight", { now: new Date(2026, month, 15, hour) }),
    );
    const hours = light.filter((value) => value === "light").length;
    assert.ok(Math.abs(hours - hoursOfLight(month)) <= 1.5, `${hours} and ${hoursOfLight(month)}`);
    assert.equal(light[12], "light");
    assert.equal(light[0], "dark");
  },
);

const classes: Readonly<Record<ContextFeature, RegExp>> = {
  hour: /^([0-9]|1[0-9]|2[0-3])$/,
  weekday: /^(mon|tue|wed|thu|fri|sat|sun)$/,
  device: /^(phone|tablet|desktop)$/,
  language: /^[a-z]{2,3}$/,
  referrer: /^(none|internal|search|social|other)$/,
  daylight: /^(light|dark)$/,
};

const anyEnvironment = fc.record({
  now: fc.date(),
  width: fc.nat(10_000),
  height: fc.nat(10_000),
  coarse: fc.boolean(),
  language: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("en-US", "fr", "sr-Latn-RS")),
  timeZone: fc.string(),
  referrer: fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })),
  host: fc.oneof(fc.string(), fc.domain()),
});

test("whatever the browser says, only the documented classes come out", () => {
  fc.assert(
    fc.property(anyEnvironment, (environment) => {
      const context = contextFromBrowser({ environment });
      for (const [feature, value] of Object.entries(context))
        assert.match(value, classes[feature as ContextFeature]);
    }),
  );
});

test("minutes, exact sizes, region and address change nothing", () => {
  const finer = fc.record({
    now: fc.nat(59).map((minute) => new Date(2026, 5, 6, 20, minute)),
    width: fc.integer({ min: 900, max: 4000 }),
    language: fc.constantFrom("de", "de-AT", "de-CH", "de-Latn-DE"),
    timeZone: fc.constantFrom("Europe/Vienna", "Asia/Tokyo", "America/Denver"),
  });
  const paths = fc.webPath().map((path) => ({ referrer: `https://www.google.com${path}` }));
  const want = contextFromBrowser({ environment: { ...base, referrer: "https://www.google.com/" } });
  fc.assert(
    fc.property(finer, paths, (part, referrer) => {
      assert.deepEqual(contextFromBrowser({ environment: { ...base, ...part, ...referrer } }), want);
    }),
  );
});

test("a time that is none gives no features of time", () => {
  const context = contextFromBrowser({ environment: { ...base, now: new Date(Number.NaN) } });
  assert.deepEqual(Object.keys(context), ["device", "language", "referrer"]);
});

test("on a server there is nothing", () => {
  assert.deepEqual(contextFromBrowser(), {});
});

test("the browser is read when there is one", () => {
  const window = new Window({ url: "https://shop.example.com/", width: 390, height: 844 });
  vi.stubGlobal("document", { referrer: "https://t.co/x" });
  vi.stubGlobal("matchMedia", (query: string) => ({ matches: query === "(pointer: coarse)" }));
  vi.stubGlobal("innerWidth", window.innerWidth);
  vi.stubGlobal("innerHeight", window.innerHeight);
  vi.stubGlobal("location", window.location);
  vi.stubGlobal("navigator", { language: "fr-CA" });
  const { hour, weekday, ...rest } = contextFromBrowser();
  assert.match(hour ?? "", classes.hour);
  assert.match(weekday ?? "", classes.weekday);
  assert.match(rest.daylight ?? "", classes.daylight);
  delete rest.daylight;
  assert.deepEqual(rest, { device: "phone", language: "fr", referrer: "social" });
});
