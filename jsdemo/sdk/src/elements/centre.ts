// What the sections of the preference centre work with.

import type { Hearth } from "../api.js";
import type { ControlReply, Profile, Removed } from "../messages.js";
import type { ForgetOptions } from "../types.js";
import type { HearthElementEvents } from "./base.js";
import type { Question } from "./confirming.js";
import type { Child, View } from "./patch.js";
import type { TextKey } from "./texts.js";
import type { Params, Wording } from "./wording.js";

/** The preference centre as its sections see it. */
export interface Centre {
  readonly hearth: Hearth;
  readonly words: Wording;
  readonly profile: Profile;
  /** The heading of a section. */
  heading(id: string, text: string): View;
  /** Does what the person asked for, and tells the outcome. */
  act<T>(
    deed: (hearth: Hearth) => Promise<T>,
    note?: (reply: T) => [TextKey, Params?],
  ): Promise<T | undefined>;
  /** Gives an order about an interest or a block. */
  order(deed: (hearth: Hearth) => Promise<ControlReply>): void;
  ask(question: Question): void;
  question(key: string): Child;
  askForget(key: string, options: ForgetOptions, name: (record: Removed) => string): Promise<void>;
  emit<E extends keyof HearthElementEvents>(name: E, detail: HearthElementEvents[E]["detail"]): void;
  draw(): void;
}
