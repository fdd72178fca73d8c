/** The shapes of a cut-over: pre-flight, connection, locks, the switch of the mail route, and what came back. */
import { z } from 'zod';
import { LOCK_WAYS, PRE_FLIGHT_CHECKS } from '../../model/cut-over.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { instant, neededReason, reason, secret } from './words.ts';

const THING_LENGTH_MAX = 2000;
const DOMAINS_MAX = 50;
const HOSTS_MAX = 20;
const HOST_LENGTH_MAX = 253;
const MAILBOXES_MAX = 5000;
const REQUESTS_PER_MINUTE = { usual: 60, most: 1000 } as const;

export const preFlightShape = z.object({
  at: z.iso.datetime(),
  isPassed: z.boolean().meta({ description: 'The project may start.' }),
  checksAsked: z.int().meta({ description: 'Mailboxes whose check is missing or too old: it is being done now.' }),
  findings: z.array(
    z.object({
      check: z.enum(PRE_FLIGHT_CHECKS),
      thing: z.string().meta({ description: 'What it is about: an address, a mailbox, or the project.' }),
      cause: z.string(),
      remedy: z.string(),
      waived: z.string().nullable().meta({ description: 'Why an operator lets it pass.' }),
    }),
  ),
});
export const waiverBody = z.object({
  check: z.enum(PRE_FLIGHT_CHECKS),
  thing: z.string().min(1).max(THING_LENGTH_MAX),
  reason: neededReason,
});

export const connectionBody = z.object({
  url: z.url().max(HOST_LENGTH_MAX).default('https://api.emailsrvr.com/v1'),
  account: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .default('me'),
  requestsPerMinute: z.int().min(1).max(REQUESTS_PER_MINUTE.most).default(REQUESTS_PER_MINUTE.usual),
  userKey: secret,
  secretKey: secret,
});
export const connectionShape = z
  .object({ url: z.string(), account: z.string(), requestsPerMinute: z.int() })
  .meta({ description: 'The admin API of the old system. Its keys only ever go in.' });

export const lockBody = z.object({
  how: z.enum(LOCK_WAYS).meta({ description: 'by-hand: somebody has locked them out, and says so with a reason.' }),
  mailboxes: z
    .array(z.uuid())
    .min(1)
    .max(MAILBOXES_MAX)
    .nullable()
    .default(null)
    .meta({ description: 'Null: all that have not moved yet; with `disabled`, all that have.' }),
  reason,
});
export const lockOrderedShape = z.object({ mailboxes: z.int().meta({ description: 'To be locked, or locked.' }) });
export const locksShape = z.object({
  locks: z.array(
    z.object({
      mailbox: z.uuid(),
      name: z.string(),
      mailboxState: z.enum(MAILBOX.states),
      how: z.enum(LOCK_WAYS),
      state: z.enum(['asked', 'writing', 'locked', 'released', 'opening', 'open']).meta({
        description: 'released: its user is with the new mailbox. open: the old one may be signed in to again.',
      }),
      at: z.iso.datetime(),
      problem: z.object({ code: z.string(), cause: z.string(), remedy: z.string() }).nullable(),
    }),
  ),
});

const host = z.string().trim().min(1).max(HOST_LENGTH_MAX);
const wanted = z.object({ domain: host, hosts: z.array(host).min(1).max(HOSTS_MAX) });
export const switchBody = z.object({ wanted: z.array(wanted).min(1).max(DOMAINS_MAX) });
export const switchShape = z.object({
  direction: z.enum(['forth', 'back']),
  wanted: z.array(wanted),
  before: z.array(wanted).meta({ description: 'Where mail went before, as it was seen.' }),
  lookedAt: instant,
  settledAt: instant.meta({ description: 'From then on no mail goes the other way; null while some may.' }),
  seen: z.array(
    z.object({
      domain: z.string(),
      hosts: z.array(z.string()),
      isSwitched: z.boolean(),
      ttlSeconds: z.int().nullable(),
      switchedAt: instant,
      cachedUntil: instant,
      trouble: z.string().nullable(),
      says: z.string(),
    }),
  ),
});

export const freezeShape = z.object({
  from: z.enum(['admin-api', 'counts']),
  at: z.iso.datetime(),
  comparedAt: instant,
  differences: z.array(z.string()).nullable().meta({ description: 'Null until all is over.' }),
});

export const returnedShape = z.object({
  at: z.iso.datetime(),
  items: z.int().meta({ description: 'Messages that are in the old mailbox now and were read back there.' }),
  exceptions: z.int(),
  stays: z.array(z.object({ folder: z.string(), kind: z.string(), items: z.int() })).meta({
    description: 'What is new in folders that the old system cannot be given.',
  }),
});
export type ConnectionBody = z.output<typeof connectionBody>;
