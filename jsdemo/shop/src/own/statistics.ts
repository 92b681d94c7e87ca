// Quantiles and bins of times.

/** The value below which a part of all lies, by nearest rank. NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

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
