/** Short words for amounts that the judges of an installation show. */

/** `7 ms`, `2.5 s`, `3 min`, `26 h`. */
export function formatMs(ms: number): string {
  const rounded = Math.round(ms);
  if (rounded < 1000) return `${rounded} ms`;
  if (rounded < 120_000) return `${Math.round(rounded / 100) / 10} s`;
  if (rounded < 7_200_000) return `${Math.round(rounded / 60_000)} min`;
  return `${Math.round(rounded / 3_600_000)} h`;
}
