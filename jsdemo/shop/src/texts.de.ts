// The words of the shell, the home page, the film page and the search, in German.

import { figure, partOfDay, weekday } from "./figures.ts";
import type { ShellTexts } from "./texts.ts";

const moments = {
  night: "eine {day}nacht",
  morning: "einen {day}morgen",
  afternoon: "einen {day}nachmittag",
  evening: "einen {day}abend",
};

const records = (n: number) => `${figure(n, "de")} ${n === 1 ? "Eintrag" : "Einträge"}`;

/** German. */
export const deTexts: ShellTexts = {
  skip: "Zum Inhalt der Seite",
  nav: {
    home: "Filme",
    search: "Suche",
    data: "Ihre Daten",
    privacy: "Datenschutz",
    lab: "Labor",
    developers: "Für Entwickler",
  },
  menu: "Seiten",
  theme: { toDark: "Dunkle Farben", toLight: "Helle Farben" },
  otherLanguage: "English",
  settings: "Datenschutz-Einstellungen",
  footer: {
    data: "Filme: movies.json aus dem npm-Paket vega-datasets (github.com/vega/vega-datasets), von dieser Demo bereinigt. Das Paket steht unter BSD-3-Clause, und sein Datenverzeichnis nennt dieselbe Lizenz; für movies.json selbst verzeichnet es weder eine Herkunft noch eigene Bedingungen und sagt, dass die Datei zu Lehrzwecken absichtlich Fehler hat. Die Plakate zeichnet diese Seite.",
    simulated:
      "Das Verhalten hinter diesen Ranglisten ist simuliert: Kein Klick eines wirklichen Menschen steckt darin.",
    offline: "Auch ohne Netz verfügbar: Diese Seite öffnet sich jetzt offline.",
    memory: {
      refused:
        "Dieser Browser bewahrt für diese Seite nichts auf, wie es private Fenster tun können. Alles geht; mit dem Schließen der Seite ist es weg.",
      insecure:
        "Diese Adresse ist nicht sicher (https), also kann nichts versiegelt werden und nichts bleibt. Alles geht, bis Sie die Seite schließen.",
      damaged:
        "Was hier aufbewahrt war, ist nicht lesbar; dieser Besuch bleibt im Arbeitsspeicher. „Ihre Daten“ kann es löschen und neu beginnen.",
      asked: "Dieser Besuch bleibt im Arbeitsspeicher und ist mit dem Schließen der Seite weg.",
    },
    unkept:
      "Dieser Browser konnte nicht schreiben, was Sie zuletzt getan haben. Es gilt, bis Sie die Seite schließen; dann ist dieses Gerät, wie es vorher war.",
    signal:
      "Ihr Browser sendet Global Privacy Control. Das wird beachtet: Nichts wird gemeldet und nichts gemeinsam gelernt.",
  },
  hero: {
    title: "Ein Filmregal, das Sie kennt. Und niemandem davon erzählt.",
    text: "Jede Liste hier ordnet Ihr eigenes Gerät. Was Sie ansehen, mögen und ablehnen, bleibt dort, versiegelt, und nur, wenn Sie ja sagen. Jeder Film sagt genau, warum er steht, wo er steht.",
  },
  facts: {
    ranked: (films, ms) => [`${ms} ms`, `um ${films} Filme auf diesem Gerät zu ordnen`],
    requests: (count) => [
      String(count),
      `${count === 1 ? "Anfrage" : "Anfragen"} seit der ersten Liste, außer den Dateien, mit denen die Seite ohne Netz geht`,
    ],
    module: (kilobytes) => [
      `${kilobytes} kB`,
      "WebAssembly, wie es gesendet wird; es importiert nichts, also kann es nichts senden",
    ],
  },
  more: "Wie das geht und was gespeichert wird",
  generic: {
    consent: "Geordnet nach Stunde, Tag und Katalog. Nichts über Sie wird verwendet oder gespeichert.",
    visit:
      "Geordnet nach Stunde, Tag und dem, was Sie verlangt haben; das gilt, bis Sie die Seite schließen. Gespeichert wird nichts.",
    dial: "Ihr Regler steht auf 0: Ihr Verlauf zählt nicht, und die Listen sind für alle gleich.",
    history: "Sie haben ja gesagt. Öffnen oder mögen Sie einen Film, und die Listen folgen sofort.",
    confidence: "Was dieses Gerät weiß, sagt noch zu wenig; die Listen sind für alle gleich.",
  },
  shelf: {
    you: "Für Sie",
    because: (deed, title) => `Weil Sie ${title} ${deed} haben`,
    moment: (moment) => `Passend für ${moment}`,
    fresh: "Neu für Sie",
    popular: "Beliebt",
    watchlist: "Ihre Merkliste",
  },
  skipShelf: "Dieses Regal überspringen",
  popularLeft: "Bei den simulierten Besuchern; ohne, was Sie kennen, ablehnen oder oben schon finden",
  note: {
    you: "Aus dem, was Sie hier taten, der Stunde und dem Tag",
    because: "",
    moment: "Von den simulierten Besuchern zu dieser Stunde und an diesem Tag öfter gewählt als sonst",
    fresh: "Das Beste für Sie aus Genres, die Sie hier noch nicht geöffnet haben",
    popular: "Bei den simulierten Besuchern; für alle gleich",
    watchlist: "Auf diesem Gerät aufbewahrt",
  },
  moment: (time) => moments[partOfDay(time)].replace("{day}", weekday(time, "de")),
  did: { view: "angesehen", click: "angesehen", like: "gemocht", watchlist: "vorgemerkt" },
  genres: "Nach Genre",
  card: {
    like: "Gefällt mir",
    dislike: "Gefällt mir nicht",
    watchlist: "Merkliste",
    why: "Warum das?",
    block: "Interessiert mich nicht",
    unblock: "Interessiert mich wieder",
    of: (act, title) => `${act}: ${title}`,
  },
  said: {
    like: (title) => `${title} gefällt Ihnen. Die Listen haben sich geändert.`,
    dislike: (title) => `${title} gefällt Ihnen nicht. Die Listen haben sich geändert.`,
    watchlist: (title) => `${title} steht auf Ihrer Merkliste.`,
    undone: (title) => `Vergessen: was Sie über ${title} sagten.`,
    blocked: (title) => `${title} wird nicht mehr gezeigt.`,
    blockedNow: (title) =>
      `${title} wird nicht gezeigt, bis Sie die Seite schließen. Sobald Sie sich entschieden haben, bleibt es dabei.`,
    unblocked: (title) => `${title} darf wieder gezeigt werden.`,
    undecided: "Nichts wird aufgezeichnet, bevor Sie gewählt haben. Nach einem Ja wird es getan.",
    refused:
      "Nichts wurde aufgezeichnet: Sie haben dazu nein gesagt. „Datenschutz-Einstellungen“ unten ändert das.",
    withdrawn: (count) => `Zurückgezogen. ${records(count)} eben gelöscht.`,
    forgotten: (count) => `${records(count)} vergessen, als hätte es sie nie gegeben.`,
    granted: "Ja. Öffnen oder mögen Sie einen Film und sehen Sie, wie die Listen folgen.",
    denied: "Nein. Nichts wird aufgezeichnet, und Sie werden nicht wieder gefragt.",
    erased: "Alles ist gelöscht: zuerst der Schlüssel, dann die Daten.",
    failed: (why) => `Das ging nicht: ${why}`,
  },
  film: {
    released: "Erschienen",
    director: "Regie",
    genre: "Genre",
    setting: "Welt",
    source: "Vorlage",
    certificate: "Freigabe (USA)",
    minutes: "Länge",
    stars: "IMDb",
    length: (minutes) => `${minutes} Minuten`,
    rating: (stars, votes) => `${stars} von 10, ${votes} Stimmen`,
    similar: "Ähnlich wie dieser",
    similarNote:
      "Dieselbe Regie oder dasselbe Genre und Jahrzehnt, geordnet nach dieser Stunde und dem, was Sie taten",
    unknown: "Kein solcher Film",
    unknownText: "Der Katalog hat keinen Film dieses Namens. Versuchen Sie die Suche.",
    why: "Wo er steht",
    standing: (place, total) => `Zu dieser Stunde auf Platz ${place} von ${total}.`,
    seen: "Sie haben ihn angesehen, darum lassen die Listen ihn aus.",
    blocked: "Er interessiert Sie nicht, darum zeigt ihn keine Liste.",
  },
  search: {
    title: "Suche",
    label: "Titel, Regie, Genre oder Jahrzehnt",
    note: "Auf diesem Gerät gefunden: Was Sie tippen, wird niemandem gesendet und nicht aufgezeichnet. Es steht in der Adresse, wie auch im Verlauf Ihres Browsers.",
    preparing: "Die Suche wird vorbereitet …",
    found: (count) => `${count} Filme`,
    none: "Kein Film hat diese Wörter. Versuchen Sie Titel, Regie, Genre oder „1980s“.",
    more: "Mehr Filme zeigen",
  },
  failed: (why) => `Das Regal konnte nicht starten: ${why}`,
  failedPage: (why) => `Diese Seite ließ sich nicht zeigen: ${why}`,
  again: "Noch einmal versuchen",
  failedTitle: "Das ging nicht",
};
