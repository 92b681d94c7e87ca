// The words of the shell, the home page, the film page and the search, in English; texts.de.ts has them in German.

import { figure, partOfDay, weekday } from "./figures.ts";

/** The words in one language. Numbers and titles are put in by the functions. */
export interface ShellTexts {
  skip: string;
  nav: { home: string; search: string; data: string; privacy: string; lab: string; developers: string };
  menu: string;
  theme: { toDark: string; toLight: string };
  otherLanguage: string;
  settings: string;
  footer: {
    data: string;
    simulated: string;
    offline: string;
    memory: Record<string, string>;
    unkept: string;
    signal: string;
  };
  hero: { title: string; text: string };
  facts: {
    ranked: (films: string, ms: string) => [figure: string, text: string];
    requests: (count: number) => [figure: string, text: string];
    module: (kilobytes: string) => [figure: string, text: string];
  };
  more: string;
  generic: Record<string, string>;
  shelf: {
    you: string;
    because: (deed: string, title: string) => string;
    moment: (moment: string) => string;
    fresh: string;
    popular: string;
    watchlist: string;
  };
  popularLeft: string;
  skipShelf: string;
  note: Record<"you" | "because" | "moment" | "fresh" | "popular" | "watchlist", string>;
  moment: (time: Date) => string;
  did: Record<string, string>;
  genres: string;
  card: {
    like: string;
    dislike: string;
    watchlist: string;
    why: string;
    block: string;
    unblock: string;
    of: (act: string, title: string) => string;
  };
  said: {
    like: (title: string) => string;
    dislike: (title: string) => string;
    watchlist: (title: string) => string;
    undone: (title: string) => string;
    blocked: (title: string) => string;
    blockedNow: (title: string) => string;
    unblocked: (title: string) => string;
    undecided: string;
    refused: string;
    withdrawn: (count: number) => string;
    forgotten: (count: number) => string;
    granted: string;
    denied: string;
    erased: string;
    failed: (why: string) => string;
  };
  film: {
    released: string;
    director: string;
    genre: string;
    setting: string;
    source: string;
    certificate: string;
    minutes: string;
    stars: string;
    length: (minutes: number) => string;
    rating: (stars: string, votes: string) => string;
    similar: string;
    similarNote: string;
    unknown: string;
    unknownText: string;
    why: string;
    standing: (place: string, total: string) => string;
    seen: string;
    blocked: string;
  };
  search: {
    title: string;
    label: string;
    note: string;
    preparing: string;
    found: (count: string) => string;
    none: string;
    more: string;
  };
  failed: (why: string) => string;
  failedPage: (why: string) => string;
  again: string;
  failedTitle: string;
}

/** A count with its noun. */
const records = (n: number) => `${figure(n, "en")} ${n === 1 ? "record" : "records"}`;

