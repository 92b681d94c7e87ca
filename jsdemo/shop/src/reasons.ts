// Says in words what a contribution means.

import type { Contribution } from "@hearthrank/sdk";

const days: Record<string, string> = {
  mon: "Mondays",
  tue: "Tuesdays",
  wed: "Wednesdays",
  thu: "Thursdays",
  fri: "Fridays",
  sat: "Saturdays",
  sun: "Sundays",
};

const parts: Record<string, string> = {
  night: "at night",
  morning: "in the morning",
  afternoon: "in the afternoon",
  evening: "in the evening",
};

const did: Record<string, string> = { view: "looked at", like: "liked", dislike: "said “not for me” to" };

/** One sentence for a contribution. */
export function sentence(reason: Contribution): string {
  switch (reason.kind) {
    case "item":
      return `You ${deed(reason)} ${name(reason)}`;
    case "return":
      return `You ${deed(reason)} this film itself`;
    case "used":
      return reason.score < 0
        ? `You have had this film ${times(reason)}`
        : `You come back to this film: ${times(reason)}`;
    case "habit":
      return habit(reason);
    case "attribute":
      return attribute(reason);
    case "interest":
      return `You said that you ${reason.score < 0 ? "do not want" : "like"} ${reason.value ?? reason.field}`;
    case "context":
      return context(reason);
    case "popularity":
      return reason.score < 0
        ? "Seldom chosen by the simulated visitors"
        : "Often chosen by the simulated visitors";
    case "freshness":
      return "New in the catalogue";
  }
}

function deed(reason: Contribution): string {
  return did[reason.event ?? ""] ?? `did “${reason.event}” with`;
}

function name(reason: Contribution): string {
  return reason.title ?? reason.item ?? "a film";
}

function attribute({ field, value, score }: Contribution): string {
  const liking = score < 0 ? "You turn from" : "You lean towards";
  switch (field) {
    case "category":
      return `${liking} the genre ${value}`;
    case "director":
      return `${liking} films by ${value}`;
    case "era":
      return `${liking} the ${value}`;
    case "certificate":
      return `${liking} films rated ${value}`;
    case "source":
      return `${liking} films with the source “${value}”`;
    case "setting":
      return `${liking} ${value}`;
    default:
      return `${liking} ${field} ${value}`;
  }
}

function context({ field, value = "", score }: Contribution): string {
  const wanted = score < 0 ? "Less wanted" : "Wanted";
  return `${wanted} ${when(field, value)}`;
}

function times({ count = 0 }: Contribution): string {
  return count === 1 ? "once before" : `${count} times before`;
}

function habit(reason: Contribution): string {
  const { field, value = "", score } = reason;
  const yours = score < 0 ? "Seldom your film" : "Often your film";
  return `${yours} ${when(field, value)}: ${times(reason)}`;
}

function when(field: string | undefined, value: string): string {
  if (field === "weekday") return `on ${days[value] ?? value}`;
  if (field === "daypart") return parts[value] ?? value;
  return `when ${field} is ${value}`;
}

/** A moment in words, such as "a Sunday evening", for the heading of a shelf without history. */
export function moment(time: Date): string {
  const day = time.toLocaleDateString("en-GB", { weekday: "long" });
  const part = ["night", "morning", "afternoon", "evening"][Math.floor(time.getHours() / 6)];
  return `a ${day} ${part}`;
}
