// Numbers and weekdays of the first slate in words, without Intl, whose start costs a slow phone more than the slate.

import type { Lang } from "./app.ts";

const separators: Record<Lang, { thousands: string; decimal: string }> = {
  en: { thousands: ",", decimal: "." },
  de: { thousands: ".", decimal: "," },
};

const weekdays: Record<Lang, readonly string[]> = {
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  de: ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
};

/** A number of 0 and up with so many decimals, as the language writes it. */
export function figure(value: number, lang: Lang, decimals = 0): string {
  const { thousands, decimal } = separators[lang];
  const [whole = "", part] = value.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return part === undefined ? grouped : `${grouped}${decimal}${part}`;
}

/** The name of the local day of the week. */
export function weekday(time: Date, lang: Lang): string {
  return weekdays[lang][time.getDay()] ?? "";
}

const parts = ["night", "morning", "afternoon", "evening"] as const;

/** The part of the local day, as the engine has it: six hours each, night first. */
export function partOfDay(time: Date): (typeof parts)[number] {
  return parts[Math.floor(time.getHours() / 6)] ?? "night";
}
