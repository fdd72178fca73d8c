/** The shapes of the mailboxes of a project. */
import { z } from 'zod';
import { MAILBOX, type MailboxEvent } from '../../model/mailbox-states.ts';
import { CHOSEN_MAX } from '../../project/move-mailboxes.ts';
import { anyOf, flagFilter, listQuery, textFilter } from './lists.ts';
import { endShape, progressShape, rateShape, totalShape } from './projects.ts';
import { actionsShape, instant, name, namesOf, reason, secret } from './words.ts';

const ADDRESS_LENGTH_MAX = 2048;
const SOURCES_MAX = 10;
const MAILBOXES_MAX = 500;
const PROBLEM_LENGTH_MAX = 100;
export const waitingShape = z.object({ until: z.iso.datetime(), because: z.string() }).nullable().meta({
  description:
    'A server asked to wait, others use all that it allows, or a blackout holds. The mailbox goes on by itself.',
});
const PREVIEW_LENGTH_MAX = 100;

export const mailboxActBody = z.object({ act: z.enum(namesOf<MailboxEvent>(MAILBOX.events)), reason });
const side = z.object({ address: z.string().min(1).max(ADDRESS_LENGTH_MAX), user: name.nullable().default(null) });
const password = secret.nullable().default(null).meta({
  writeOnly: true,
  description: 'May be left out and handed in later; nothing begins before all of them are there.',
});
const auth = z.enum(['auto', 'basic', 'ntlm', 'bearer']);
export const newMailbox = z.object({
  name,
  sources: z.array(side.extend({ password })).min(1).max(SOURCES_MAX),
  target: side.extend({ password, auth: auth.default('auto') }),
  timeZone: name.nullable().default(null),
});

export type NewMailboxBody = z.output<typeof newMailbox>;

export const mailboxesBody = z.object({ mailboxes: z.array(newMailbox).min(1).max(MAILBOXES_MAX) });
export const mailboxShape = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(MAILBOX.states),
  sources: z.array(z.object({ address: z.string(), user: z.string().nullable() })),
  target: z.object({ address: z.string(), user: z.string().nullable(), auth }),
  timeZone: z.string().nullable(),
  problem: z.object({ code: z.string(), cause: z.string(), remedy: z.string() }).nullable(),
  goesOnAt: instant,
  wave: z.uuid().nullable().meta({ description: 'Null: it moves with its project.' }),
  cutOverBeganAt: instant,
  progress: progressShape,
  progressAt: instant.meta({ description: 'When it was measured last, whether anything had moved or not.' }),
  total: totalShape,
  rate: rateShape,
  end: endShape,
  waiting: waitingShape,
  survey: z
    .object({ isThere: z.boolean(), askedAt: instant, allowed: z.boolean(), why: z.string().nullable() })
    .meta({ description: 'Is there one to read, since when is one waited for, may one be asked for, and why not.' }),
  check: z
    .object({
      verdict: z.enum(['pass', 'warn', 'block']).nullable().meta({ description: 'Of the last one.' }),
      at: instant,
      askedAt: instant,
      allowed: z.boolean(),
      why: z.string().nullable(),
    })
    .meta({ description: 'Can both sides be signed in to, and is everything ready; as with a survey.' }),
  lastActivityAt: instant.meta({ description: 'When something was found, copied, verified or failed last.' }),
  actions: actionsShape,
});

/** What a list of mailboxes may be cut down to; an act on many takes the same. */
const filters = {
  text: textFilter,
  problem: z
    .string()
    .max(PROBLEM_LENGTH_MAX)
    .optional()
    .meta({ description: 'What stops them or makes them wait, as in docs/errors.md.' }),
};

const choice = z
  .object({
    ids: z.array(z.uuid()).min(1).max(CHOSEN_MAX).optional(),
    filter: z
      .object({
        ...filters,
        state: z.array(z.enum(MAILBOX.states)).max(MAILBOX.states.length).optional(),
        hasExceptions: z.boolean().optional(),
        waiting: z.boolean().optional(),
        uncounted: z.boolean().optional(),
      })
      .strict()
      .optional(),
  })
  .meta({ description: 'Either `ids` or `filter`, as of the list; an empty filter is all mailboxes of the project.' });

