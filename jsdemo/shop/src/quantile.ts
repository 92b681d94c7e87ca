// Quantiles by nearest rank, for times and for the samples behind an interval.

/** The smallest of the values that a part of them, from 0 to 1, does not exceed. NaN of none. */
export function quantile(values: Iterable<number>, part: number): number {
  const sorted = Array.from(values).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
