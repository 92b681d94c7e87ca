// Generated readers of the news example: what people might read at which hour, on which device, in which language. Nobody's real reading.

/** An invented article. */
export interface Article {
  id: string;
  title: string;
  teaser: string;
  section: string;
  language: "en" | "de";
  /** Local hours at which it draws most, from and to; it may go over midnight. */
  hours: [number, number];
  /** It draws more on Saturdays and Sundays. */
  weekend?: boolean;
  device?: "phone" | "desktop";
}

/** A source of numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const readers = 1500;
const days = 28;
const first = Date.UTC(2026, 2, 2);

/** Whether an hour lies in a span that may go over midnight. */
export function inSpan(hour: number, [from, to]: readonly [number, number]): boolean {
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** How much an article draws somebody in a situation. */
export function draw(
  article: Article,
  hour: number,
  weekend: boolean,
  device: string,
  language: string,
): number {
  const right = inSpan(hour, article.hours) ? 4 : 1;
  const days = article.weekend === undefined ? 1 : article.weekend === weekend ? 2.5 : 0.7;
  const fits = article.device === undefined ? 1 : article.device === device ? 2.5 : 0.5;
  return right * days * fits * (article.language === language ? 6 : 0.4);
}

/** The rows of events.csv: person, item, type, time, hour, device, language. */
export function readings(articles: readonly Article[], random: () => number): string[][] {
  const rows: string[][] = [];
  for (let i = 0; i < readers; i++) {
    const language = random() < 0.5 ? "de" : "en";
    const taste = articles[Math.floor(random() * articles.length)]?.section ?? "";
    const visits = 2 + Math.floor(random() * 6);
    for (let v = 0; v < visits; v++) rows.push(...visit(`r${i}`, articles, language, taste, random));
  }
  return rows;
}

/** One to four articles at one sitting; some of them of the reader's own section. */
function visit(
  person: string,
  articles: readonly Article[],
  language: string,
  taste: string,
  random: () => number,
): string[][] {
  const device = random() < 0.6 ? "phone" : "desktop";
  const hour = sociable(random);
  const time = first + Math.floor(random() * days) * 86_400_000 + hour * 3_600_000;
  const weekend = [0, 6].includes(new Date(time).getUTCDay());
  const weights = articles.map(
    (article) => draw(article, hour, weekend, device, language) * (article.section === taste ? 2.5 : 1),
  );
  return Array.from({ length: 1 + Math.floor(random() * 4) }, (_, i) => {
    const item = articles[choose(weights, random)]?.id ?? "";
    const at = new Date(time + i * 240_000 + Math.floor(random() * 60_000)).toISOString();
    return [person, item, "view", at, String(hour), device, language];
  });
}

/** An hour at which people read: mornings and evenings more than nights. */
function sociable(random: () => number): number {
  const hours = [1, 1, 1, 1, 1, 2, 5, 8, 8, 6, 5, 5, 7, 6, 5, 5, 5, 6, 7, 8, 9, 8, 6, 3];
  return choose(hours, random);
}

function choose(weights: readonly number[], random: () => number): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return Math.max(0, found);
}
