// A news page: it orders the articles that it has by the moment, before any consent, and says why in one line.

import { open, wordsOf } from "@hearthrank/sdk";
import { contextFromBrowser } from "@hearthrank/sdk/context";
import { defineHearthElements } from "@hearthrank/sdk/elements";
import articles from "./news.json";

const element = (id) => document.getElementById(id);
const fields = ["hour", "weekday", "device", "language"];
const byId = new Map(articles.map((article) => [article.id, article]));

const pack = new URL("news.pack", document.baseURI);
const hearth = await open({ pack, name: "news" }); // a name of its own: the film shelf of this origin has another pack
const context = contextFromBrowser({ only: fields });
for (const field of fields) if (context[field]) element(field).value = context[field];

/** The situation, as the fields have it. */
function situation() {
  return Object.fromEntries(fields.map((field) => [field, element(field).value]));
}

/** Orders the given articles and shows them. Nothing of the reader is needed for that. */
async function draw() {
  element("hour-shown").textContent = `${element("hour").value}:00`;
  const { items, personal } = await hearth.rank({
    candidates: [...byId.keys()],
    context: situation(),
    reasons: -1,
  });
  const moment = "In order for the hour, the day, the kind of device and the language";
  element("moment").textContent = personal
    ? `${moment}, and for what you read here.`
    : `${moment} alone. You have not been asked anything.`;
  element("articles").replaceChildren(...items.map(article));
}

function article({ id, reasons }, i) {
  const { title, teaser, section, language } = byId.get(id);
  const heading = node("h2", "", node("button", title, "title"));
  heading.firstChild.onclick = () => read(id);
  const item = node(
    "li",
    "",
    node("p", section, "section"),
    heading,
    node("p", teaser, "teaser"),
    why(reasons),
  );
  item.lang = language;
  item.lastChild.lang = "en";
  if (i === 0) item.className = "first";
  return item;
}

/** Why an article stands where it does: its two strongest reasons. */
function why(reasons = []) {
  const strongest = reasons.filter(({ score, kind }) => score > 0 && kind !== "popularity").slice(0, 2);
  const words = strongest.map((reason) =>
    wordsOf(reason, undefined, reason.kind === "context" ? own(reason) : {}),
  );
  return node("p", words.length > 0 ? words.join(" · ") : "No reason of the moment", "why");
}

/** Words for the features that the SDK's catalogue has none for. */
function own({ field, value }) {
  if (field === "hour") return { "context.for": `Often read around ${value}:00` };
  if (field === "language")
    return { "context.for": `Often read in ${value === "de" ? "German" : "English"}` };
  return { "context.for": "Often read {value}" };
}

/** A click: recorded only where the reader has said yes. */
async function read(id) {
  const { recorded } = await hearth.observe({ type: "view", item: id, context: situation() });
  if (recorded === 0) element("moment").textContent = "Nothing was recorded: you have not said yes.";
}

function node(tag, content, ...rest) {
  const made = document.createElement(tag);
  const name = typeof rest[0] === "string" ? rest.shift() : "";
  if (name) made.className = name;
  if (tag === "button") made.type = "button";
  made.append(...[content, ...rest].filter((part) => part !== ""));
  return made;
}

for (const field of fields) element(field).addEventListener("input", draw);
hearth.on("change", draw);
await draw();
defineHearthElements();
element("consent").hearth = hearth;
document.documentElement.dataset.ready = "true";
