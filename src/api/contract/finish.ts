/** The shapes of the end of a project. */
import { z } from 'zod';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { PROJECT } from '../../model/project-states.ts';
import { instant, neededReason } from './words.ts';

const WHERE_LENGTH_MAX = 500;
const PRICE_MAX = 100_000;

export const lastCopyBody = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('kept'),
    where: z
      .string()
      .trim()
      .min(1)
      .max(WHERE_LENGTH_MAX)
      .meta({ description: 'In your words: a folder, a tape, a vault.' }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable()
      .default(null),
  }),
  z.object({ is: z.literal('waived'), reason: neededReason }),
]);

const licence = z.object({
  pricePerMonth: z.number().min(0).max(PRICE_MAX).meta({ description: 'Of one old licence.' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .meta({ description: 'ISO 4217.' }),
});
export const licenceBody = z.object({ licence: licence.nullable() });

export const finishShape = z.object({
  holdDays: z.int(),
  heldUntil: instant.meta({ description: 'Null while a mailbox that moves was never verified.' }),
  lastCopy: z
    .object({
      is: z.enum(['kept', 'waived']),
      where: z.string().nullable(),
      sha256: z.string().nullable(),
      reason: z.string().nullable(),
      at: z.iso.datetime(),
    })
    .nullable(),
  licence: licence.nullable(),
  overlap: z.object({
    mailboxDays: z.number().meta({ description: 'Days of mailboxes that were paid for twice so far.' }),
    cost: z
      .number()
      .nullable()
      .meta({ description: 'At twelve months a year; null while nobody has said what a licence costs.' }),
  }),
  missing: z
    .array(z.string())
    .meta({ description: 'What has to be so before the removal can be asked for, in sentences.' }),
  openMailboxes: z
    .array(z.object({ mailbox: z.uuid(), name: z.string(), state: z.enum(MAILBOX.states) }))
    .meta({ description: 'Neither confirmed nor waived; the first hundred.' }),
});

const licenceToGo = z.object({
  mailbox: z.uuid(),
  name: z.string(),
  state: z.enum(MAILBOX.states),
  provenAt: instant,
  grade: z.string().nullable(),
  exceptions: z.int().nullable(),
  confirmed: z
    .object({ by: z.enum(['user', 'people', 'waiver']), at: z.iso.datetime(), reason: z.string().nullable() })
    .nullable(),
});
export const removalShape = z.object({ text: z.string(), licences: z.array(licenceToGo) });

const moment = z.object({
  at: z.iso.datetime(),
  name: z.string(),
  what: z.string().meta({ description: 'Whose: the project, or the name of the mailbox.' }),
  by: z.enum(['operator', 'administrator', 'mailbox-user', 'godwit']),
  reason: z.string().nullable(),
});
export const closingShape = z.object({
  project: z.string(),
  state: z.enum(PROJECT.states),
  timeline: z.array(moment),
  decisions: z.array(moment).meta({ description: 'Waivers, accepted exceptions and all else that needed a reason.' }),
  acknowledged: z
    .object({ version: z.int(), name: z.string(), at: z.iso.datetime() })
    .nullable()
    .meta({ description: 'The plan that was read and understood last, and by whom.' }),
  items: z.object({ found: z.int(), copied: z.int(), verified: z.int(), failed: z.int() }),
  licences: z.array(licenceToGo),
  staying: z.array(z.object({ name: z.string(), state: z.enum(MAILBOX.states) })),
  lastCopy: finishShape.shape.lastCopy,
  overlap: finishShape.shape.overlap,
});
export type ClosingOut = z.output<typeof closingShape>;
