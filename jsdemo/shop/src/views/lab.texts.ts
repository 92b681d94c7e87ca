// The words of the Lab, in English and German.

import type { Texts } from "../app.ts";
import type { Text } from "../own/words.ts";

const en = {
  title: "Lab",
  lede: "Does ranking on the device help? Try it on simulated visitors: a controlled experiment, in a worker of this browser. No real person takes part, nothing of yours is used or changed, and nothing is sent.",
  // The form
  form: "The simulated experiment",
  visitors: "Simulated visitors",
  seed: "Seed",
  seedNote:
    "Drawn anew whenever this page is opened. The same seed gives the same figures; only times differ.",
  world: "Where the simulated visitors come from",
  worldLab: "A setting of the Lab’s own",
  worldLabNote:
    "Other tastes, other moods, more weight on fame than in the simulated behaviour that the pack was made from.",
  worldPack: "The pack’s own setting",
  worldPackNote: "The pack has learned this very world: it flatters Hearth.",
  worldFame: "A world without tastes",
  worldFameNote: "All go by fame alone: here Hearth must not win.",
  run: "Run the experiment",
  stop: "Stop",
  running: "{done} of {of} simulated visitors",
  preparing: "Getting ready …",
  quarter: "{share} of the simulated visitors are done.",
  stopped:
    "Stopped after {done} simulated visitors. A stopped experiment has no result: who looks in between and stops when it suits finds differences that are not there.",
  dialStopped: "Stopped. No position of the dial has a figure.",
  failed: "The experiment failed: {reason}",
  // The verdict
  won: "Simulated: Hearth won",
  lost: "Simulated: Hearth lost",
  undecided: "Simulated: no difference could be shown",
  lift: "clicks a slate with Hearth, compared with popularity; 95% interval {low} to {high}",
  wonNote: "The whole interval lies above 0.",
  lostNote: "The whole interval lies below 0: in this simulated world popularity is the better shelf.",
  undecidedNote: "0 lies in the interval: these visitors are too few, or there is nothing to find.",
  how: "{visitors} simulated visitors, divided by chance; {slates} slates of {length} films; seed {seed}; {time}. What decides is clicks a slate, fixed in advance; all else is for understanding.",
  arrival: "on arrival",
  within: "after a look in the same visit",
  likes: "likes a visitor",
  part: "Simulated lift",
  parts: "Simulated: where the difference comes from",
  partsLabel: "Simulated lift of Hearth over popularity: {parts}.",
  // Figures
  hearth: "Hearth",
  popularity: "Popularity",
  armsTitle: "Simulated: clicks a slate",
  armsLabel: "Simulated clicks a slate with 95% intervals: {parts}.",
  arm: "Ranked by",
  value: "Value",
  interval: "95% interval",
  visitorsHead: "Visitors",
  slatesHead: "Slates",
  curveTitle: "Simulated: clicks a slate, visit by visit",
  curveLabel:
    "Simulated clicks a slate at each visit. Hearth goes from {hearthFirst} to {hearthLast}, popularity from {popularFirst} to {popularLast}.",
  curveNote:
    "Shaded: 95% intervals. The films that draw most get seen and are not shown again; what a device learns works against that.",
  visit: "Visit",
  spreadTitle: "Simulated: how much of the catalogue is shown",
  spreadLabel: "Simulated share of films that were on any slate: {parts}.",
  coverage: "Films shown",
  gini: "Gini coefficient",
  spreadNote:
    "Gini coefficient of how often films were shown; 0: all alike, 1: one film has it all. Hearth {hearth}, popularity {popularity}.",
  latencyTitle: "Simulated visitors, real time: one ranking",
  latencyLabel: "Histogram of the time for one ranking: median {median}, 95% below {p95}.",
  latencyNote:
    "Median {median}, 95% within {p95}, from {count} rankings of {films} films, measured here and now around “recommend”. This browser’s clock steps by {step}.",
  time: "Time",
  rankings: "Rankings",
  table: "As a table",
  // The dial
  dialTitle: "The dial, simulated: quality against sameness",
  dialLede:
    "The dial says how far a device’s history counts. {visitors} simulated visitors, the same ones at each position, come once for each: how often do they click, and how much of their slates would any newcomer have got?",
  dialRun: "Try all positions",
  dialRunning: "{done} of {of} simulated lives",
  dialTable: "Position",
  dialInput: "Position of the dial",
  dialText:
    "At {dial} of 100, simulated: {rate} clicks a slate ({low} to {high}), and {generic} of a slate is what any newcomer would get.",
  dialZero: "At 0 the history counts for nothing: everybody gets the same.",
  dialBest: "No position had more clicks.",
  dialBelow: "The best position, {best}, had {more} more clicks.",
  dialLabel:
    "Simulated clicks a slate against the share of a slate that any newcomer would get, for 11 positions of the dial. At 0: {zero} clicks; at 100: {full} clicks and {generic} alike.",
  dialChart: "Simulated: clicks against sameness",
  dialX: "Share of the slate that any newcomer would get",
  dialY: "Clicks a slate",
  dialPopular: "popularity",
  // How it works
  methodTitle: "How the simulation works",
  method1:
    "Each simulated visitor has liked genres, favourite directors, an era and an hour, drawn at random, and comes to visit for some weeks. Visitors go to Hearth or to popularity by the toss of a coin. The popularity arm shows the films with the most votes. Neither shows a film again that the visitor has looked at.",
  method2:
    "A film at place k is looked at with probability 1/√k and then clicked the likelier the more it draws the visitor: a film as good as the twelfth best of all for them is clicked half the time. Now and then somebody wants only what follows from the last film: the same director or the same series. Who clicks nothing looks for a film without the shelf.",
  method3:
    "With Hearth each visitor has a device of their own, on the published module, that has said yes and learns from their looks, likes and dislikes alone. Intervals are drawn over visitors (bootstrap, 1,000 samples).",
  method4:
    "All of it is made up. That something works on simulated visitors does not show that it works on people; it shows what the code does, and that the Lab can say no. Its rules were settled after versions in which Hearth had lost; the demo’s README tells which, and how it fares over several seeds.",
} satisfies Record<string, Text>;

