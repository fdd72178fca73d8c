/** What the powers of a tenant about deliveries, webhooks and incoming mail give when they are asked about things of another. */
import { newMailToken } from '../../src/base/mail-token.ts';
import { systemRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { DeliveryId, NewDelivery } from '../../src/model/delivery.ts';
import type { IncomingId, IncomingMail } from '../../src/model/incoming-mail.ts';
import type { Tenant } from '../../src/model/store.ts';
import type { EntryId } from '../../src/model/ticket.ts';
import type { Webhook, WebhookId } from '../../src/model/webhook.ts';
import { ALL, type Customer, NOW } from './store.ts';

/** Fresh ids are ids, here and below. */
export const WEBHOOK: Webhook = {
  id: systemRandom.id() as WebhookId,
  url: 'https://hook.example.com/',
  kinds: [],
  createdAt: NOW,
  failingSince: null,
  disabledAt: null,
};

export function newDelivery({ project, mailbox }: Customer, entry: EntryId): NewDelivery {
  const reply = { id: systemRandom.id(), token: newMailToken(systemRandom) };
  const address = 'ada@outside.example';
  return {
    id: systemRandom.id() as DeliveryId,
    project,
    entry,
    mailbox,
    kind: 'question',
    to: { is: 'mail', address, author: { is: 'contact', address }, reply },
    isUrgent: false,
    madeAt: NOW,
    dueAt: NOW,
    problem: null,
  };
}

export function incomingMail(given: Partial<IncomingMail> = {}): IncomingMail {
  const id = systemRandom.id() as IncomingId;
  const digest = Buffer.alloc(32, id.replaceAll('-', ''), 'hex');
  return { id, digest, at: NOW, outcome: 'entry', from: 'ada@outside.example', subject: 'Re', text: '', ...given };
}

type Asked = { readonly ask: (tenant: Tenant) => Promise<unknown>; readonly gives: unknown };
const REFUSED = '23503';
const NOTHING = { items: [], next: null, total: null };

export function askedOfDeliveries(theirs: Customer, entry: EntryId, delivery: DeliveryId) {
  const { project, mailbox } = theirs;
  const all = { project, mailbox: null, webhook: null, states: [] };
  const page = { ...ALL.page, by: 'madeAt' } as const;
  return {
    correspondents: {
      ask: async (tenant) =>
        (await tenant.correspondents()).filter(({ organisation }) => organisation === theirs.organisation),
      gives: [],
    },
    addDelivery: { ask: (tenant) => tenant.addDelivery(newDelivery(theirs, entry)), gives: REFUSED },
    keepSecretFacts: { ask: (tenant) => tenant.keepSecretFacts(entry, { link: new Secret('mine') }), gives: undefined },
    deliveries: { ask: (tenant) => tenant.deliveries(all, page), gives: NOTHING },
    delivery: { ask: (tenant) => tenant.delivery(delivery), gives: null },
    letter: { ask: (tenant) => tenant.letter(delivery), gives: null },
    settleDelivery: { ask: (tenant) => tenant.settleDelivery(delivery, 'theirs', { is: 'sent' }, NOW), gives: false },
    noteBounce: {
      ask: (tenant) => tenant.noteBounce(delivery, { code: 'mail.bounced', facts: { answer: 'no' } }, NOW),
      gives: false,
    },
    sendAgain: { ask: (tenant) => tenant.sendAgain(delivery, NOW), gives: false },
    mailboxContact: { ask: (tenant) => tenant.mailboxContact(mailbox), gives: null },
    setMailboxContact: {
      ask: (tenant) => tenant.setMailboxContact(mailbox, 'eve@evil.example', NOW),
      gives: undefined,
    },
    webhooks: { ask: (tenant) => tenant.webhooks(), gives: [] },
    addWebhook: { ask: (tenant) => tenant.addWebhook(WEBHOOK, new Secret('mine')), gives: '23505' },
    lockWebhook: { ask: (tenant) => tenant.lockWebhook(WEBHOOK.id), gives: null },
    changeWebhook: {
      ask: (tenant) => tenant.changeWebhook({ ...WEBHOOK, url: 'https://evil.example/' }),
      gives: undefined,
    },
    setWebhookSecret: { ask: (tenant) => tenant.setWebhookSecret(WEBHOOK.id, new Secret('mine')), gives: undefined },
    removeWebhook: { ask: (tenant) => tenant.removeWebhook(WEBHOOK.id, NOW), gives: false },
    takeIncoming: { ask: (tenant) => tenant.takeIncoming(project, incomingMail()), gives: REFUSED },
    repliesSince: { ask: (tenant) => tenant.repliesSince(project, NOW), gives: 0 },
  } satisfies Readonly<Record<string, Asked>>;
}
