// The words of the page "Privacy", in English and German.

import type { Lang } from "../app.ts";
import type { Text } from "../own/words.ts";

const en = {
  title: "Privacy",
  lede: "You need not believe us. What this page promises can be checked here, in your browser, now.",
  // Module
  module: "The ranker cannot send anything",
  moduleNote:
    "A WebAssembly module reaches the world only through what it imports. This is what it imports, read just now.",
  moduleReading: "The module is being read …",
  moduleTrouble: "The module could not be read: {reason}",
  imports: { one: "import", other: "imports" },
  exports: { one: "export", other: "exports" },
  moduleBytes: "in all",
  importsNone:
    "No network, no storage, no clock, not even chance: the page hands it bytes, and it hands bytes back. It could not send a thing if it tried.",
  importsSome: "It imports {list}. That is not the module that we publish.",
  exportsList: "What the page can ask of it",
  checkIt: "Check it yourself",
  checkConsole: "In your browser’s console:",
  checkHash: "And that it is the module of the repository; both lines name the same file:",
  // Requests
  requests: "What this page asked for",
  requestsNote: "Every request since you opened it, as your browser reports them.",
  after: { one: "request after the first list", other: "requests after the first list" },
  before: { one: "file before it, the same for everybody", other: "files before it, the same for everybody" },
  apart: {
    one: "apart: for this page’s checks, and for offline use",
    other: "apart: for this page’s checks, and for offline use",
  },
  pictureLabel:
    "Requests along time: {before} before the first list of films, {after} after it. The table below has each.",
  firstList: "first list of films",
  listed: {
    one: "All are on the build’s list of {n} file, which was made before you came. None can depend on what you did.",
    other:
      "All are on the build’s list of {n} files, which was made before you came. None can depend on what you did.",
  },
  listedNot:
    "All were made before the first list was there: they are the files that start this page for everybody. (Once the page is kept for offline use, they are also compared with the build’s list of files.)",
  listedLater:
    "Some were made after the first list. The table says what for. (Once the page is kept for offline use, they are compared with the build’s list of files.)",
  strange: {
    one: "{n} request is on no list. Something else than this page made it: an extension, say.",
    other: "{n} requests are on no list. Something else than this page made them: an extension, say.",
  },
  notListed: "on no list",
  tableCaption: "All requests of this page, first to last",
  file: "File",
  whatFor: "What for",
  size: "Size",
  when: "When",
  "role.page": "the page itself",
  "role.script": "the page’s script",
  "role.style": "its look",
  "role.module": "the ranker",
  "role.worker": "the worker that the ranker runs in",
  "role.offline": "keeps the page for offline use",
  "role.pack": "statistics of all films",
  "role.films": "the films’ titles and dates",
  "role.check": "read again for this very check, from the cache",
  "role.tried": "your try to send something out; stopped before it left",
  "role.elsewhere": "another site",
  "role.unknown": "unknown",
  unseen:
    "What does not show here: requests of the workers. The ranker’s worker fetches the module and the statistics, once; the one for offline use fetches the build’s list of files. The network panel of your browser’s tools has them all.",
  // Leak
  leak: "Try to send something out",
  leakNote:
    "The page forbids itself other sites by a security policy, and your browser enforces it. Press, and six ways out are tried, with an “x” for a message.",
  leakTry: "Try to leak",
  leakTrying: "Trying …",
  leakStopped: { one: "Your browser stopped it.", other: "Your browser stopped all {n}." },
  leakOpen: "Your browser stopped {n} of {total}. Here the page runs without its policy, as in development.",
  leakCaption: "What was tried, and what stopped it",
  way: "Way out",
  came: "What came of it",
  "way.fetch": "A request by script",
  "way.image": "An image with a message in its address",
  "way.beacon": "A beacon, as analytics use it",
  "way.script": "A script of another site",
  "way.socket": "A lasting connection (WebSocket)",
  "way.frame": "A frame with another site",
  stoppedBy: "stopped by",
  notStopped: "not stopped",
  // Map
  map: "What is stored, and what for",
  mapNote: "Nothing before you decide. After a yes: this, sealed, on this device.",
  mapCaption:
    "The data map. Each row is a field of the device’s state; the last column names the tests that hold it.",
  mapWhat: "What",
  mapPurpose: "Purpose",
  mapBenefit: "What you have of it",
  mapKept: "Kept",
  mapGoes: "Goes by",
  mapTest: "Test",
  mapMore: "The data map with every detail, and what lies where in the browser",
  // Signal
  signal: "Your browser’s signal, and your receipt",
  signalNote: "Global Privacy Control says to every site that you do not want your data sold or shared.",
  signalOn:
    "Your browser sends it. While it does, reporting and learning together are off, whatever you allowed.",
  signalOff:
    "Your browser does not send it at present. If it begins to, reporting and learning together go off at once.",
  signalNone: "This browser does not know the signal.",
  receipt: "Your receipt",
  receiptText: {
    one: "The device keeps {n} decision of yours, with the text that you agreed to, its version and the time. The copy that you can save has it:",
    other:
      "The device keeps {n} decisions of yours, with the texts that you agreed to, their versions and the times. The copy that you can save has them:",
  },
  receiptLink: "Your data",
  receiptRecord:
    "From such a copy the command hearth consent --record makes a record in the shape of ISO/IEC TS 27560.",
  receiptMore: "How, and what is in it",
  // Limits
  limits: "What it cannot protect you from",
  limitsNote: "Promises are worth as much as what they leave out.",
  "limit.scripts": "Other scripts of this site",
  "limit.scripts.text":
    "What the page can see, any script that it loads can see. This page loads none but its own, and its policy forbids others.",
  "limit.device": "Whoever is at your unlocked device",
  "limit.device.text": "Malware, browser extensions, and people with your password see what you see.",
  "limit.images": "A server that sends pictures of your list",
  "limit.images.text":
    "Who serves the thumbnails of a personal list learns the list. That is why this page draws its posters itself.",
  "limit.pack": "The statistics themselves",
  "limit.pack.text":
    "The pack counts what several persons did together. With few behind a number it can tell something of them; so at least five stand behind each here, and all of them are simulated.",
  "limit.old": "What was sent before",
  "limit.old.text": "Hearth sends nothing. What other tools of a site have sent stays sent.",
  "limit.cap": "What can be guessed",
  "limit.cap.text":
    "What you do tells things that you did not say. Kinds that are flagged as sensitive are recorded only under a purpose of their own; others can stand for them.",
  "limit.visit": "What your browser keeps by itself",
  "limit.visit.text":
    "Its history has the addresses that you opened here, films and searches among them, and “Erase everything” does not reach it. A page can also lead you to another site, which no policy forbids; this one does not.",
  limitsMore: "The whole threat model",
} satisfies Record<string, Text>;

