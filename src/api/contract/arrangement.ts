/** The shapes of how a project is led, and of the days on which it may begin. */
import { z } from 'zod';
import { START_DAYS, WAYS_OVER } from '../../model/arrangement.ts';
import { timeZone } from './settings.ts';
import { instant, mailAddress, reason } from './words.ts';

const DAYS_MAX = 365;
const EXTRA_MAX = 200;
const CONTACTS_MAX = 20;
const MAILBOXES_MAX = 1_000_000;
const MINUTE_MAX = 24 * 60 - 1;
/** Deleted mailboxes of Rackspace can be brought back for so long. */
const HOLD_DAYS_MIN = 14;
const minute = z.int().min(0).max(MINUTE_MAX);

const arrangement = z.object({
  way: z.enum(WAYS_OVER),
  noticeDays: z.int().min(0).max(DAYS_MAX).meta({
    description:
      'Full business days between the day of the request, which does not count, and the first that can be chosen.',
  }),
  answerDays: z
    .int()
    .min(0)
    .max(DAYS_MAX)
    .meta({ description: 'A date is confirmed until the end of so many business days after the answer.' }),
  holidays: z.object({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .nullable()
      .meta({ description: 'ISO 3166-1.' }),
    region: z
      .string()
      .regex(/^[A-Z0-9]{1,3}$/)
      .nullable()
      .meta({ description: 'ISO 3166-2, without the country.' }),
    extra: z.array(z.iso.date()).max(EXTRA_MAX),
  }),
  confirms: z.enum(['operator', 'by-itself']),
  startDays: z.enum(START_DAYS),
  mailboxesPerDay: z
    .int()
    .min(1)
    .max(MAILBOXES_MAX)
    .nullable()
    .meta({ description: 'Of all projects of the installation together; null: any number.' }),
  holdDays: z.int().min(HOLD_DAYS_MIN).max(DAYS_MAX),
  contacts: z.array(mailAddress).max(CONTACTS_MAX).meta({ description: 'Outside the domains that move.' }),
  quietHours: z.object({ fromMinute: minute, untilMinute: minute }).nullable(),
});

export const arrangementBody = arrangement.extend({ reason });
export const arrangementShape = arrangement.extend({
  movingContacts: z.array(z.string()).meta({ description: 'Contacts that lie in a domain that moves by now.' }),
});

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const COUNT_MAX = 50;
export const datesQuery = z.object({
  from: z.iso.date().optional().meta({ description: 'From this day on; left out: from the first that can be chosen.' }),
  time: z
    .string()
    .regex(TIME)
    .optional()
    .meta({ description: 'By the clock of the project; left out: 18:00, or 08:00 for a lock-out.' }),
  count: z.coerce.number().int().min(1).max(COUNT_MAX).default(5).meta({ description: 'So many free days.' }),
});
const refusal = z.object({ is: z.enum(['past', 'early', 'weekend', 'holiday', 'blackout', 'full']), why: z.string() });
export const datesShape = z.object({
  timeZone,
  earliest: z.iso.date(),
  words: z.string().meta({ description: 'The rule of the notice with the days of this project.' }),
  days: z
    .array(
      z.object({
        day: z.iso.date(),
        at: z.iso.datetime(),
        isFree: z.boolean(),
        why: z.array(refusal),
        left: z.int().nullable().meta({ description: 'Mailboxes that may begin besides; null: any number.' }),
      }),
    )
    .meta({ description: 'Day after day until as many are free as were asked for, at most a year.' }),
});

export const calendarQuery = z.object({
  month: z
    .string()
    .regex(/^20\d{2}-(0[1-9]|1[0-2])$/)
    .optional()
    .meta({ description: '`2026-12`; left out: the one of now, by the clock of the project.' }),
});
export const calendarShape = z.object({
  timeZone,
  month: z.string(),
  items: z
    .array(
      z.object({
        is: z.enum(['holiday', 'blackout', 'wished', 'date', 'wave', 'cut-over', 'answer-due', 'hold']),
        title: z.string(),
        from: z.iso.datetime(),
        until: instant.meta({ description: 'Null for what is a moment.' }),
        wave: z.uuid().nullable(),
        mailboxes: z.int().nullable(),
      }),
    )
    .meta({ description: 'By when they begin. What moves ends when the forecast of its mailboxes says so.' }),
});
