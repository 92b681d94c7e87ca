// The settings of the simulated visitors: everything that the generator assumes about people is here.

/** What the simulated world is like. Strengths are added up in the exponent: 0 switches a cause off. */
export interface Settings {
  /** Equal seeds and settings give equal events. */
  seed: number;
  visitors: number;
  /** The first day, `YYYY-MM-DD`; visitors come at local times, which are UTC here. */
  start: string;
  days: number;
  /** Mean number of visits a person makes over all days. */
  visits: number;
  /** Mean number of films looked at in a visit. */
  filmsPerVisit: number;
  /** How strongly fame draws: looks go with votes to this power. */
  fame: number;
  /** How strongly a person's liked genres draw. */
  genre: number;
  /** How strongly a person's favourite directors draw. */
  director: number;
  /** How strongly a person's own decade draws. */
  era: number;
  /** How many genres a person likes fully; the same one may come twice. */
  likedGenres: number;
  /** Deviation of what a person thinks of all other genres, beside the 1 of a liked one. */
  genreSpread: number;
  /** How many films a person's favourite directors are taken from. */
  favourites: number;
  /** The earliest year that a person's own era can have in its middle, and how many years it can be later. */
  eraFrom: number;
  eraYears: number;
  /** Years from the middle of the era at which its draw has fallen to 1/e. */
  eraWidth: number;
  /** How strongly hour and weekday shift what people want to see. */
  moment: number;
  /** Probability that a look follows from the one before: the same director or the same series. */
  follow: number;
  /** Probability that a person says whether a film was liked. */
  vocal: number;
  /** Genre by part of the week: how much more (above 0) or less it is wanted then. */
  moods: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The settings behind the demo's pack. */
export const packSettings: Settings = {
  seed: 20_260_601,
  visitors: 4000,
  start: "2026-03-02",
  days: 90,
  visits: 16,
  filmsPerVisit: 5,
  fame: 0.45,
  genre: 1.6,
  director: 2.2,
  era: 0.9,
  likedGenres: 2,
  genreSpread: 0.5,
  favourites: 3,
  eraFrom: 1965,
  eraYears: 50,
  eraWidth: 12,
  moment: 1,
  follow: 0.35,
  vocal: 0.3,
  moods: {
    "weekday morning": { Documentary: 1.2, Drama: 0.3, Horror: -1, Action: -0.5 },
    "weekday afternoon": { Comedy: 0.4, "Romantic Comedy": 0.5, Musical: 0.5, Horror: -0.6 },
    "weekday evening": { Drama: 0.7, Thriller: 0.6, Documentary: 0.5, Concert: 0.5 },
    "weekday night": { Horror: 1, Thriller: 0.7, "Black Comedy": 0.6, Musical: -0.6 },
    "weekend morning": { Adventure: 1.3, Musical: 1, Comedy: 0.3, Horror: -1.5, Thriller: -0.8 },
    "weekend afternoon": { Adventure: 0.9, Western: 0.8, Comedy: 0.5, Horror: -0.6 },
    "weekend evening": { Action: 0.9, "Romantic Comedy": 0.9, Comedy: 0.6, Documentary: -0.6 },
    "weekend night": { Horror: 1.6, "Black Comedy": 0.8, Action: 0.5, Musical: -0.8, Adventure: -0.6 },
  },
};

/**
 * The settings of the Lab's visitors. They are other people than those behind the pack, on purpose, so that what the pack
 * learned is not what it is tested on: fame draws more, tastes are weaker, wider and around other years, the week has
 * other moods, and fewer looks follow from the one before.
 */
export const labSettings: Settings = {
  seed: 7_310_115,
  visitors: 1000,
  start: "2026-06-15",
  days: 60,
  visits: 8,
  filmsPerVisit: 2.5,
  fame: 0.6,
  genre: 1.2,
  director: 1.6,
  era: 1.1,
  likedGenres: 3,
  genreSpread: 0.8,
  favourites: 2,
  eraFrom: 1950,
  eraYears: 60,
  eraWidth: 8,
  moment: 0.6,
  follow: 0.2,
  vocal: 0.3,
  moods: {
    "weekday morning": { Comedy: 0.6, Musical: 0.5, Thriller: -0.4 },
    "weekday afternoon": { Drama: 0.5, Western: 0.6, Action: 0.3, Comedy: -0.3 },
    "weekday evening": { Comedy: 0.8, "Romantic Comedy": 0.6, Action: 0.4, Drama: -0.3 },
    "weekday night": { Thriller: 0.6, Documentary: 0.5, Horror: 0.4 },
    "weekend morning": { Documentary: 0.8, Adventure: 0.6, Comedy: 0.5, Horror: -0.8 },
    "weekend afternoon": { Comedy: 0.7, Adventure: 0.5, Concert: 0.8, Drama: -0.4 },
    "weekend evening": { Thriller: 0.8, Drama: 0.6, Action: 0.5, "Romantic Comedy": -0.4 },
    "weekend night": { Comedy: 0.8, "Black Comedy": 0.5, Horror: 0.6 },
  },
};

/** A world that Hearth cannot win: nobody has a taste of their own, all go by fame alone. */
export const fameSettings: Settings = {
  ...labSettings,
  genre: 0,
  director: 0,
  era: 0,
  moment: 0,
  follow: 0,
};
