// The choice model: which films of a slate a simulated visitor clicks, by place and taste.

import type { Random } from "../simulate/random.ts";
import type { Visitor } from "../simulate/visitors.ts";

/** What the model assumes. */
export interface Choice {
  /** Films on a slate. */
  length: number;
  /** How quickly attention falls: place k, from 1, is looked at with probability k^−decay; 0: all places are. */
  decay: number;
  /** A film that draws a person as much as this place of their own order is clicked with probability ½ when looked at. */
  choosy: number;
}

/** The choice model of the Lab. */
export const choice: Choice = { length: 12, decay: 0.5, choosy: 12 };

/**
 * The probability that the place k, from 1, is looked at: k^−decay, the position-based model of Richardson, Dominowska and
 * Ragno (WWW 2007) with the curve of Joachims, Swaminathan and Schnabel (WSDM 2017).
 */
export function examined(k: number, decay: number): number {
  return k ** -decay;
}

/**
 * The probability that a film is clicked once it is looked at: a binary logit (McFadden 1974). Its utility is the
 * logarithm of the film's weight, the very one with which the generator draws looks.
 *
 * @param weight - of the film for the person at the moment, above 0.
 * @param threshold - the weight that gives ½, above 0.
 */
export function attracted(weight: number, threshold: number): number {
  return weight / (weight + threshold);
}

/** The weight of the film at place `choosy` of the person's own order, moments apart; of the last one where there are fewer. */
export function threshold(visitor: Visitor, { choosy }: Choice): number {
  const sorted = visitor.weights.toSorted();
  return sorted.at(-Math.min(choosy, sorted.length)) ?? 1;
}

/** The films of a slate that are clicked, in the slate's order; each is looked at and clicked by a chance of its own. */
export function clicked(
  slate: readonly number[],
  weight: (film: number) => number,
  threshold: number,
  decay: number,
  random: Random,
): number[] {
  return slate.filter((film, i) =>
    random.chance(examined(i + 1, decay) * attracted(weight(film), threshold)),
  );
}