/** English. */
export const enTexts: ShellTexts = {
  skip: "Skip to the page’s content",
  nav: {
    home: "Films",
    search: "Search",
    data: "Your data",
    privacy: "Privacy",
    lab: "Lab",
    developers: "For developers",
  },
  menu: "Pages",
  theme: { toDark: "Dark colours", toLight: "Light colours" },
  otherLanguage: "Deutsch",
  settings: "Privacy settings",
  footer: {
    data: "Films: movies.json of the npm package vega-datasets (github.com/vega/vega-datasets), cleaned by this demo. The package is under BSD-3-Clause and its catalogue of data names the same licence; for movies.json itself it records neither an origin nor terms of its own, and says that it has errors on purpose, for teaching. Posters are drawn by this page.",
    simulated:
      "The behaviour behind these rankings is simulated: no real person’s clicks went into the pack.",
    offline: "Saved for offline use: this page opens without a network now.",
    memory: {
      refused:
        "This browser keeps nothing for this page, as private windows may. Everything works; it is gone when you close the page.",
      insecure:
        "This address is not secure (https), so nothing can be sealed and nothing is kept. Everything works until you close the page.",
      damaged:
        "What was kept here cannot be read, so this visit lives in memory. “Your data” can erase it and begin anew.",
      asked: "This visit lives in memory and is gone when you close the page.",
    },
    unkept:
      "This browser could not write what you did last. It holds until you close the page; then this device is as it was before.",
    signal:
      "Your browser sends Global Privacy Control. It is honoured: nothing is reported and nothing is learned together.",
  },
  hero: {
    title: "A film shelf that knows you. And tells nobody.",
    text: "Every list here is ranked by your own device. What you look at, like and refuse stays on it, sealed, and only if you say yes. Each film tells you exactly why it is where it is.",
  },
  facts: {
    ranked: (films, ms) => [`${ms} ms`, `to rank ${films} films on this device`],
    requests: (count) => [
      String(count),
      `${count === 1 ? "request" : "requests"} since the first list, but for the files that make the page work offline`,
    ],
    module: (kilobytes) => [
      `${kilobytes} kB`,
      "of WebAssembly, as it is sent; it imports nothing, so it can send nothing",
    ],
  },
  more: "How this works, and what is stored",
  generic: {
    consent: "Ranked from the hour, the day and the catalogue. Nothing about you is used or stored.",
    visit:
      "Ranked from the hour, the day and what you asked for, which holds until you close the page. Nothing is stored.",
    dial: "Your dial stands at 0: your history counts for nothing, and the lists are the same for everybody.",
    history: "You said yes. Open or like a film, and the lists follow at once.",
    confidence: "What this device holds says too little yet, so the lists are the same for everybody.",
  },
  shelf: {
    you: "For you",
    because: (deed, title) => `Because you ${deed} ${title}`,
    moment: (moment) => `Right for ${moment}`,
    fresh: "New to you",
    popular: "Popular",
    watchlist: "Your watchlist",
  },
  skipShelf: "Skip this shelf",
  popularLeft: "With the simulated visitors; without what you have seen, refused, or find above",
  note: {
    you: "From what you did here, the hour and the day",
    because: "",
    moment: "Chosen more often than usual by the simulated visitors at this hour and on this day",
    fresh: "The best for you of genres that you have not opened here",
    popular: "With the simulated visitors; the same for everybody",
    watchlist: "Kept on this device",
  },
  moment: (time) => `a ${weekday(time, "en")} ${partOfDay(time)}`,
  did: { view: "looked at", click: "looked at", like: "liked", watchlist: "saved" },
  genres: "By genre",
  card: {
    like: "Like",
    dislike: "Dislike",
    watchlist: "Watchlist",
    why: "Why this?",
    block: "Not interested",
    unblock: "Interested again",
    of: (act, title) => `${act}: ${title}`,
  },
  said: {
    like: (title) => `You like ${title}. The lists have changed.`,
    dislike: (title) => `You dislike ${title}. The lists have changed.`,
    watchlist: (title) => `${title} is on your watchlist.`,
    undone: (title) => `Forgotten: what you said about ${title}.`,
    blocked: (title) => `${title} will not be shown again.`,
    blockedNow: (title) =>
      `${title} will not be shown until you close the page. Once you have decided, it is kept.`,
    unblocked: (title) => `${title} may be shown again.`,
    undecided: "Nothing is recorded before you have chosen. After a yes it is done.",
    refused: "Nothing was recorded: you said no to that. “Privacy settings”, below, changes it.",
    withdrawn: (count) => `Withdrawn. ${records(count)} deleted just now.`,
    forgotten: (count) => `${records(count)} forgotten, as if never made.`,
    granted: "Yes. Open or like a film, and see the lists change.",
    denied: "No. Nothing is recorded, and you will not be asked again.",
    erased: "Everything is erased: the key first, then the data.",
    failed: (why) => `That did not work: ${why}`,
  },
  film: {
    released: "Released",
    director: "Director",
    genre: "Genre",
    setting: "Setting",
    source: "Source",
    certificate: "Rated",
    minutes: "Length",
    stars: "IMDb",
    length: (minutes) => `${minutes} minutes`,
    rating: (stars, votes) => `${stars} of 10, ${votes} votes`,
    similar: "Like this one",
    similarNote:
      "The same director, or the same genre and decade, in the order of this hour and of what you did",
    unknown: "No such film",
    unknownText: "The catalogue has no film of this name. Try the search.",
    why: "Where it stands",
    standing: (place, total) => `Place ${place} of ${total} at this hour.`,
    seen: "You have looked at it, so the lists leave it out.",
    blocked: "You are not interested in it, so no list shows it.",
  },
  search: {
    title: "Search",
    label: "Title, director, genre or decade",
    note: "Found on this device: what you type is sent to nobody and not recorded. It stands in the address, as your browser’s history has it.",
    preparing: "Preparing the search …",
    found: (count) => `${count} films`,
    none: "No film has these words. Try a title, a director, a genre or “1980s”.",
    more: "Show more films",
  },
  failed: (why) => `The shelf could not start: ${why}`,
  failedPage: (why) => `This page could not be shown: ${why}`,
  again: "Try again",
  failedTitle: "This did not work",
};
