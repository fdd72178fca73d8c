/** The shapes of private links, and of what the user of a mailbox sees and says by one. */
import { z } from 'zod';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { TASK_IDS } from '../../plan/preparation/task-ids.ts';
import { endShape, progressShape, totalShape } from './projects.ts';
import { actionsShape, instant, mailboxParams, secret } from './words.ts';

const LINK_DAYS_DEFAULT = 30;
/** A move takes weeks; what lies about for longer is found by others. */
const LINK_DAYS_MAX = 90;
const MAILBOXES_MAX = 500;
const expiresInDays = z.int().min(1).max(LINK_DAYS_MAX).default(LINK_DAYS_DEFAULT);

export const newLinksBody = z.object({ mailboxes: z.array(z.uuid()).min(1).max(MAILBOXES_MAX), expiresInDays });
export const mailLinksBody = z.object({
  notice: z.enum(['user-invited', 'user-reminded', 'user-moved']),
  mailboxes: z
    .array(z.uuid())
    .min(1)
    .max(MAILBOXES_MAX)
    .nullable()
    .default(null)
    .meta({ description: 'Null: all of the project that it fits.' }),
  expiresInDays,
});
const named = { mailbox: z.uuid(), name: z.string() };
export const mailedLinksShape = z.object({
  told: z.array(z.object(named)).meta({ description: 'What became of each mail is among the deliveries.' }),
  left: z.array(z.object({ ...named, why: z.string() })).meta({ description: 'Named, and it does not fit them.' }),
});
export const renewalBody = z.object({ expiresInDays });
export const linkParams = mailboxParams.extend({ linkId: z.uuid() });

export const linkShape = z.object({
  id: z.uuid(),
  mailbox: z.uuid(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: instant.meta({ description: 'To the minute.' }),
  revokedAt: instant,
});
export const newLinkShape = linkShape.extend({
  name: z.string().meta({ description: 'The name of the mailbox.' }),
  path: z.string().meta({
    description:
      'What the user of the mailbox opens, behind the address of the service. The token behind the # is not sent to any server by opening it. Shown here and never again.',
  }),
  page: z.string().meta({
    description:
      'The same as a page that needs no script, for a mail: looking at it uses nothing up. Shown here and never again.',
  }),
});

const verdict = z.enum(['all-there', 'something-missing']).nullable();
const task = z.enum(TASK_IDS);
const steps = z.array(z.object({ id: task, title: z.string(), isDone: z.boolean() }));
export const saidShape = z.object({
  steps,
  verdict,
  verdictAt: instant,
  devices: z.array(z.string()).meta({ description: 'What mail is read with.' }),
  settled: z.array(z.string()).meta({ description: 'What of the way to them after the move is done.' }),
});

export const pageLinkParams = z.object({ token: z.string().min(1).max(200) });
export const openLinkBody = z.object({ token: secret.meta({ description: 'What stands behind the # of the link.' }) });
export const stepsBody = z.object({ done: z.array(task).max(TASK_IDS.length) });
export const sourceParams = z.object({ place: z.string().regex(/^source(-[0-9])?$/) });
export const userPasswordBody = z.object({ password: secret });
export const userActBody = z.object({ act: z.enum(['finish-preparing', 'confirm']) });

const ABOUT_LENGTH_MAX = 500;
const WORDS_LENGTH_MAX = 200;
const words = z.string().trim().max(WORDS_LENGTH_MAX).default('');
export const missingBody = z
  .object({
    folder: words,
    from: words,
    about: z.string().trim().max(ABOUT_LENGTH_MAX).default('').meta({ description: 'When about, and what it was.' }),
  })
  .refine(({ folder, from, about }) => `${folder}${from}${about}` !== '', 'says nothing of what is missing');

export const ownMailboxShape = z.object({
  name: z.string(),
  state: z.enum(MAILBOX.states),
  inWords: z.string().meta({ description: 'The state as its user understands it.' }),
  progress: progressShape,
  total: totalShape,
  end: endShape,
  problem: z.object({ cause: z.string(), remedy: z.string(), isYours: z.boolean() }).nullable(),
  todo: z.array(z.string()).meta({ description: 'What the user has to do now, one sentence each.' }),
  steps,
  passwords: z.array(z.object({ place: z.string(), isKept: z.boolean() })),
  verdict,
  verdictAt: instant,
  actions: actionsShape,
});
