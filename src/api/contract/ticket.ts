/** The shapes of the ticket of a project: what is said in it, where it stands, and its plans. */
import { z } from 'zod';
import { NOTICES, type NoticeKind } from '../../model/notice.ts';
import { PROJECT } from '../../model/project-states.ts';
import { listQuery } from './lists.ts';
import { actionsShape, instant, name, namesOf, projectParams } from './words.ts';

const TEXT_LENGTH_MAX = 20_000;
const TIME_LENGTH_MAX = 40;
const ZONE_LENGTH_MAX = 60;
const ADDRESS_LENGTH_MAX = 320;
const ADDRESSES_MAX = 20_000;
const DATES_MAX = 20;
const VERSION_MAX = 1_000_000;
const REASON_LENGTH_MAX = 2000;

/** A NUL is no character of any text, and no database keeps it. */
const plain = z
  .string()
  .trim()
  .refine((text) => !text.includes('\0'), 'holds a NUL');
const said = plain.max(TEXT_LENGTH_MAX);
const needed = said.min(1);
const version = z.int().min(1).max(VERSION_MAX);
const dateTime = z.iso.datetime({ offset: true });

export const wordsBody = z.object({ text: needed });
export const mayWordsBody = z.object({ text: said.default('') });
export const alternativesBody = z.object({
  text: needed.meta({ description: 'Why the wished date cannot be.' }),
  dates: z.array(dateTime).min(1).max(DATES_MAX),
});

export const answerBody = z
  .object({
    text: said.default(''),
    acknowledged: z
      .object({ version, name })
      .nullable()
      .default(null)
      .meta({ description: 'The version of the plan that was read and understood, and by whom.' }),
    wished: z
      .object({
        at: z.string().max(TIME_LENGTH_MAX).nullable().default(null).meta({
          description: '`2026-12-04T18:00` by the clock of the zone, or with an offset: `2026-12-04T18:00+01:00`.',
        }),
        zone: z.string().max(ZONE_LENGTH_MAX).nullable().default(null).meta({ description: 'An IANA name.' }),
      })
      .nullable()
      .default(null),
    addresses: z
      .union([z.literal('all'), z.array(z.string().trim().min(1).max(ADDRESS_LENGTH_MAX)).min(1).max(ADDRESSES_MAX)])
      .nullable()
      .default(null)
      .meta({ description: 'Every address to move; `all`: every mailbox of the project.' }),
  })
  .meta({ description: 'What is left out stays as it was said before.' });
export type AnswerBody = z.output<typeof answerBody>;

const MISSING = ['acknowledgement', 'date', 'addresses'] as const;
const part = z.discriminatedUnion('is', [
  z.object({ is: z.literal('request') }),
  z.object({ is: z.literal('question') }),
  z.object({ is: z.literal('reply') }),
  z.object({ is: z.literal('plan'), version: z.int() }),
  z.object({
    is: z.literal('answer'),
    acknowledged: z.object({ version: z.int(), name: z.string() }).nullable(),
    wishedAt: instant,
    addresses: z.array(z.string()),
    missing: z.array(z.enum(MISSING)),
  }),
  z.object({ is: z.literal('alternative'), offered: z.array(z.iso.datetime()) }),
  z.object({ is: z.literal('confirmation'), at: z.iso.datetime() }),
  z.object({
    is: z.literal('notice'),
    kind: z.enum(namesOf<NoticeKind>(NOTICES)),
    mailbox: z.uuid().nullable(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
]);

export const entryShape = z.object({
  id: z.uuid(),
  number: z.int(),
  at: z.iso.datetime(),
  author: z.object({
    is: z.enum(['person', 'token', 'mailbox-user', 'godwit', 'contact']),
    name: z.string().meta({ description: 'For people: who it is, in words.' }),
  }),
  text: z.string().meta({ description: 'Plain. Whoever wrote it, show it as text.' }),
  part,
});
export const entryListQuery = listQuery(['number', '-number']);

export const ticketShape = z.object({
  project: z.enum(PROJECT.states),
  requestedAt: instant,
  earliest: z.iso
    .date()
    .nullable()
    .meta({ description: 'The first day that can be chosen, once the move is asked for.' }),
  planVersion: z.int().nullable().meta({ description: 'The one that was sent last.' }),
  acknowledged: z.object({ version: z.int(), name: z.string(), at: z.iso.datetime() }).nullable(),
  wished: z
    .object({ written: z.string(), zone: z.string().nullable(), at: instant })
    .nullable()
    .meta({ description: '`at` is null until its zone is known.' }),
  addresses: z
    .object({
      isAll: z.boolean(),
      count: z.int(),
      unknown: z.array(z.string()).meta({ description: 'Listed, and no mailbox of the project.' }),
      doubled: z.array(z.string()),
      leftOut: z.array(z.string()).meta({ description: 'In the project, and not listed.' }),
    })
    .nullable(),
  missing: z
    .array(z.object({ part: z.enum(MISSING), why: z.string() }))
    .meta({ description: 'What a complete answer still needs.' }),
  isComplete: z.boolean(),
  answeredAt: instant,
  answerDueAt: instant.meta({ description: 'The date is confirmed before this moment.' }),
  offered: z
    .object({ by: z.enum(['godwit', 'operator']), dates: z.array(z.iso.datetime()), why: z.string() })
    .nullable(),
  confirmedAt: instant.meta({ description: 'When the move begins; null while no date is confirmed.' }),
  words: z.array(z.string()).meta({ description: 'The rules with the days of this project, as sentences.' }),
  actions: actionsShape,
});

export const domainsShape = z.object({
  domains: z.array(
    z.object({
      domain: z.string(),
      note: z
        .object({ is: z.enum(['passed', 'waived']), reason: z.string(), at: z.iso.datetime() })
        .nullable()
        .meta({ description: 'What was noted about its Autodiscover; null: nothing yet.' }),
    }),
  ),
});
const DOMAIN_LENGTH_MAX = 253;
export const domainParams = projectParams.extend({
  domain: z.string().min(1).max(DOMAIN_LENGTH_MAX).toLowerCase(),
});
export const domainBody = z.object({
  is: z.enum(['passed', 'waived']),
  reason: plain.min(1).max(REASON_LENGTH_MAX).meta({ description: 'How it was checked, or why it is waived.' }),
});

const block = z.discriminatedUnion('is', [
  z.object({ is: z.literal('text'), text: z.string() }),
  z.object({ is: z.literal('list'), items: z.array(z.string()) }),
  z.object({
    is: z.literal('table'),
    caption: z.string(),
    columns: z.array(z.object({ title: z.string(), isNumber: z.boolean() })),
    rows: z.array(z.array(z.string())),
  }),
]);
export const planShape = z.object({
  version: z.int(),
  madeOn: z.string(),
  title: z.string(),
  sections: z.array(z.object({ id: z.string(), title: z.string(), blocks: z.array(block) })),
  changes: z
    .array(z.object({ id: z.string(), title: z.string(), gone: z.array(z.string()), added: z.array(z.string()) }))
    .meta({ description: 'Against the version before, line by line.' }),
  requestedOn: z.string().meta({ description: 'The day from which the notice runs.' }),
});
export const draftShape = planShape.extend({
  isNew: z.boolean().meta({ description: 'False where nothing changed since the last version.' }),
});
export const planVersionShape = z.object({ version: z.int(), at: z.iso.datetime() });
export const planParams = projectParams.extend({
  version: z.union([z.literal('latest'), z.coerce.number().int().min(1).max(VERSION_MAX)]),
});
