// The words that the SDK's elements and reasons use in this demo: its purposes, its event types, and the catalogue's values.

import { deElements, type ElementCatalogue, enElements } from "@hearthrank/sdk/elements";
import type { Lang, Texts } from "./app.ts";

const decades = Array.from({ length: 10 }, (_, i) => `${1920 + i * 10}s`);

const enValues = {
  R: "films rated R",
  "PG-13": "films rated PG-13",
  PG: "films rated PG",
  G: "films rated G",
  "NC-17": "films rated NC-17",
  "Based on Play": "films made from plays",
  "Based on Book/Short Story": "films made from books",
  "Based on Real Life Events": "films of what really happened",
  "Based on Comic/Graphic Novel": "films made from comics",
  "Based on TV": "films made from television",
  "Based on Game": "films made from games",
  "Original Screenplay": "original screenplays",
  Remake: "remakes",
  "Contemporary Fiction": "stories of our day",
  "Historical Fiction": "historical stories",
  "Kids Fiction": "stories for children",
  "Super Hero": "superheroes",
  Dramatization: "dramatised events",
  Factual: "facts",
};

const deValues = {
  R: "Filme ab 17 (R)",
  "PG-13": "Filme ab 13 (PG-13)",
  PG: "Filme mit Begleitung (PG)",
  G: "Filme für alle (G)",
  "NC-17": "Filme ab 18 (NC-17)",
  Adventure: "Abenteuer",
  "Black Comedy": "Schwarze Komödie",
  Comedy: "Komödie",
  Concert: "Konzert",
  Documentary: "Dokumentarfilm",
  "Romantic Comedy": "Romantische Komödie",
  "Based on Play": "Nach einem Theaterstück",
  "Based on Book/Short Story": "Nach einem Buch",
  "Based on Real Life Events": "Nach wahren Begebenheiten",
  "Based on Comic/Graphic Novel": "Nach einem Comic",
  "Based on TV": "Nach einer Fernsehserie",
  "Based on Game": "Nach einem Spiel",
  "Based on Short Film": "Nach einem Kurzfilm",
  "Based on Musical/Opera": "Nach Musical oder Oper",
  "Original Screenplay": "Originaldrehbuch",
  Remake: "Neuverfilmung",
  "Contemporary Fiction": "Gegenwart",
  "Historical Fiction": "Vergangenheit",
  "Science Fiction": "Science-Fiction",
  "Kids Fiction": "Welt der Kinder",
  "Super Hero": "Superhelden",
  Dramatization: "Nacherzählte Ereignisse",
  Factual: "Tatsachen",
  ...Object.fromEntries(decades.map((decade) => [decade, `${decade.slice(0, 4)}er-Jahre`])),
};

const en: ElementCatalogue = {
  ...enElements,
  reasons: {
    ...enElements.reasons,
    reasons: {
      ...enElements.reasons.reasons,
      "attribute.for": "Fits your taste: {value}",
      "attribute.against": "Less to your taste: {value}",
      "popularity.for": "Popular with the simulated visitors",
      "popularity.against": "Less popular with the simulated visitors",
    },
    events: { ...enElements.reasons.events, view: "looked at", watchlist: "saved" },
    values: { ...enElements.reasons.values, ...enValues },
  },
  events: { ...enElements.events, view: "looked at", watchlist: "put on the watchlist" },
  purposes: {
    ...enElements.purposes,
    looks: {
      title: "What you open and keep",
      benefit: "Films that go with them come first, and your watchlist is there when you come back.",
      text: "This device remembers which films you open and put on your watchlist: 90 days, here alone.",
    },
    taste: {
      title: "What you like and dislike",
      benefit: "A like brings more of its kind at once; a dislike holds it back.",
      text: "This device remembers your likes and dislikes: 180 days, here alone.",
    },
  },
};

const de: ElementCatalogue = {
  ...deElements,
  reasons: {
    ...deElements.reasons,
    reasons: {
      ...deElements.reasons.reasons,
      "attribute.for": "Passt zu Ihrem Geschmack: {value}",
      "attribute.against": "Weniger Ihr Geschmack: {value}",
      "interest.for": "Von Ihnen gewünscht: {value}",
      "interest.against": "Von Ihnen nicht gewünscht: {value}",
      "popularity.for": "Beliebt bei den simulierten Besuchern",
      "popularity.against": "Weniger beliebt bei den simulierten Besuchern",
    },
    events: { ...deElements.reasons.events, watchlist: "auf die Merkliste gesetzt" },
    values: { ...deElements.reasons.values, ...deValues },
  },
  events: { ...deElements.events, watchlist: "auf die Merkliste gesetzt" },
  purposes: {
    ...deElements.purposes,
    looks: {
      title: "Was Sie öffnen und sich merken",
      benefit: "Was dazu passt, steht vorn, und Ihre Merkliste ist da, wenn Sie wiederkommen.",
      text: "Dieses Gerät merkt sich, welche Filme Sie öffnen und auf die Merkliste setzen: 90 Tage, nur hier.",
    },
    taste: {
      title: "Was Ihnen gefällt und was nicht",
      benefit: "Ein „Gefällt mir“ bringt sofort mehr davon; das Gegenteil hält es zurück.",
      text: "Dieses Gerät merkt sich, was Ihnen gefällt und was nicht: 180 Tage, nur hier.",
    },
  },
};

/** The words of reasons and elements. */
export const words: Texts<ElementCatalogue> = { en, de };

/** A genre, setting or source as it stands by itself, such as in a film's details. */
export function nameOf(value: string, lang: Lang): string {
  return lang === "de" ? ((deValues as Record<string, string>)[value] ?? value) : value;
}
