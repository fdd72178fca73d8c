/** The shapes of everything that goes in and out, once: requests are checked, answers are cut to them, and OpenAPI is made of them. */
import { z } from 'zod';
import { TOKEN_SCOPES, type TokenScope } from '../model/api-token.ts';
import { MAILBOX, type MailboxEvent } from '../model/mailbox-states.ts';
import { PROJECT, type ProjectEvent } from '../model/project-states.ts';

const NAME_LENGTH_MAX = 200;
const ADDRESS_LENGTH_MAX = 2048;
const PASSWORD_LENGTH_MAX = 1024;
/** NIST SP 800-63B asks for 15 where a password is all there is; a phrase has them soon. */
const PASSWORD_LENGTH_MIN = 15;
/** A recovery code, with whatever stands between its letters. */
const CODE_LENGTH_MAX = 40;
const REASON_LENGTH_MAX = 2000;
const SOURCES_MAX = 10;
const MAILBOXES_MAX = 500;
/** What nobody renews within a year, nobody looks after. */
const TOKEN_DAYS_MAX = 365;
export const PAGE_LENGTH_MAX = 500;

const name = z.string().trim().min(1).max(NAME_LENGTH_MAX);
const mailAddress = z.email().max(320).toLowerCase();
const instant = z.iso.datetime().nullable();
const secret = z.string().min(1).max(PASSWORD_LENGTH_MAX).meta({ writeOnly: true });

export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
  })
  .meta({ description: 'RFC 9457. `code` stands in docs/errors.md, `detail` is what to do.' });

export const organisationParams = z.object({ organisation: z.uuid() });
export const projectParams = organisationParams.extend({ project: z.uuid() });
export const mailboxParams = projectParams.extend({ mailbox: z.uuid() });
export const houseTokenParams = z.object({ tokenId: z.uuid() });
export const tokenParams = organisationParams.extend({ tokenId: z.uuid() });
export const invitationParams = z.object({ token: z.string().min(1).max(200) });

const code = z
  .string()
  .trim()
  .min(1)
  .max(CODE_LENGTH_MAX)
  .meta({ writeOnly: true, description: 'What the app shows, or a recovery code.' });
export const signInBody = z.object({
  address: mailAddress,
  password: secret,
  code: code.nullable().default(null).meta({ description: 'Needed where the second factor is on.' }),
});
export const passwordBody = z.object({ password: secret });
export const codeBody = z.object({ code });
export const passwordAndCodeBody = z.object({ password: secret, code });
export const secretShape = z
  .object({ secret: z.string(), uri: z.string().meta({ description: 'For a QR code that apps read.' }) })
  .meta({ description: 'Shown here and never again.' });
export const recoveryShape = z.object({
  recoveryCodes: z
    .array(z.string())
    .meta({ description: 'Each opens the account once in place of a code. Shown here and never again.' }),
});
export const accountBody = z.object({
  name,
  address: mailAddress,
  password: secret.min(PASSWORD_LENGTH_MIN),
});
export const nameBody = z.object({ name });
export const personShape = z.object({
  id: z.uuid(),
  name: z.string(),
  address: z.string(),
  role: z.enum(['operator', 'administrator']),
  organisation: z.uuid().nullable(),
});
export const sessionShape = personShape.extend({
  secondFactor: z.enum(['off', 'on']),
  advice: z.string().nullable().meta({ description: 'What the person should do about the own account.' }),
});
export const invitationShape = z.object({
  path: z.string().meta({ description: 'Where the invited person posts a name, an address and a password, once.' }),
  expiresAt: z.iso.datetime(),
});
export const organisationShape = z.object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime() });

const actionsShape = z
  .array(
    z.object({
      name: z.string(),
      label: z.string(),
      allowed: z.boolean(),
      why: z.string().nullable(),
      needsReason: z.boolean(),
    }),
  )
  .meta({ description: 'All that the caller may ever do with it, and why not now.' });

const progressShape = z
  .object({
    itemsFound: z.int(),
    itemsCopied: z.int(),
    itemsVerified: z.int(),
    itemsFailed: z.int(),
    bytesFound: z.int(),
    bytesCopied: z.int(),
    bytesVerified: z.int(),
    bytesFailed: z.int(),
  })
  .meta({ description: 'Copied counts what is verified too; nothing is done before it is verified.' });

const totalShape = z.object({ items: z.int(), bytes: z.int() }).nullable().meta({
  description: 'All there is to move; null until every folder was listed, by a survey or by the move itself.',
});
const rateShape = z
  .object({ itemsPerSecond: z.number(), bytesPerSecond: z.number() })
  .nullable()
  .meta({ description: 'Of the last minute; null while nobody works on it, or too little was seen.' });
const endShape = z
  .object({ earliest: z.iso.datetime(), latest: z.iso.datetime() })
  .nullable()
  .meta({ description: 'Until all is copied and read back, from what was measured here; null before.' });
