/** The shapes of what happened. */
import { z } from 'zod';
import { PAGE_LENGTH_MAX } from './words.ts';

export const eventShape = z.object({
  number: z.int(),
  at: z.iso.datetime(),
  actor: z.union([
    z.object({ is: z.literal('person'), id: z.uuid(), role: z.enum(['operator', 'administrator']) }),
    z.object({ is: z.literal('token'), id: z.uuid(), role: z.enum(['operator', 'administrator']) }),
    z.object({ is: z.literal('godwit'), worker: z.string() }),
  ]),
  subject: z.enum(['organisation', 'person', 'token', 'project', 'mailbox']),
  subjectId: z.uuid(),
  project: z.uuid().nullable(),
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const eventPageQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).meta({ description: 'The number of the last one seen.' }),
  limit: z.coerce.number().int().min(1).max(PAGE_LENGTH_MAX).default(100),
});