/** Names of the Lab's texts. */
export type LabKey = keyof typeof en;

const de: Record<LabKey, Text> = {
  title: "Labor",
  lede: "Nützt es, auf dem Gerät zu sortieren? Probieren Sie es an simulierten Besuchern aus: ein kontrolliertes Experiment in einem Worker dieses Browsers. Kein wirklicher Mensch nimmt teil, nichts von Ihnen wird verwendet oder verändert, und nichts wird gesendet.",
  form: "Das simulierte Experiment",
  visitors: "Simulierte Besucher",
  seed: "Startwert",
  seedNote:
    "Neu gezogen, sooft diese Seite geöffnet wird. Derselbe Startwert gibt dieselben Zahlen; nur die Zeiten ändern sich.",
  world: "Woher die simulierten Besucher kommen",
  worldLab: "Eine eigene Einstellung des Labors",
  worldLabNote:
    "Andere Vorlieben, andere Stimmungen, mehr Gewicht auf Bekanntheit als im simulierten Verhalten, aus dem das Paket entstand.",
  worldPack: "Die Einstellung des Pakets",
  worldPackNote: "Genau diese Welt hat das Paket gelernt: Das schmeichelt Hearth.",
  worldFame: "Eine Welt ohne Vorlieben",
  worldFameNote: "Alle gehen nur nach Bekanntheit: Hier darf Hearth nicht gewinnen.",
  run: "Experiment starten",
  stop: "Anhalten",
  running: "{done} von {of} simulierten Besuchern",
  preparing: "Wird vorbereitet …",
  quarter: "{share} der simulierten Besucher sind fertig.",
  stopped:
    "Nach {done} simulierten Besuchern angehalten. Ein angehaltenes Experiment hat kein Ergebnis: Wer zwischendurch nachsieht und aufhört, wenn es passt, findet Unterschiede, die es nicht gibt.",
  dialStopped: "Angehalten. Zu keiner Stellung des Reglers gibt es eine Zahl.",
  failed: "Das Experiment ist gescheitert: {reason}",
  won: "Simuliert: Hearth hat gewonnen",
  lost: "Simuliert: Hearth hat verloren",
  undecided: "Simuliert: kein Unterschied nachweisbar",
  lift: "Klicks je Auswahl mit Hearth, verglichen mit Beliebtheit; 95‑%‑Intervall {low} bis {high}",
  wonNote: "Das ganze Intervall liegt über 0.",
  lostNote:
    "Das ganze Intervall liegt unter 0: In dieser simulierten Welt ist Beliebtheit das bessere Regal.",
  undecidedNote: "Die 0 liegt im Intervall: Es sind zu wenige Besucher, oder es gibt nichts zu finden.",
  how: "{visitors} simulierte Besucher, durch Zufall aufgeteilt; {slates} Auswahlen zu {length} Filmen; Startwert {seed}; {time}. Es entscheiden die Klicks je Auswahl, vorher festgelegt; alles andere dient dem Verständnis.",
  arrival: "bei der Ankunft",
  within: "nach einem Blick im selben Besuch",
  likes: "„Gefällt mir“ je Besucher",
  part: "Simulierter Gewinn",
  parts: "Simuliert: woher der Unterschied kommt",
  partsLabel: "Simulierter Gewinn von Hearth gegenüber Beliebtheit: {parts}.",
  hearth: "Hearth",
  popularity: "Beliebtheit",
  armsTitle: "Simuliert: Klicks je Auswahl",
  armsLabel: "Simulierte Klicks je Auswahl mit 95‑%‑Intervallen: {parts}.",
  arm: "Sortiert nach",
  value: "Wert",
  interval: "95‑%‑Intervall",
  visitorsHead: "Besucher",
  slatesHead: "Auswahlen",
  curveTitle: "Simuliert: Klicks je Auswahl, Besuch für Besuch",
  curveLabel:
    "Simulierte Klicks je Auswahl bei jedem Besuch. Hearth geht von {hearthFirst} zu {hearthLast}, Beliebtheit von {popularFirst} zu {popularLast}.",
  curveNote:
    "Schattiert: 95‑%‑Intervalle. Beide fallen, weil die besten Filme schon gesehen sind; Hearth lernt dagegen an.",
  visit: "Besuch",
  spreadTitle: "Simuliert: wie viel vom Katalog gezeigt wird",
  spreadLabel: "Simulierter Anteil der Filme, die in irgendeiner Auswahl waren: {parts}.",
  coverage: "Gezeigte Filme",
  gini: "Gini-Koeffizient",
  spreadNote:
    "Gini-Koeffizient, wie oft Filme gezeigt wurden; 0: alle gleich, 1: einer hat alles. Hearth {hearth}, Beliebtheit {popularity}.",
  latencyTitle: "Simulierte Besucher, wirkliche Zeit: einmal sortieren",
  latencyLabel: "Histogramm der Zeit für einmal Sortieren: Median {median}, 95 % unter {p95}.",
  latencyNote:
    "Median {median}, 95 % innerhalb von {p95}, aus {count} Sortierungen von {films} Filmen, hier und jetzt um „recommend“ gemessen. Die Uhr dieses Browsers geht in Schritten von {step}.",
  time: "Zeit",
  rankings: "Sortierungen",
  table: "Als Tabelle",
  dialTitle: "Der Regler, simuliert: Güte gegen Gleichheit",
  dialLede:
    "Der Regler sagt, wie weit der Verlauf eines Geräts zählt. {visitors} simulierte Besucher, bei jeder Stellung dieselben, kommen für jede einmal: Wie oft klicken sie, und wie viel von ihrer Auswahl hätte jeder Neue auch bekommen?",
  dialRun: "Alle Stellungen ausprobieren",
  dialRunning: "{done} von {of} simulierten Leben",
  dialTable: "Stellung",
  dialInput: "Stellung des Reglers",
  dialText:
    "Bei {dial} von 100, simuliert: {rate} Klicks je Auswahl ({low} bis {high}), und {generic} einer Auswahl sind, was jeder Neue bekäme.",
  dialZero: "Bei 0 zählt der Verlauf nicht: Alle bekommen dasselbe.",
  dialBest: "Keine Stellung hatte mehr Klicks.",
  dialBelow: "Die beste Stellung, {best}, hatte {more} mehr Klicks.",
  dialLabel:
    "Simulierte Klicks je Auswahl gegen den Anteil der Auswahl, den jeder Neue bekäme, für 11 Stellungen des Reglers. Bei 0: {zero} Klicks; bei 100: {full} Klicks und {generic} gleich.",
  dialChart: "Simuliert: Klicks gegen Gleichheit",
  dialX: "Anteil der Auswahl, den jeder Neue bekäme",
  dialY: "Klicks je Auswahl",
  dialPopular: "Beliebtheit",
  methodTitle: "Wie die Simulation funktioniert",
  method1:
    "Jeder simulierte Besucher hat gemochte Genres, liebste Regisseure, eine Epoche und eine Stunde, zufällig gezogen, und kommt einige Wochen lang zu Besuch. Ein Münzwurf bestimmt, wer Hearth und wer Beliebtheit bekommt. Beliebtheit zeigt die Filme mit den meisten Stimmen. Beide zeigen keinen Film noch einmal, den der Besucher angesehen hat.",
  method2:
    "Ein Film auf Platz k wird mit Wahrscheinlichkeit 1/√k angesehen und dann umso eher angeklickt, je mehr er den Besucher anzieht: einer, der so gut ist wie der zwölftbeste von allen für ihn, in der Hälfte der Fälle. Ab und zu will jemand nur, was zum letzten Film passt: vom selben Regisseur oder aus derselben Reihe. Wer nichts anklickt, sucht sich einen Film ohne das Regal.",
  method3:
    "Mit Hearth hat jeder Besucher ein eigenes Gerät mit dem veröffentlichten Modul, das zugestimmt hat und nur aus seinen Blicken und Urteilen lernt. Intervalle werden über Besucher gezogen (Bootstrap, 1.000 Stichproben).",
  method4:
    "All das ist ausgedacht. Dass etwas bei simulierten Besuchern wirkt, zeigt nicht, dass es bei Menschen wirkt; es zeigt, was der Code tut, und dass das Labor Nein sagen kann. Seine Regeln standen erst nach Fassungen fest, in denen Hearth verloren hatte; das README der Demo sagt, welche, und wie es bei mehreren Startwerten abschneidet.",
};

/** The page's words. */
export const labTexts: Texts<Record<LabKey, Text>> = { en, de };
