// What events, fields, values, categories and states are called, in both languages.

import type { Lang } from "../app.ts";
import { nameOf } from "../words.ts";

type Names = Readonly<Record<string, string>>;
type Both = Readonly<Record<Lang, Names>>;

/** Kinds of events, as the legend of the timeline names them. */
const kinds: Both = {
  en: {
    view: "Looked at",
    click: "Opened",
    like: "Liked",
    dislike: "Not for you",
    watchlist: "Kept",
    dwell: "Spent time with",
    search: "Searched",
    impression: "Shown to you",
    dismiss: "Waved away",
    rating: "Rated",
  },
  de: {
    view: "Angesehen",
    click: "Geöffnet",
    like: "Gefällt Ihnen",
    dislike: "Nichts für Sie",
    watchlist: "Gemerkt",
    dwell: "Länger betrachtet",
    search: "Gesucht",
    impression: "Ihnen gezeigt",
    dismiss: "Weggewischt",
    rating: "Bewertet",
  },
};

/** Fields of films. */
const fields: Both = {
  en: {
    category: "Genre",
    director: "Director",
    era: "Decade",
    certificate: "Certificate",
    source: "Made from",
    setting: "Setting",
  },
  de: {
    category: "Genre",
    director: "Regie",
    era: "Jahrzehnt",
    certificate: "Freigabe",
    source: "Vorlage",
    setting: "Welt",
  },
};

/** Values of context; those of films are in words.ts. */
const values: Both = {
  en: {
    mon: "Monday",
    tue: "Tuesday",
    wed: "Wednesday",
    thu: "Thursday",
    fri: "Friday",
    sat: "Saturday",
    sun: "Sunday",
    light: "in daylight",
    dark: "in the dark",
    night: "night",
    morning: "morning",
    afternoon: "afternoon",
    evening: "evening",
    phone: "phone",
    tablet: "tablet",
    desktop: "computer",
  },
  de: {
    mon: "Montag",
    tue: "Dienstag",
    wed: "Mittwoch",
    thu: "Donnerstag",
    fri: "Freitag",
    sat: "Samstag",
    sun: "Sonntag",
    night: "Nacht",
    morning: "Morgen",
    afternoon: "Nachmittag",
    evening: "Abend",
    light: "bei Tageslicht",
    dark: "im Dunkeln",
    phone: "Telefon",
    tablet: "Tablet",
    desktop: "Rechner",
  },
};

/** Categories of data that purposes can ask for. */
const categories: Both = {
  en: {
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
  de: {
    browsing: "was Sie ansehen",
    search: "was Sie suchen",
    purchases: "was Sie kaufen",
    feedback: "was Ihnen gefällt",
    interests: "Ihre Interessen",
    place: "wo Sie sind",
    time: "wann Sie kommen",
    device: "Ihre Art von Gerät",
    other: "was Sie sonst tun",
  },
};

function named(names: Both, lang: Lang, name: string): string | undefined {
  return Object.hasOwn(names[lang], name) ? names[lang][name] : undefined;
}

/** The name of a kind of event. */
export function kindName(lang: Lang, type: string): string {
  return named(kinds, lang, type) ?? type;
}

/** The name of a field. */
export function fieldName(lang: Lang, field: string): string {
  return named(fields, lang, field) ?? field;
}

/** The name of a value of a film or of the context. */
export function valueName(lang: Lang, value: string): string {
  return named(values, lang, value) ?? nameOf(value, lang);
}

/** The name of a category of data. */
export function categoryName(lang: Lang, category: string): string {
  return named(categories, lang, category) ?? category;
}

/** All names, for tests. */
export const vocabularies: readonly Both[] = [kinds, fields, categories, values];
