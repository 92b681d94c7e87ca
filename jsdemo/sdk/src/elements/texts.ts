// The words of the elements: one catalogue a language, which a site can change, extend or replace; English is here.

import { type Catalogue, en as reasons } from "../words.js";

/** A text, or one for each plural form of its `{n}`. Parameters stand in braces, such as `{item}`. */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** What a purpose is called, and what the person gets for a yes. */
export interface PurposeWords {
  /** Its name, of some words. */
  title: string;
  /** One sentence; "" for none. */
  benefit: string;
  /** Goes before the purpose's own text, which is in one language only. */
  text?: string;
}

/** All words of the elements in one language. */
export interface ElementCatalogue {
  /** The wording of reasons; its language is the language of numbers and dates too. */
  reasons: Catalogue;
  /** What can happen to an item, for lists of events; before the words of `reasons.events`. */
  events: Readonly<Record<string, string>>;
  /** Categories of data. */
  categories: Readonly<Record<string, string>>;
  /** Purposes by id, or, where an id is not here, by stage. */
  purposes: Readonly<Record<string, PurposeWords>>;
  /** Places, such as 1st; by the ordinal's plural form. */
  places: Text;
  /** All other texts. */
  texts: Readonly<Record<TextKey, Text>>;
}

const texts = {
  // Reasons
  why: "Why this?",
  close: "Close",
  standing: "{place} of {total} right now",
  "hidden.unavailable": "It is not on offer.",
  "hidden.seen": "You know it already.",
  "hidden.excluded": "It is left out here.",
  "hidden.blocked": "You are not interested in it.",
  share: "{share} of the decision",
  shareAgainst: "{share} against it",
  allowed: "You allowed it for {purposes}.",
  without: "Without what you did with {item} it would be {place}.",
  withoutSame: "Without what you did with {item} it would still be {place}.",
  withoutHidden: "Without what you did with {item} it would not be here.",
  times: { one: "once", other: "{n} times" },
  notInterested: "Not interested",
  // Forgetting
  forget: "Forget",
  forgetAsk: { one: "{n} record goes, for good:", other: "{n} records go, for good:" },
  more: "and {n} more",
  forgotten: { one: "{n} record is forgotten.", other: "{n} records are forgotten." },
  keep: "Keep",
  // Consent
  invite: "Suggestions that fit you, made on your device",
  inviteText:
    "Say yes and this page learns from what you look at. It stays on this device: nobody else sees it, and you can erase it at any time.",
  inviteNo: "No, thank you",
  inviteYes: "Yes, show me",
  choose: "What may it be used for?",
  chooseFirst: "Choose yes or no first.",
  yes: "Yes",
  no: "No",
  noAll: "No to all",
  save: "Save my choice",
  yesAll: "Yes to all",
  later: "Ask me later",
  decided: "Your choice is kept and can be changed at any time.",
  signal:
    "Your browser sends Global Privacy Control: while it does, nothing is reported or learned together.",
  // Purposes
  purposes: "What you allow",
  purposesText: "What you do stays on this device. Each switch acts at once.",
  uses: "Uses",
  kept: "Kept for",
  sensitive: "Only for",
  days: { one: "{n} day", other: "{n} days" },
  since: "since {date}",
  "state.undecided": "Not decided",
  "state.granted": "Allowed",
  "state.denied": "Not allowed",
  "state.withdrawn": "Withdrawn",
  "state.lapsed": "Run out",
  "state.masked": "Paused by your browser’s signal",
  granted: "{purpose}: allowed.",
  withdrawn: {
    one: "{purpose}: withdrawn. {n} record was deleted.",
    other: "{purpose}: withdrawn. {n} records were deleted.",
  },
  // Dial
  dial: "How much your history counts",
  dialLow: "Same for everybody",
  dialHigh: "All yours",
  // Interests
  interests: "Your interests",
  interestsText: "Worked out from what you did. Correct what is wrong.",
  declared: "You set it to {amount}",
  evidence: { one: "From {n} event", other: "From {n} events" },
  raise: "More",
  lower: "Less",
  remove: "Remove",
  removed: "Removed",
  restore: "Take back",
  // Blocked
  blocked: "What you do not want to see",
  // Events
  events: "What this device remembers",
  eventsText: "Newest first. What you forget takes with it all that was based on it.",
  unused: "not in use",
  page: "{from}–{to} of {total}",
  newer: "Newer",
  older: "Older",
  // Data
  data: "Your data",
  export: "Save a copy",
  import: "Load a copy",
  importAsk: "Replace everything on this device with “{file}”?",
  imported: "The copy is loaded.",
  exported: "The copy is saved.",
  erase: "Erase everything",
  eraseAsk: "All records go, and all your decisions. This cannot be undone.",
  erased: "Everything is erased.",
  "storage.asked": "Gone when this page is closed.",
  "storage.damaged": "What was stored cannot be read. Erasing begins anew.",
  "storage.refused": "This browser refuses storage.",
  "storage.insecure": "This page is not secure.",
  "storage.indexeddb": "Sealed in this browser’s storage.",
  held: { one: "{n} record, {size}", other: "{n} records, {size}" },
  // Audit
  audit: "What was done with it",
  nothing: "Nothing yet.",
  "audit.recorded": "Recorded",
  "audit.refused": "Not recorded, for want of a yes",
  "audit.purged": "Removed by time",
  "audit.forgotten": "Forgotten by you",
  "audit.withdrawn": "Deleted by a withdrawal",
  "audit.exported": "Copies saved",
  "audit.used": "Times it shaped a suggestion",
  latest: "last on {date}",
  decisions: { one: "{n} decision", other: "{n} decisions" },
  "deed.grant": "Yes to {purpose}",
  "deed.deny": "No to {purpose}",
  "deed.withdraw": "{purpose} withdrawn",
  "deed.lapse": "{purpose} ran out",
  // All
  failed: "That did not work: {reason}",
} satisfies Record<string, Text>;

/** The names of the elements' texts. */
export type TextKey = keyof typeof texts;

/** English. */
export const enElements: ElementCatalogue = {
  reasons,
  events: { impression: "shown", dislike: "disliked", dismiss: "dismissed" },
  categories: {
    browsing: "what you look at",
    search: "what you search for",
    purchases: "what you buy",
    feedback: "what you like",
    interests: "your interests",
    place: "where you are",
    time: "when you come",
    device: "your kind of device",
    other: "other things you do",
  },
  purposes: {
    rank: { title: "Personal suggestions", benefit: "What fits you comes first." },
    learn: { title: "Learning on this device", benefit: "Suggestions get better the more you come." },
    report: {
      title: "Anonymous statistics",
      benefit: "Helps to improve this for everybody, and tells nothing of you.",
    },
    federate: { title: "Learning together", benefit: "All learn from all, and no one sees what you did." },
    fairness: { title: "Checks for fairness", benefit: "Helps to see that nobody is treated worse." },
  },
  places: { one: "{n}st", two: "{n}nd", few: "{n}rd", other: "{n}th" },
  texts,
};
