/** What an answer tells of the clock of its server. */
import type { IncomingHttpHeaders } from 'node:http';

/** The server's clock less ours, to the second; null where the answer has no date that can be read. */
export function skewOf({ date }: IncomingHttpHeaders, now: number): number | null {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? null : at - now;
}