const isOneChoice = ({ ids, filter }: z.output<typeof choice>): boolean =>
  (ids === undefined) !== (filter === undefined);
const ONE_CHOICE = { message: 'has to have either ids or a filter' };
const manyActs = choice.extend({ act: z.enum(namesOf<MailboxEvent>(MAILBOX.events)) });

export type ChoiceBody = z.output<typeof choice>;

export const previewBody = manyActs.refine(isOneChoice, ONE_CHOICE);

export const mailboxesActBody = manyActs
  .extend({
    reason,
    preview: z.string().min(1).max(PREVIEW_LENGTH_MAX).meta({ description: 'The `preview` that was looked at.' }),
  })
  .refine(isOneChoice, ONE_CHOICE);

export const manyMovesShape = z.object({
  act: z.string(),
  to: z.enum(MAILBOX.states),
  needsReason: z.boolean(),
  allowed: z.int(),
  refused: z.int(),
  byState: z
    .partialRecord(z.enum(MAILBOX.states), z.int())
    .meta({ description: 'How many of those that are moved are in which state before.' }),
  moved: z.array(z.object({ id: z.uuid(), name: z.string() })),
  refusals: z.array(
    z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      state: z.enum(MAILBOX.states).nullable(),
      why: z.string(),
    }),
  ),
  preview: z.string().meta({ description: 'Names what was seen: the act is done on that and nothing else.' }),
});

export const mailboxListQuery = listQuery([
  'name',
  '-name',
  'state',
  '-state',
  'found',
  '-found',
  'copied',
  '-copied',
  'failed',
  '-failed',
  'lastActivityAt',
  '-lastActivityAt',
]).extend({
  ...filters,
  state: anyOf(MAILBOX.states).meta({ description: 'May be given several times.' }),
  hasExceptions: flagFilter.meta({ description: 'With items that could not be moved, or without.' }),
  waiting: flagFilter.meta({ description: 'They go on by themselves later.' }),
  uncounted: flagFilter.meta({ description: 'Those that `uncounted` of the project counts.' }),
});

/** Raw, as a browser sends a file and `curl --data-binary` does. What all lines have in common may stand here instead of in a column. */
export const tableQuery = z.object({
  dryRun: flagFilter.meta({ description: 'true: look at every line, and add nothing.' }),
  source: z.string().max(ADDRESS_LENGTH_MAX).optional().meta({ description: 'For lines that name no source.' }),
  target: z
    .string()
    .max(ADDRESS_LENGTH_MAX)
    .optional()
    .meta({ description: 'For lines that name no target; {name} stands for the name of the mailbox, in a line too.' }),
  targetUser: name.optional(),
});

export const tableShape = z.object({
  mailboxes: z.int().meta({ description: 'Added, or with `dryRun` to be added.' }),
  isAdded: z.boolean(),
  ignored: z.array(z.string()).meta({ description: 'Columns that say nothing that is known.' }),
  errors: z
    .array(z.object({ line: z.int(), column: z.string().nullable(), cause: z.string() }))
    .meta({ description: 'All that is wrong; nothing is added while there is something.' }),
});

/** Lists without their pages: as a table there is no end to them. */
export const mailboxTableQuery = mailboxListQuery.omit({ cursor: true, limit: true });

export const failedItemListQuery = listQuery(['recorded', '-recorded']).extend({
  code: z.string().max(PROBLEM_LENGTH_MAX).optional().meta({ description: 'As in docs/errors.md.' }),
});

export const failedItemShape = z.object({
  folder: z.string(),
  item: z.string().meta({ description: 'Its name in the folder of the source: the UID where that is IMAP.' }),
  kind: z.string(),
  bytes: z.int(),
  receivedAt: z.iso.datetime(),
  code: z.string(),
  cause: z.string(),
  remedy: z.string(),
});