/** The names of the texts. */
export type PrivacyKey = keyof typeof en;

const de: Record<PrivacyKey, Text> = {
  title: "Datenschutz",
  lede: "Sie müssen uns nicht glauben. Was diese Seite verspricht, lässt sich hier prüfen, in Ihrem Browser, jetzt.",
  module: "Das Modul kann nichts senden",
  moduleNote:
    "Ein WebAssembly-Modul erreicht die Welt nur durch das, was es importiert. Das importiert es, eben gelesen.",
  moduleReading: "Das Modul wird gelesen …",
  moduleTrouble: "Das Modul ließ sich nicht lesen: {reason}",
  imports: { one: "Import", other: "Importe" },
  exports: { one: "Export", other: "Exporte" },
  moduleBytes: "insgesamt",
  importsNone:
    "Kein Netz, kein Speicher, keine Uhr, nicht einmal Zufall: Die Seite reicht Bytes hinein und bekommt Bytes heraus. Es könnte nichts senden, selbst wenn es wollte.",
  importsSome: "Es importiert {list}. Das ist nicht das Modul, das wir veröffentlichen.",
  exportsList: "Was die Seite von ihm verlangen kann",
  checkIt: "Selbst prüfen",
  checkConsole: "In der Konsole Ihres Browsers:",
  checkHash: "Und dass es das Modul des Repositorys ist; beide Zeilen meinen dieselbe Datei:",
  requests: "Was diese Seite angefordert hat",
  requestsNote: "Jede Anfrage, seit Sie sie geöffnet haben, wie Ihr Browser sie meldet.",
  after: { one: "Anfrage nach der ersten Liste", other: "Anfragen nach der ersten Liste" },
  before: { one: "Datei davor, für alle dieselbe", other: "Dateien davor, für alle dieselben" },
  apart: {
    one: "für sich: für die Prüfungen dieser Seite und für offline",
    other: "für sich: für die Prüfungen dieser Seite und für offline",
  },
  pictureLabel:
    "Anfragen im Lauf der Zeit: {before} vor der ersten Filmliste, {after} danach. Die Tabelle darunter nennt jede.",
  firstList: "erste Filmliste",
  listed: {
    one: "Alle stehen auf der Liste des Builds mit {n} Datei, die es gab, bevor Sie kamen. Keine kann von Ihrem Tun abhängen.",
    other:
      "Alle stehen auf der Liste des Builds mit {n} Dateien, die es gab, bevor Sie kamen. Keine kann von Ihrem Tun abhängen.",
  },
  listedNot:
    "Alle ergingen, bevor die erste Liste da war: Es sind die Dateien, mit denen diese Seite für alle beginnt. (Sobald die Seite für offline aufbewahrt ist, werden sie auch mit der Dateiliste des Builds verglichen.)",
  listedLater:
    "Einige ergingen nach der ersten Liste. Die Tabelle sagt, wozu. (Sobald die Seite für offline aufbewahrt ist, werden sie mit der Dateiliste des Builds verglichen.)",
  strange: {
    one: "{n} Anfrage steht auf keiner Liste. Etwas anderes als diese Seite stellte sie: eine Erweiterung etwa.",
    other:
      "{n} Anfragen stehen auf keiner Liste. Etwas anderes als diese Seite stellte sie: eine Erweiterung etwa.",
  },
  notListed: "auf keiner Liste",
  tableCaption: "Alle Anfragen dieser Seite, von der ersten bis zur letzten",
  file: "Datei",
  whatFor: "Wozu",
  size: "Größe",
  when: "Wann",
  "role.page": "die Seite selbst",
  "role.script": "das Skript der Seite",
  "role.style": "ihr Aussehen",
  "role.module": "das Modul, das ordnet",
  "role.worker": "der Worker, in dem das Modul läuft",
  "role.offline": "bewahrt die Seite für offline auf",
  "role.pack": "Statistik aller Filme",
  "role.films": "Titel und Daten der Filme",
  "role.check": "für diese Prüfung noch einmal gelesen, aus dem Cache",
  "role.tried": "Ihr Versuch, etwas hinauszuschicken; aufgehalten, bevor er hinausging",
  "role.elsewhere": "eine andere Website",
  "role.unknown": "unbekannt",
  unseen:
    "Was hier nicht erscheint: Anfragen der Worker. Der Worker des Moduls holt Modul und Statistik, einmal; der für offline holt die Dateiliste des Builds. Die Netzwerkansicht der Entwicklerwerkzeuge Ihres Browsers zeigt alle.",
  leak: "Versuchen, etwas hinauszuschicken",
  leakNote:
    "Die Seite verbietet sich andere Websites durch eine Sicherheitsrichtlinie, und Ihr Browser setzt sie durch. Drücken Sie, und sechs Wege hinaus werden versucht, mit einem „x“ als Nachricht.",
  leakTry: "Versuchen",
  leakTrying: "Es wird versucht …",
  leakStopped: { one: "Ihr Browser hat es aufgehalten.", other: "Ihr Browser hat alle {n} aufgehalten." },
  leakOpen:
    "Ihr Browser hat {n} von {total} aufgehalten. Hier läuft die Seite ohne ihre Richtlinie, wie in der Entwicklung.",
  leakCaption: "Was versucht wurde und was es aufhielt",
  way: "Weg hinaus",
  came: "Was daraus wurde",
  "way.fetch": "Eine Anfrage per Skript",
  "way.image": "Ein Bild mit einer Nachricht in der Adresse",
  "way.beacon": "Ein Beacon, wie Analysewerkzeuge ihn nutzen",
  "way.script": "Ein Skript einer anderen Website",
  "way.socket": "Eine dauernde Verbindung (WebSocket)",
  "way.frame": "Ein Rahmen mit einer anderen Website",
  stoppedBy: "aufgehalten durch",
  notStopped: "nicht aufgehalten",
  map: "Was gespeichert wird und wozu",
  mapNote: "Nichts, bevor Sie entscheiden. Nach einem Ja: dies, versiegelt, auf diesem Gerät.",
  mapCaption:
    "Die Datenkarte. Jede Zeile ist ein Feld dessen, was das Gerät hält; die letzte Spalte nennt die Tests, die es sichern.",
  mapWhat: "Was",
  mapPurpose: "Zweck",
  mapBenefit: "Was Sie davon haben",
  mapKept: "Bleibt",
  mapGoes: "Geht durch",
  mapTest: "Test",
  mapMore: "Die Datenkarte in allen Einzelheiten, und was wo im Browser liegt (auf Englisch)",
  signal: "Das Signal Ihres Browsers und Ihr Beleg",
  signalNote:
    "Global Privacy Control sagt jeder Website, dass Sie Ihre Daten nicht verkauft oder geteilt haben wollen.",
  signalOn:
    "Ihr Browser sendet es. Solange er das tut, sind Meldungen und gemeinsames Lernen aus, was immer Sie erlaubt haben.",
  signalOff:
    "Ihr Browser sendet es zurzeit nicht. Beginnt er damit, gehen Meldungen und gemeinsames Lernen sofort aus.",
  signalNone: "Dieser Browser kennt das Signal nicht.",
  receipt: "Ihr Beleg",
  receiptText: {
    one: "Das Gerät bewahrt {n} Entscheidung von Ihnen auf, mit dem Text, dem Sie zustimmten, seiner Version und der Zeit. Die Kopie, die Sie speichern können, enthält sie:",
    other:
      "Das Gerät bewahrt {n} Entscheidungen von Ihnen auf, mit den Texten, denen Sie zustimmten, ihren Versionen und den Zeiten. Die Kopie, die Sie speichern können, enthält sie:",
  },
  receiptLink: "Ihre Daten",
  receiptRecord:
    "Aus einer solchen Kopie macht der Befehl hearth consent --record einen Nachweis in der Form von ISO/IEC TS 27560.",
  receiptMore: "Wie, und was darin steht (auf Englisch)",
  limits: "Wovor es Sie nicht schützen kann",
  limitsNote: "Versprechen sind so viel wert wie das, was sie auslassen.",
  "limit.scripts": "Andere Skripte dieser Website",
  "limit.scripts.text":
    "Was die Seite sieht, sieht jedes Skript, das sie lädt. Diese Seite lädt nur ihre eigenen, und ihre Richtlinie verbietet andere.",
  "limit.device": "Wer an Ihrem entsperrten Gerät sitzt",
  "limit.device.text":
    "Schadprogramme, Erweiterungen des Browsers und wer Ihr Passwort hat, sehen, was Sie sehen.",
  "limit.images": "Ein Server, der Bilder Ihrer Liste schickt",
  "limit.images.text":
    "Wer die Vorschaubilder einer persönlichen Liste liefert, erfährt die Liste. Darum zeichnet diese Seite ihre Plakate selbst.",
  "limit.pack": "Die Statistik selbst",
  "limit.pack.text":
    "Das Pack zählt, was mehrere Menschen zusammen taten. Stehen wenige hinter einer Zahl, kann sie etwas über sie verraten; hier stehen hinter jeder mindestens fünf, und alle sind simuliert.",
  "limit.old": "Was früher gesendet wurde",
  "limit.old.text":
    "Hearth sendet nichts. Was andere Werkzeuge einer Website gesendet haben, bleibt gesendet.",
  "limit.cap": "Was sich erraten lässt",
  "limit.cap.text":
    "Was Sie tun, verrät Dinge, die Sie nicht gesagt haben. Arten, die als heikel gekennzeichnet sind, werden nur unter einem eigenen Zweck aufgezeichnet; andere können für sie stehen.",
  "limit.visit": "Was Ihr Browser von sich aus behält",
  "limit.visit.text":
    "In seinem Verlauf stehen die Adressen, die Sie hier geöffnet haben, auch Filme und Suchen, und „Alles löschen“ reicht nicht bis dorthin. Eine Seite kann Sie auch auf eine andere Website führen, das verbietet keine Richtlinie; diese tut es nicht.",
  limitsMore: "Das ganze Bedrohungsmodell (auf Englisch)",
};

/** The texts. */
export const privacyTexts: Record<Lang, Record<PrivacyKey, Text>> = { en, de };
