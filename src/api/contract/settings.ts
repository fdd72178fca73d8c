/** The shapes of what holds for a whole project, and of the spans in which nothing moves. */
import { z } from 'zod';
import { DELTA_EVERY_HOURS } from '../../model/policy.ts';
import { name, organisationParams, projectParams, reason } from './words.ts';

const KINDS = ['message', 'event', 'contact', 'task', 'note'] as const;
const ROLES = ['junk', 'trash'] as const;
const ZONE_LENGTH_MAX = 60;
const { least, most, usual } = DELTA_EVERY_HOURS;

export const timeZone = z
  .string()
  .max(ZONE_LENGTH_MAX)
  .refine(isZone, 'is no time zone that is known here; Europe/Berlin is one')
  .meta({ description: 'An IANA name.' });

/** All of them are set at once; nothing is usual that was not seen. */
const settings = z.object({
  kinds: z.array(z.enum(KINDS)).min(1).max(KINDS.length).meta({ description: 'What moves.' }),
  skipRoles: z.array(z.enum(ROLES)).max(ROLES.length),
  deletions: z.enum(['keep', 'follow']),
  folderNames: z.enum(['map', 'strict']),
  deltaEveryHours: z.number().min(least).max(most).default(usual),
  timeZone,
});

export const settingsShape = settings;
export const settingsBody = settings.extend({ reason });

const MINUTE_MAX = 24 * 60 - 1;
const minute = z.int().min(0).max(MINUTE_MAX).meta({ description: 'Of the day.' });
const once = z.object({ is: z.literal('once'), from: z.iso.datetime(), until: z.iso.datetime() });
const weekly = z.object({
  is: z.literal('weekly'),
  days: z.array(z.int().min(0).max(6)).min(1).max(7).meta({ description: '0 for Sunday, 6 for Saturday.' }),
  fromMinute: minute,
  untilMinute: minute.meta({ description: 'On the next day where it is no later than the beginning.' }),
  timeZone: timeZone.nullable().default(null).meta({ description: 'Null: that of the project.' }),
});
const span = z.discriminatedUnion('is', [once, weekly]);

export const blackoutBody = z.object({ reason: name, span });
export type BlackoutBody = z.output<typeof blackoutBody>;
const blackoutShape = z.object({
  id: z.uuid(),
  reason: z.string(),
  span,
  isOfAll: z.boolean().meta({ description: 'It holds for the whole installation.' }),
});
export const blackoutsShape = z.object({ blackouts: z.array(blackoutShape) });
export const blackoutParams = projectParams.extend({ blackout: z.uuid() });
export const houseBlackoutParams = organisationParams.omit({ organisation: true }).extend({ blackout: z.uuid() });

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
