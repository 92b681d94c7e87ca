// Tests of the adapters for two consent tools, with the tools themselves.
// @vitest-environment happy-dom
// @vitest-environment-options { "url": "https://shop.example/" }

import * as klaro from "klaro/dist/klaro-no-css.js";
import * as CookieConsent from "vanilla-cookieconsent";
import { afterEach, expect, expectTypeOf, test } from "vitest";
import type { Hearth } from "../src/api.ts";
import { answers, type Driven, followCookieConsent, followKlaro } from "../src/signals.ts";
import { fakeHearth, settled } from "./signals-fake.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

test("a Hearth as open() gives it can be driven", () => {
  expectTypeOf<Hearth>().toExtend<Driven>();
});

test("answers: all names accepted, some, none, nothing mapped, and no answer yet", () => {
  const mapping = { all: ["a", "b"], some: ["a", "c"], nothing: [] };
  const accepted = (name: string) => name !== "c";
  expect(answers(mapping, true, accepted)).toMatchObject({ grant: ["all"], deny: ["some", "nothing"] });
  expect(answers(mapping, false, accepted)).toMatchObject({ grant: [], standing: "silent" });
});

let made = 0;
function klaroManager(storageName = `klaro-${++made}`) {
  const services = [
    { name: "recommendations", purposes: ["personalisation"] },
    { name: "shop", purposes: ["function"], default: true },
  ];
  const elementID = `element-${++made}`; // managers are kept by it
  return { manager: klaro.getManager({ elementID, storageName, services }), storageName };
}
const services = { rank: ["recommendations", "shop"] };

test("Klaro: nothing before the answer, then yes, no, and yes again, each once", async () => {
  const { manager } = klaroManager();
  const hearth = fakeHearth();
  stops.push(followKlaro(hearth, services, manager));
  manager.updateConsent("recommendations", true);
  await settled();
  expect(hearth.calls).toEqual([]);
  for (const value of [true, true, false, false, true]) {
    manager.changeAll(value);
    manager.saveAndApplyConsents("save");
    await settled();
  }
  expect(hearth.calls).toEqual(["grant rank", "withdraw rank", "grant rank"]);
});

test("Klaro: what the dialog has but nobody saved is no answer", async () => {
  const { manager } = klaroManager();
  manager.changeAll(false);
  manager.saveAndApplyConsents();
  const hearth = fakeHearth();
  manager.changeAll(true);
  stops.push(followKlaro(hearth, services, manager));
  manager.changeAll(true);
  await settled();
  expect(hearth.calls).toEqual(["deny rank"]);
});

test("Klaro: a stored answer counts on the next page, not over the settings, and a reset masks", async () => {
  const first = klaroManager();
  first.manager.changeAll(true);
  first.manager.saveAndApplyConsents();
  const next = klaroManager(first.storageName).manager;
  const hearth = fakeHearth();
  const stop = followKlaro(hearth, services, next);
  await settled();
  expect(hearth.calls).toEqual(["grant rank"]);
  next.resetConsents();
  await settled();
  expect(hearth.calls).toEqual(["grant rank", "deny rank"]);
  stop();
  next.changeAll(true);
  next.saveAndApplyConsents();
  await settled();
  hearth.settings("withdraw", "rank");
  stops.push(followKlaro(hearth, services, next));
  await settled();
  expect(hearth.calls.length).toBe(2);
});

const cookieConfig = {
  autoShow: false,
  hideFromBots: false, // what the tests run in says that it is one
  categories: { necessary: { enabled: true, readOnly: true }, personalisation: {} },
  language: {
    default: "en",
    translations: {
      en: { consentModal: { title: "?" }, preferencesModal: { sections: [] } },
    },
  },
};
const categories = { rank: ["personalisation"] };

test("vanilla-cookieconsent: nothing before the answer, then yes, no, and yes again, each once", async () => {
  await CookieConsent.run(cookieConfig);
  stops.push(() => CookieConsent.reset(true));
  const hearth = fakeHearth();
  const stop = followCookieConsent(hearth, categories, CookieConsent);
  await settled();
  expect(hearth.calls).toEqual([]);
  for (const accepted of ["all", "all", [], "all"]) {
    CookieConsent.acceptCategory(accepted);
    await settled();
  }
  expect(hearth.calls).toEqual(["grant rank", "withdraw rank", "grant rank"]);
  stop();
  CookieConsent.acceptCategory([]);
  await settled();
  expect(hearth.calls.length).toBe(3);
});

test("vanilla-cookieconsent: a stored answer counts on the next page, and not over the settings", async () => {
  await CookieConsent.run(cookieConfig);
  CookieConsent.acceptCategory("all");
  CookieConsent.reset(false);
  await CookieConsent.run(cookieConfig);
  stops.push(() => CookieConsent.reset(true));
  const hearth = fakeHearth();
  stops.push(followCookieConsent(hearth, categories, CookieConsent));
  await settled();
  expect(hearth.calls).toEqual(["grant rank"]);
  hearth.settings("deny", "rank");
  stops.push(followCookieConsent(hearth, categories, CookieConsent));
  await settled();
  expect(hearth.calls.length).toBe(1);
});

test("vanilla-cookieconsent: followed before run() too, a stored answer is not a fresh one", async () => {
  await CookieConsent.run(cookieConfig);
  CookieConsent.acceptCategory("all");
  CookieConsent.reset(false);
  const hearth = fakeHearth();
  hearth.settings("withdraw", "rank");
  stops.push(followCookieConsent(hearth, categories, CookieConsent));
  await CookieConsent.run(cookieConfig);
  stops.push(() => CookieConsent.reset(true));
  await settled();
  expect(hearth.calls).toEqual([]);
  CookieConsent.acceptCategory([]);
  CookieConsent.acceptCategory("all");
  await settled();
  expect(hearth.calls).toEqual(["grant rank"]);
});

test("vanilla-cookieconsent: an answer to an earlier revision masks", async () => {
  await CookieConsent.run({ ...cookieConfig, revision: 1 });
  CookieConsent.acceptCategory("all");
  CookieConsent.reset(false);
  await CookieConsent.run({ ...cookieConfig, revision: 2 });
  stops.push(() => CookieConsent.reset(true));
  expect(CookieConsent.acceptedCategory("personalisation")).toBe(false);
  expect(CookieConsent.getCookie("revision")).toBe(1);
  const hearth = fakeHearth({ rank: "granted" });
  stops.push(followCookieConsent(hearth, categories, CookieConsent));
  await settled();
  expect(hearth.calls).toEqual(["deny rank"]);
});
