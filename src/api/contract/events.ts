/** The shapes of what happened. */
import { z } from 'zod';
import { listQuery } from './lists.ts';

const EVENT_NAME_LENGTH_MAX = 100;
const subject = z.enum(['organisation', 'person', 'token', 'project', 'wave', 'mailbox']);

export const eventShape = z.object({
  number: z.int(),
  at: z.iso.datetime(),
  actor: z.union([
    z.object({ is: z.literal('person'), id: z.uuid(), role: z.enum(['operator', 'administrator']) }),
    z.object({ is: z.literal('token'), id: z.uuid(), role: z.enum(['operator', 'administrator']) }),
    z.object({ is: z.literal('mailbox-user'), id: z.uuid().meta({ description: 'That of the private link.' }) }),
    z.object({ is: z.literal('godwit'), worker: z.string() }),
  ]),
  subject,
  subjectId: z.uuid(),
  project: z.uuid().nullable(),
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const eventListQuery = listQuery(['number', '-number']).extend({
  subject: subject.optional(),
  subjectId: z.uuid().optional(),
  name: z
    .string()
    .min(1)
    .max(EVENT_NAME_LENGTH_MAX)
    .optional()
    .meta({ description: 'What happened, as in docs/states.md.' }),
  since: z.iso.datetime().optional().meta({ description: 'From this moment on.' }),
  before: z.iso.datetime().optional(),
});

export const projectEventListQuery = eventListQuery.extend({ project: z.uuid().optional() });

export type EventListQuery = Omit<z.output<typeof projectEventListQuery>, 'cursor' | 'limit' | 'sort'>;

export const eventStreamQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).meta({ description: 'The number of the last one seen.' }),
  project: z.uuid().optional().meta({ description: 'Only what happens in this one.' }),
});

export const eventTableQuery = projectEventListQuery.omit({ cursor: true, limit: true });
