// The data map of docs/PRIVACY.md, for persons to read: field, purpose, benefit, retention, erasure, test. A test keeps the two in step.

import type { Lang } from "../app.ts";

/** One row, in one language. */
export interface MapRow {
  what: string;
  purpose: string;
  benefit: string;
  kept: string;
  goes: string;
}

/** One field: its name in docs/PRIVACY.md, the tests that are named there, and its row in both languages. */
export interface MapField {
  field: string;
  tests: readonly string[];
  en: MapRow;
  de: MapRow;
}

const always = {
  en: { kept: "as the event", goes: "with the event" },
  de: { kept: "wie das Ereignis", goes: "mit dem Ereignis" },
};

/** The map, in the order of the document. */
export const dataMap: readonly MapField[] = [
  {
    field: "event: type, item, time, local offset",
    tests: ["TestRetentionHolds", "TestForgetIsNeverSeen"],
    en: {
      what: "What you did, with which film, and when",
      purpose: "the purpose that you allowed",
      benefit: "films that go with it come first",
      kept: "the purpose’s days, and 5,000 events at most",
      goes: "erase, withdraw, time",
    },
    de: {
      what: "Was Sie taten, mit welchem Film und wann",
      purpose: "der Zweck, den Sie erlaubt haben",
      benefit: "was dazu passt, steht vorn",
      kept: "die Tage des Zwecks, höchstens 5.000 Ereignisse",
      goes: "Löschen, Widerruf, Zeit",
    },
  },
  {
    field: "event: value (dwell, stars)",
    tests: ["TestMemoryScan"],
    en: {
      what: "How long, or how many stars",
      purpose: "as the event",
      benefit: "how much it says",
      ...always.en,
    },
    de: {
      what: "Wie lange, oder wie viele Sterne",
      purpose: "wie das Ereignis",
      benefit: "wie viel es besagt",
      ...always.de,
    },
  },
  {
    field: "event: search text",
    tests: ["TestMemoryScan"],
    en: {
      what: "What you searched for",
      purpose: "search",
      benefit: "none yet; you can see it",
      ...always.en,
    },
    de: {
      what: "Wonach Sie suchten",
      purpose: "Suche",
      benefit: "noch keiner; Sie können es sehen",
      ...always.de,
    },
  },
  {
    field: "event: context pairs",
    tests: ["TestContextGoesWithItsPurpose"],
    en: {
      what: "When and on which kind of device",
      purpose: "only one that is for time, place or device",
      benefit: "habits: what you like when",
      kept: "its own days, where they are fewer",
      goes: "with the last purpose that is for it",
    },
    de: {
      what: "Wann und auf welcher Art von Gerät",
      purpose: "nur einer, der für Zeit, Ort oder Gerät ist",
      benefit: "Gewohnheiten: was Sie wann mögen",
      kept: "die eigenen Tage, wo es weniger sind",
      goes: "mit dem letzten Zweck, der dafür ist",
    },
  },
  {
    field: "event: purposes",
    tests: ["TestNoEventWithoutGrant"],
    en: {
      what: "Which purposes an event may serve",
      purpose: "–",
      benefit: "nothing else can use it",
      ...always.en,
    },
    de: {
      what: "Welchen Zwecken ein Ereignis dienen darf",
      purpose: "–",
      benefit: "nichts anderes kann es nutzen",
      ...always.de,
    },
  },
  {
    field: "event: based on (of an impression)",
    tests: [],
    en: {
      what: "What a list that you were shown was based on",
      purpose: "–",
      benefit: "it goes with what it was based on",
      ...always.en,
    },
    de: {
      what: "Worauf eine gezeigte Liste beruhte",
      purpose: "–",
      benefit: "sie geht mit dem, worauf sie beruhte",
      ...always.de,
    },
  },
  {
    field: "dial, blocked items and attributes, declared and muted interests, language",
    tests: [],
    en: {
      what: "What you set: dial, interests, what not to show",
      purpose: "your own rules",
      benefit: "they hold",
      kept: "until you take them back; stored only after a yes",
      goes: "take back, erase everything",
    },
    de: {
      what: "Was Sie einstellen: Regler, Interessen, was nicht zu zeigen ist",
      purpose: "Ihre eigenen Regeln",
      benefit: "sie gelten",
      kept: "bis Sie sie zurücknehmen; gespeichert nur nach einem Ja",
      goes: "Zurücknehmen, alles löschen",
    },
  },
  {
    field: "purpose, text version, hash of the text, deed, act, time",
    tests: [],
    en: {
      what: "What you decided, on which text, and when",
      purpose: "–",
      benefit: "your proof of what you agreed to",
      kept: "the latest 4,096 decisions",
      goes: "erase everything",
    },
    de: {
      what: "Was Sie entschieden, zu welchem Text und wann",
      purpose: "–",
      benefit: "Ihr Nachweis, wozu Sie Ja sagten",
      kept: "die letzten 4.096 Entscheidungen",
      goes: "alles löschen",
    },
  },
  {
    field: "counts by kind and purpose, day of the latest; what was refused only while the device is open",
    tests: ["TestSwapDropsBits", "TestLookingIsNoUse"],
    en: {
      what: "How often something was done with your data",
      purpose: "–",
      benefit: "a report that you can read",
      kept: "a few numbers, always as many",
      goes: "erase everything",
    },
    de: {
      what: "Wie oft etwas mit Ihren Daten geschah",
      purpose: "–",
      benefit: "ein Bericht, den Sie lesen können",
      kept: "wenige Zahlen, immer gleich viele",
      goes: "alles löschen",
    },
  },
  {
    field: "clock: mark, suspect",
    tests: ["TestClockRules"],
    en: {
      what: "The latest time that was believed",
      purpose: "–",
      benefit: "a wrong clock deletes nothing, and keeps nothing too long",
      kept: "always the latest one",
      goes: "erase everything",
    },
    de: {
      what: "Die letzte Zeit, die geglaubt wurde",
      purpose: "–",
      benefit: "eine falsche Uhr löscht nichts und behält nichts zu lange",
      kept: "immer nur die letzte",
      goes: "alles löschen",
    },
  },
  {
    field: "profile: history, affinities",
    tests: ["TestFoldIsIncremental"],
    en: {
      what: "Your interests, as they are worked out",
      purpose: "as the events behind them",
      benefit: "the ranking",
      kept: "never stored: worked out anew each time",
      goes: "with the events",
    },
    de: {
      what: "Ihre Interessen, wie sie erschlossen werden",
      purpose: "wie die Ereignisse dahinter",
      benefit: "die Reihenfolge",
      kept: "nie gespeichert: jedes Mal neu erschlossen",
      goes: "mit den Ereignissen",
    },
  },
];

/** The row of a field in a language. */
export function rowOf(field: MapField, lang: Lang): MapRow {
  return field[lang];
}