const waitingShape = z
  .object({ until: z.iso.datetime(), because: z.string() })
  .nullable()
  .meta({ description: 'A server asked to wait. The mailbox goes on by itself.' });

export const projectShape = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(PROJECT.states),
  createdAt: z.iso.datetime(),
});
export const projectDetailShape = projectShape.extend({
  mailboxes: z.partialRecord(z.enum(MAILBOX.states), z.int()),
  progress: progressShape,
  total: totalShape,
  uncounted: z.int().meta({ description: 'Mailboxes that move and are not in `total`: nobody has listed them.' }),
  rate: rateShape,
  end: endShape,
  lastActivityAt: instant,
  exceptions: z
    .array(z.object({ code: z.string(), mailboxes: z.int() }))
    .meta({ description: 'Mailboxes by what stops them or makes them wait, as in docs/errors.md.' }),
  actions: actionsShape,
});

const reason = z.string().trim().max(REASON_LENGTH_MAX).nullable().default(null);
export const projectActBody = z.object({ act: z.enum(namesOf<ProjectEvent>(PROJECT.events)), reason });
export const mailboxActBody = z.object({ act: z.enum(namesOf<MailboxEvent>(MAILBOX.events)), reason });

const tokenScope = z.enum(namesOf<TokenScope>(TOKEN_SCOPES)).meta({
  description: Object.entries(TOKEN_SCOPES)
    .map(([scope, { allows }]) => `${scope}: ${allows}`)
    .join(' '),
});
export const newTokenBody = z.object({
  name,
  scopes: z.array(tokenScope).min(1).max(Object.keys(TOKEN_SCOPES).length),
  expiresInDays: z.int().min(1).max(TOKEN_DAYS_MAX),
  reason: reason.meta({ description: 'What it is for; needed where it may change something.' }),
});
export type NewTokenBody = z.output<typeof newTokenBody>;
export const tokenShape = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(tokenScope),
  madeBy: z.uuid(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: instant.meta({ description: 'To the minute.' }),
  revokedAt: instant,
});
export const newTokenShape = tokenShape.extend({
  token: z.string().meta({ description: 'Sent as `Authorization: Bearer …`. Shown here and never again.' }),
});

const side = z.object({ address: z.string().min(1).max(ADDRESS_LENGTH_MAX), user: name.nullable().default(null) });
const auth = z.enum(['auto', 'basic', 'ntlm', 'bearer']);
const newMailbox = z.object({
  name,
  sources: z
    .array(side.extend({ password: secret }))
    .min(1)
    .max(SOURCES_MAX),
  target: side.extend({ password: secret, auth: auth.default('auto') }),
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
  progress: progressShape,
  progressAt: instant.meta({ description: 'When it was measured last, whether anything had moved or not.' }),
  total: totalShape,
  rate: rateShape,
  end: endShape,
  waiting: waitingShape,
  survey: z
    .object({ isThere: z.boolean(), askedAt: instant, allowed: z.boolean(), why: z.string().nullable() })
    .meta({ description: 'Is there one to read, since when is one waited for, may one be asked for, and why not.' }),
  lastActivityAt: instant.meta({ description: 'When something was found, copied, verified or failed last.' }),
  actions: actionsShape,
});
export const mailboxPageQuery = z.object({
  after: z.string().max(NAME_LENGTH_MAX).default('').meta({ description: 'The name of the last one seen.' }),
  limit: z.coerce.number().int().min(1).max(PAGE_LENGTH_MAX).default(100),
});

export const surveyShape = z.object({
  at: z.iso.datetime(),
  moves: z
    .object({ items: z.int(), bytes: z.int() })
    .meta({ description: 'Without what is left out and what is too large.' }),
  holds: z.object({ items: z.int(), bytes: z.int() }),
  oldest: instant,
  newest: instant,
  folders: z.array(
    z.object({
      name: z.string(),
      target: z.string().nullable().meta({ description: 'What it will be called; null where it is left out.' }),
      items: z.int(),
      bytes: z.int(),
      oldest: instant,
      newest: instant,
      tooLargeItems: z.int(),
      problem: z.string().nullable().meta({ description: 'Why it was not listed to its end.' }),
    }),
  ),
  renames: z.array(z.object({ from: z.string(), to: z.string(), why: z.string() })),
  tooLargeItems: z.int(),
  tooLarge: z
    .array(z.object({ folder: z.string(), receivedAt: z.iso.datetime(), bytes: z.int() }))
    .meta({ description: 'The first thousand.' }),
  itemBytesMax: z.int(),
  duration: z.object({ lowMs: z.int(), highMs: z.int() }).meta({ description: 'Of this mailbox alone.' }),
  learntFrom: z.int().meta({ description: 'Moves to the same server; 0 where only published figures are known.' }),
});

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

function namesOf<Event extends string>(events: Readonly<Record<Event, unknown>>): readonly Event[] {
  return Object.keys(events) as Event[]; // the keys of a record over events are the events
}
