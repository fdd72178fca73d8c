/** When nobody is written to, by the clock of a project. */
import type { Instant } from '../base/clock.ts';
import type { Arrangement } from '../model/arrangement.ts';
import { type BlackoutId, holdAt } from '../model/blackout.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** When they end; null where it is not quiet now. Hours that end when they begin are none. */
export function quietUntil(
  { quietHours }: Pick<Arrangement, 'quietHours'>,
  zone: string,
  now: Instant,
): Instant | null {
  if (quietHours === null || quietHours.fromMinute === quietHours.untilMinute) return null;
  const span = { is: 'weekly', days: EVERY_DAY, ...quietHours, timeZone: null } as const;
  const id = '' as BlackoutId; // it is kept nowhere
  return holdAt([{ id, reason: '', span }], zone, now)?.until ?? null;
}
