/** How many connections a mailbox is worth. */

/** Below this round trip a second lane only costs the servers: one pipelined connection fills a fast link (measured). */
const NEAR_MS = 5;
/** A lane hides about this much distance: its batches are under way together, but begin and end with a round trip. */
const LANE_HIDES_MS = 20;

/** Takes the round trip in milliseconds and the most lanes allowed; gives 1 or more. */
export function lanesFor(roundTripMs: number, lanesMax: number): number {
  if (roundTripMs < NEAR_MS) return 1;
  return Math.max(1, Math.min(lanesMax, 1 + Math.ceil(roundTripMs / LANE_HIDES_MS)));
}
