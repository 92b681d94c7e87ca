// Adapters for two consent tools, Klaro and vanilla-cookieconsent, of ten lines each: a pattern for others.

import { type Decisions, type Driven, driver, type FollowOptions } from "./drive.js";

/** The tool's services or categories that all have to be accepted, by the ids of Hearth's purposes. */
export type ToolMapping = Readonly<Record<string, readonly string[]>>;

/** What is used of Klaro's consent manager, which `klaro.getManager()` gives. */
export interface KlaroManager {
  /** Whether the person answered, and about all services. */
  readonly confirmed: boolean;
  /** The answers that were saved: not what the dialog has at the moment. */
  readonly savedConsents: Readonly<Record<string, boolean>>;
  /** Tells a watcher of every answer from now on. */
  watch(watcher: { update(manager: unknown, event: string): void }): void;
  /** Ends that. */
  unwatch(watcher: { update(manager: unknown, event: string): void }): void;
}

/** What is used of vanilla-cookieconsent 3. */
export interface CookieConsentLike {
  /** Whether there is an answer, and to the revision in use. */
  validConsent(): boolean;
  /** Whether a category was accepted. */
  acceptedCategory(category: string): boolean;
}

/** What a tool's answers mean. Without an answer nothing is granted; a purpose that maps to nothing is never granted. */
export function answers(
  mapping: ToolMapping,
  answered: boolean,
  accepted: (name: string) => boolean | undefined,
): Decisions {
  const ids = Object.keys(mapping);
  const yes = ([, names]: [string, readonly string[]]) =>
    names.length > 0 && names.every((name) => accepted(name) === true);
  const grant = answered
    ? Object.entries(mapping)
        .filter(yes)
        .map(([id]) => id)
    : [];
  return {
    grant,
    deny: ids.filter((id) => !grant.includes(id)),
    reason: answered ? "answered" : "not_answered",
    standing: answered ? "answer" : "silent",
  };
}

/**
 * Follows Klaro: purposes map to names of its services. It hears what is saved, and a reset.
 *
 * @returns what ends it; decisions stay.
 */
export function followKlaro(
  hearth: Driven,
  mapping: ToolMapping,
  manager: KlaroManager,
  options: FollowOptions = {},
): () => void {
  const run = driver(hearth, options);
  const read = (fresh: boolean) =>
    run(
      answers(mapping, manager.confirmed, (service) => manager.savedConsents[service]),
      fresh,
    );
  const update = (_: unknown, event: string) => {
    if (event === "saveConsents" || !manager.confirmed) read(event === "saveConsents");
  };
  const watcher = { update };
  manager.watch(watcher);
  read(false);
  return () => manager.unwatch(watcher);
}

/**
 * Follows vanilla-cookieconsent 3: purposes map to its categories. Start it when `run()` has resolved: before that the tool knows
 * of no answer.
 *
 * @returns what ends it; decisions stay.
 */
export function followCookieConsent(
  hearth: Driven,
  mapping: ToolMapping,
  tool: CookieConsentLike,
  options: FollowOptions = {},
): () => void {
  const run = driver(hearth, options);
  const read = (event?: Event) =>
    run(answers(mapping, tool.validConsent(), tool.acceptedCategory), event && event.type !== "cc:onConsent");
  const events = ["cc:onFirstConsent", "cc:onConsent", "cc:onChange"];
  for (const event of events) addEventListener(event, read);
  read();
  return () => {
    for (const event of events) removeEventListener(event, read);
  };
}
