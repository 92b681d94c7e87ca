// Bins of times for a histogram.

import { quantile } from "../quantile.ts";

/** How many values fall into each of `n` equal bins from 0 to the 95th percentile; what lies above is in the last. */
export function bins(values: readonly number[], n: number): { counts: number[]; top: number } {
  const top = quantile(values, 0.95) || 1;
  const counts = Array.from({ length: n }, () => 0);
  for (const value of values) {
    const i = Math.min(n - 1, Math.floor((value / top) * n));
    counts[i] = (counts[i] ?? 0) + 1;
  }
  return { counts, top };
}
