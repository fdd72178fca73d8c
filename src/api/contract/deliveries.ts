/** The shapes of what is sent of the tickets, and of the webhooks that it is sent to. */
import { z } from 'zod';
import { DELIVERY_STATES, type DeliveryKind } from '../../model/delivery.ts';
import { NOTICES } from '../../model/notice.ts';
import { anyOf, listQuery } from './lists.ts';
import { instant, mailAddress, mailboxParams, namesOf, organisationParams } from './words.ts';

const URL_LENGTH_MAX = 2000;

/** Entries that people write; notices have names of their own. */
const ENTRY_KINDS = [
  'request',
  'question',
  'reply',
  'answer',
  'alternative',
  'confirmation',
] as const satisfies readonly DeliveryKind[];
const KINDS: readonly DeliveryKind[] = [...namesOf(NOTICES), ...ENTRY_KINDS];
const kinds = z
  .array(z.enum(KINDS))
  .max(KINDS.length)
  .meta({ description: 'Which notices and entries of tickets; none means all.' });

export const deliveryParams = organisationParams.extend({ delivery: z.uuid() });
export const deliveryListQuery = listQuery(['-madeAt', 'madeAt']).extend({
  project: z.uuid().optional(),
  mailbox: z.uuid().optional(),
  webhook: z.uuid().optional(),
  state: anyOf(DELIVERY_STATES),
});

export const deliveryShape = z.object({
  id: z.uuid(),
  project: z.uuid(),
  entry: z.uuid().meta({ description: 'That of the ticket.' }),
  mailbox: z.uuid().nullable(),
  kind: z.string(),
  channel: z.enum(['mail', 'webhook']),
  address: z.string().nullable().meta({ description: 'Null for a webhook, and where nobody knows where to write to.' }),
  webhook: z.uuid().nullable(),
  state: z.enum(DELIVERY_STATES).meta({ description: 'bounced: a mail server on the way gave it back.' }),
  isUrgent: z.boolean().meta({ description: 'Quiet hours do not put it off.' }),
  madeAt: z.iso.datetime(),
  dueAt: instant.meta({ description: 'When it is tried next; null once it does not wait any more.' }),
  tries: z.int(),
  settledAt: instant,
  problem: z
    .object({ code: z.string(), cause: z.string(), remedy: z.string() })
    .nullable()
    .meta({ description: 'Why it waits, failed or came back.' }),
});

export const webhookParams = organisationParams.extend({ webhook: z.uuid() });
const url = z.url({ protocol: /^https?$/ }).max(URL_LENGTH_MAX);
export const webhookBody = z.strictObject({ url, kinds: kinds.default([]) });
export const webhookChangeBody = z.strictObject({
  url: url.optional(),
  kinds: kinds.optional(),
  isOn: z.boolean().optional().meta({ description: 'false: nothing is sent to it any more.' }),
});

export const webhookShape = z.object({
  id: z.uuid(),
  url: z.string(),
  kinds: z.array(z.string()),
  createdAt: z.iso.datetime(),
  isOn: z.boolean(),
  failingSince: instant.meta({ description: 'Since when it has taken nothing; after three days it is switched off.' }),
  disabledAt: instant,
});
const secret = z.string().meta({ description: 'Signs what is sent (Standard Webhooks). Shown here and never again.' });
export const newWebhookShape = webhookShape.extend({ secret });
export const webhookSecretShape = z.object({ secret });

export const contactShape = z.object({ address: z.string().nullable() });
export const contactBody = z.strictObject({
  address: mailAddress.nullable().meta({ description: 'Of the user, outside of what moves; null takes it away.' }),
});
export const contactParams = mailboxParams;
