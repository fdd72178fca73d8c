/** The shapes of new passwords that are handed over by links. */
import { z } from 'zod';
import { HAND_OVER_STATES } from '../../model/hand-over.ts';
import { instant, mailboxParams, neededReason, secret } from './words.ts';

const HOURS_DEFAULT = 72;
/** What nobody opens in two weeks is found by others. */
const HOURS_MAX = 14 * 24;
const MAILBOXES_MAX = 500;
const TOKEN_LENGTH_MAX = 200;

export const newHandOversBody = z.object({
  handOvers: z
    .array(
      z.object({
        mailbox: z.uuid(),
        password: secret.nullable().default(null).meta({
          description: 'What opens the mailbox at the target already. Null: one is made, for you to set there.',
        }),
      }),
    )
    .min(1)
    .max(MAILBOXES_MAX),
  expiresInHours: z.int().min(1).max(HOURS_MAX).default(HOURS_DEFAULT),
});

export const handOverParams = mailboxParams.extend({ handOver: z.uuid() });
export const handOverLinkParams = z.object({ token: z.string().min(1).max(TOKEN_LENGTH_MAX) });
export const revealBody = z.object({ reason: neededReason });
export const passwordsSetBody = z.object({ handOvers: z.array(z.uuid()).min(1).max(MAILBOXES_MAX) });

export const handOverShape = z.object({
  id: z.uuid(),
  mailbox: z.uuid(),
  state: z.enum(HAND_OVER_STATES).meta({
    description: 'to-be-set: nobody said yet that the password was set at the target. over: not opened in time.',
  }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  setAt: instant,
  shownAt: instant,
  shownTo: z.string().nullable().meta({ description: 'From which address, by which browser.' }),
  revokedAt: instant,
});
export const newHandOverShape = handOverShape.extend({
  name: z.string().meta({ description: 'The name of the mailbox.' }),
  path: z.string().meta({
    description:
      'What its user opens, behind the address of the service. Opening it uses nothing up. Shown here and never again.',
  }),
});

export const passwordsToSetShape = z.object({
  passwords: z.array(z.object({ handOver: z.uuid(), mailbox: z.uuid(), name: z.string(), password: z.string() })),
});

export const openHandOverShape = z.object({
  name: z.string().meta({ description: 'The name of the mailbox.' }),
  state: z.enum(HAND_OVER_STATES),
  expiresAt: z.iso.datetime(),
});
export const shownPasswordShape = z.object({
  name: z.string(),
  password: z.string().meta({ description: 'Shown here and never again.' }),
  target: z.string().meta({ description: 'The host that it opens the mailbox at.' }),
});
