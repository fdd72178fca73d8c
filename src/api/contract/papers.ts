/** The shapes of what is known before a move: answers and advice, the inventory, what domains lack, and who prepares what. */
import { z } from 'zod';
import { checkShape } from './checks.ts';
import { instant, projectParams } from './words.ts';

const DOMAIN_LENGTH_MAX = 253;

export const answersBody = z.looseObject({ version: z.literal(1) }).meta({
  description:
    'An answers file: the organisation, its groups with the six answers, and the people in them. See docs/advisor.md.',
});
export const answersShape = z.object({ madeAt: z.iso.datetime(), answers: z.looseObject({}) });

const feature = z.string();
const offer = z.object({
  id: z.string(),
  name: z.string(),
  way: z.enum(['stay', 'upgrade', 'migration']),
  price: z.string().nullable(),
  mailboxGB: z.number(),
  cloudDriveGB: z.number().nullable(),
  hasFileSync: z.boolean(),
  hasEditors: z.boolean(),
  shows: z.object({ outlook: z.array(feature), phone: z.array(feature), web: z.array(feature) }),
  webName: z.string(),
  needs: z.array(z.string()),
  remarks: z.array(z.string()),
});
export const offersShape = z.object({
  offers: z
    .array(offer)
    .meta({ description: 'In the order in which they are preferred; the first is what everybody has.' }),
  comparison: z.array(z.object({ under: z.string().nullable(), title: z.string(), cells: z.array(z.string()) })),
});
const storage = z.object({
  address: z.string(),
  bytesUsed: z.number(),
  bytesMax: z.number(),
  isFull: z.boolean(),
  advice: z
    .object({
      bytes: z.number(),
      bytesAfter: z.number(),
      trashBytes: z.number(),
      junkBytes: z.number(),
      oldBytes: z.number(),
    })
    .nullable()
    .meta({ description: 'What fills it, and what may go; null where nobody surveyed it.' }),
});
export const adviceShape = z.object({
  offers: z.array(offer),
  groups: z.array(
    z.object({
      name: z.string(),
      people: z.array(z.string()),
      advice: z.string().meta({ description: 'The id of the offer that fits.' }),
      chosen: z.string().meta({ description: 'What was decided, or else what is advised.' }),
      way: offer.shape.way,
      reasons: z.array(z.string()),
      lacks: z.array(z.object({ offer: z.string(), needs: z.array(z.string()) })),
    }),
  ),
  storage: z.array(storage),
  remarks: z.array(z.string()).meta({ description: 'What concerns several groups, or everybody.' }),
});

const paper = z.object({
  madeAt: instant.meta({ description: 'Null until there is one.' }),
  askedAt: instant.meta({ description: 'Somebody waits for a newer one; null where nobody does.' }),
  problem: z
    .object({ code: z.string(), cause: z.string(), remedy: z.string() })
    .nullable()
    .meta({ description: 'Why the one that was asked for last could not be made.' }),
});

const texts = z.array(z.string()).nullable();
const spam = z.object({
  filter: z.string().nullable(),
  treatment: z.string().nullable(),
  forwardsTo: z.string().nullable(),
  safe: texts,
  blocked: texts,
  safeIps: texts,
  blockedIps: texts,
});
const platform = z.enum(['rackspace-email', 'exchange']);
const inventory = z.object({
  takenAt: z.iso.datetime(),
  domains: z.array(
    z.object({
      name: z.string(),
      platforms: z.array(platform).nullable(),
      isEmailPlus: z.boolean().nullable(),
      mailboxesMax: z.number().nullable(),
      hasArchiving: z.boolean().nullable(),
      alternateNames: texts,
      catchAll: z.string().nullable(),
      spam: spam.nullable(),
    }),
  ),
  mailboxes: z.array(
    z.object({
      address: z.string(),
      platform: platform.nullable(),
      isEnabled: z.boolean().nullable(),
      bytesMax: z.number().nullable(),
      bytesUsed: z.number().nullable(),
      lastSignIn: z.string().nullable().meta({ description: 'By the clock of the server, whose zone nobody knows.' }),
      forwarding: z.object({ addresses: z.array(z.string()), keepsCopy: z.boolean().nullable() }).nullable(),
      autoReply: z.object({ isOn: z.boolean() }).nullable(),
      otherAddresses: texts,
      spam: spam.nullable(),
    }),
  ),
  lists: z.array(z.object({ address: z.string(), is: z.enum(['alias', 'group']), members: texts })),
  exceptions: z
    .array(z.object({ subject: z.string(), problem: z.string(), cause: z.string() }))
    .meta({ description: 'What could not be read. Everything else is complete.' }),
});
export const inventoryBody = z.looseObject({ takenAt: z.string() }).meta({
  description: 'What `godwit inventory --json` wrote. What people wrote about themselves is not kept.',
});
export const inventoryShape = paper.extend({
  inventory: inventory.nullable().meta({ description: 'Null anywhere in it: nobody told. It never means none.' }),
});

export const domainCheckParams = projectParams.extend({ domain: z.string().toLowerCase().max(DOMAIN_LENGTH_MAX) });
export const domainCheckBody = z.object({
  target: z
    .string()
    .max(DOMAIN_LENGTH_MAX)
    .regex(/^[\w.-]+$/)
    .nullable()
    .default(null)
    .meta({ description: '`exchange-online`, or the host of another Exchange; null: where its mailboxes go.' }),
});
const result = checkShape.shape.results.element;
export const domainCheckShape = paper.extend({
  results: z
    .array(
      result.extend({
        wantedRecords: z
          .array(z.object({ type: z.string(), host: z.string(), value: z.string(), ttlSeconds: z.int() }))
          .meta({ description: 'What the zone should hold instead.' }),
      }),
    )
    .nullable(),
});

const person = z.object({
  address: z.string(),
  name: z.string().nullable(),
  group: z.string(),
  programs: z.array(z.string()),
  isPrepared: z.boolean(),
  tasks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      isRequired: z.boolean().meta({ description: 'False for what may be left undone.' }),
      state: z.enum(['open', 'done', 'waived']),
      waivedBecause: z.string().nullable(),
      why: z.array(z.string()).meta({ description: 'With the person’s own figures.' }),
      guides: z.array(z.string()),
    }),
  ),
});
export const preparationShape = z.object({
  isReady: z.boolean().meta({ description: 'Everybody who moves is prepared, or what is open was waived.' }),
  preparedCount: z.int(),
  people: z.array(person),
});
const guide = z.object({
  title: z.string(),
  minutes: z.int().meta({ description: 'When nothing goes wrong.' }),
  before: z.array(z.string()),
  parts: z.array(z.object({ title: z.string().nullable(), steps: z.array(z.string()) })),
  trouble: z.array(z.object({ when: z.string(), then: z.string() })),
});
export const sheetShape = person.extend({
  title: z.string(),
  folders: z
    .array(
      z.object({
        path: z.array(z.string()),
        items: z.int(),
        bytes: z.int(),
        oldest: z.string().nullable(),
        newest: z.string().nullable(),
      }),
    )
    .nullable()
    .meta({ description: 'To be compared with webmail; null where nobody surveyed the mailbox.' }),
  guides: z.array(guide).meta({ description: 'How what is open is done.' }),
  after: z.array(guide).meta({ description: 'After the move.' }),
});
