/** The shape of what a verification had to say. */
import { z } from 'zod';

const text = z.string().meta({ description: 'May hold names that people gave: show it as such.' });
const totals = {
  items: z.int(),
  bytes: z.int(),
  proven: z.int(),
  provenBytes: z.int(),
  unproven: z.int().meta({ description: 'In the target, and neither proven nor found wrong.' }),
  failed: z.int(),
  leftOut: z.int(),
  gone: z.int().meta({ description: 'Deleted from the source before they could be copied.' }),
  waiting: z.int(),
  ofOthers: z.int().meta({ description: 'In the target, and not written by Godwit.' }),
  equalInBytes: z.int(),
  equalInMeaning: z.int(),
  provenBefore: z.int(),
};

const exception = z.object({
  folder: text,
  receivedAt: z.string().nullable(),
  sentAt: z.string().nullable(),
  sizeBytes: z.int().nullable(),
  cause: text,
  remedy: z.string(),
  ref: z.string().nullable().meta({ description: 'The name of the item in the source: "uidvalidity:uid" for IMAP.' }),
});

export const reportShape = z
  .object({
    at: z.iso.datetime(),
    source: z.string(),
    target: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    durationSeconds: z.int(),
    grade: z.enum(['verified', 'verified-with-exceptions', 'not-verified']),
    verdict: z.string().meta({ description: 'The grade in one sentence.' }),
    totals: z.object(totals),
    folders: z.array(
      z.object({
        ...totals,
        source: text,
        target: text.nullable(),
        renamed: z.string().nullable(),
        inTarget: z.int(),
        exceptions: z.int(),
      }),
    ),
    exceptionsCount: z.int(),
    exceptionGroups: z.array(
      z.object({
        code: z.string(),
        cause: z.string(),
        remedy: z.string(),
        owner: z.string(),
        count: z.int().meta({ description: 'Of all; `items` holds the first hundred.' }),
        items: z.array(exception),
      }),
    ),
    losses: z
      .array(z.object({ field: z.string(), how: z.string(), why: z.string(), items: z.int() }))
      .meta({ description: 'What the target could not take as it was; docs/losses.md lists them.' }),
    notMoved: z.array(z.object({ folder: text, why: z.string() })),
  })
  .meta({ description: 'Without subjects and senders: those are in the report on the machine of the worker alone.' });
