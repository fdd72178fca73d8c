/** The tables of what is sent of the tickets, and to whom. */
import type { Instant } from '../../base/clock.ts';
import type { Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { tokenHash } from '../../base/token.ts';
import type {
  ClaimedDelivery,
  Delivery,
  DeliveryBook,
  DeliveryDoor,
  DeliveryId,
  DeliveryOutcome,
  MailRecipient,
  NewDelivery,
} from '../../model/delivery.ts';
import type { Person } from '../../model/organisation.ts';
import type { EntryId } from '../../model/ticket.ts';
import type { Db } from '../db.ts';
import { DELIVERY_COLUMNS, findLetter } from './letters.ts';
import { type Listing, pageOf } from './listing.ts';
import { type NoticeSecrets, noticeSecrets } from './notice-secrets.ts';
import { PERSON_COLUMNS, type PersonRow } from './people.ts';
import type { Scope, TenantStatement } from './scope.ts';
import type { Sealer } from './sealing.ts';

export function deliveryPart(scope: Scope, sealer: Sealer): DeliveryBook {
  const secrets = noticeSecrets(scope, scope.organisation, sealer);
  return {
    correspondents: () => scope.run<PersonRow>(CORRESPONDENTS) satisfies Promise<readonly Person[]>,
    addDelivery: (delivery) => addDelivery(scope, secrets, delivery),
    keepSecretFacts: (entry, facts) => keepSecretFacts(secrets, entry, facts),
    deliveries: ({ project, mailbox, webhook, states }, ask) =>
      pageOf(scope, LISTING, [project, mailbox, webhook, states], ask),
    delivery: async (id) => (await scope.run<Delivery>(FIND, id))[0] ?? null,
    letter: (id) => findLetter(scope, secrets, id),
    settleDelivery: (id, holder, outcome, at) => settleDelivery(scope, id, holder, outcome, at),
    noteBounce: async (id, problem, at) => (await scope.run(BOUNCE, id, stored(problem), at)).length === 1,
    sendAgain: async (id, at) => (await scope.run(AGAIN, id, at)).length === 1,
    mailboxContact: async (mailbox) => (await scope.run<{ address: string }>(CONTACT, mailbox))[0]?.address ?? null,
    setMailboxContact: async (mailbox, address, at) => {
      await (address === null ? scope.run(NO_CONTACT, mailbox) : scope.run(SET_CONTACT, mailbox, address, at));
    },
  };
}

/** Operators belong to no organisation: they answer the tickets of all. */
const CORRESPONDENTS: TenantStatement = {
  name: 'correspondents',
  text: `
    select ${PERSON_COLUMNS}
    from people
    where (organisation_id = $1 or organisation_id is null) and removed_at_ms is null
    order by address`,
};

async function addDelivery(scope: Scope, secrets: NoticeSecrets, delivery: NewDelivery): Promise<void> {
  const { id, project, entry, mailbox, kind, to, isUrgent, madeAt, dueAt, problem } = delivery;
  const reply = to?.is === 'mail' ? await replyAddress(scope, secrets, delivery, to) : null;
  const channel = to?.is ?? 'mail';
  const address = to?.is === 'mail' ? to.address : null;
  const webhook = to?.is === 'webhook' ? to.id : null;
  const state = to === null ? 'failed' : 'waiting';
  const place = [project, id, entry, mailbox, kind, channel, address, reply, webhook];
  await scope.run(ADD, ...place, state, isUrgent, madeAt, dueAt, to === null ? madeAt : null, stored(problem));
}

function stored(problem: Problem | null): string | null {
  return problem === null ? null : JSON.stringify({ code: problem.code, facts: problem.facts });
}

const ADD: TenantStatement = {
  name: 'add-delivery',
  text: `
    insert into deliveries (organisation_id, project_id, id, entry_id, mailbox_id, kind, channel, address, reply_id,
      webhook_id, state, is_urgent, made_at_ms, asked_at_ms, due_at_ms, settled_at_ms, problem)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16::json)`,
};

/** The one that is there, or the new one. */
async function replyAddress(
  scope: Scope,
  secrets: NoticeSecrets,
  { project }: Pick<NewDelivery, 'project'>,
  { address, author, reply }: MailRecipient,
): Promise<string> {
  const hash = tokenHash(reply.token.reveal());
  const added = await scope.run(ADD_REPLY, project, reply.id, address, JSON.stringify(author), hash);
  if (added.length === 1) await secrets.keep('reply', reply.id, reply.token);
  const [row] = await scope.run<{ id: string }>(FIND_REPLY, project, address);
  return row?.id ?? reply.id;
}

const ADD_REPLY: TenantStatement = {
  name: 'add-reply-address',
  text: `
    insert into reply_addresses (organisation_id, project_id, id, address, author, token_hash)
    values ($1, $2, $3, $4, $5::json, $6)
    on conflict (organisation_id, project_id, address) do nothing
    returning id`,
};

const FIND_REPLY: TenantStatement = {
  name: 'reply-address',
  text: 'select id from reply_addresses where organisation_id = $1 and project_id = $2 and address = $3',
};

async function keepSecretFacts(
  secrets: NoticeSecrets,
  entry: EntryId,
  facts: Readonly<Record<string, Secret>>,
): Promise<void> {
  const revealed = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, fact.reveal()]));
  await secrets.keep('facts', entry, new Secret(JSON.stringify(revealed)));
}

const LISTING: Listing<'madeAt'> = {
  name: 'deliveries',
  columns: DELIVERY_COLUMNS,
  table: 'deliveries',
  where: `organisation_id = $1 and ($2::uuid is null or project_id = $2) and ($3::uuid is null or mailbox_id = $3)
    and ($4::uuid is null or webhook_id = $4) and (cardinality($5::text[]) = 0 or state = any($5))`,
  valuesCount: 5,
  sorts: { madeAt: { column: 'made_at_ms', type: 'bigint' } },
  id: { column: 'id', type: 'uuid' },
  isCounted: false,
};

const FIND: TenantStatement = {
  name: 'delivery',
  text: `select ${DELIVERY_COLUMNS} from deliveries where organisation_id = $1 and id = $2`,
};

async function settleDelivery(
  scope: Scope,
  id: DeliveryId,
  holder: string,
  outcome: DeliveryOutcome,
  at: Instant,
): Promise<boolean> {
  if (outcome.is === 'later') {
    const { dueAt, problem, isAttempt } = outcome;
    return (await scope.run(LATER, id, holder, dueAt, stored(problem), isAttempt ? 0 : 1)).length === 1;
  }
  const problem = outcome.is === 'failed' ? stored(outcome.problem) : null;
  const settled = await scope.run<{ entry: EntryId }>(SETTLE, id, holder, outcome.is, at, problem);
  for (const { entry } of settled) await scope.run(FORGET_FACTS, entry);
  return settled.length === 1;
}

const LATER: TenantStatement = {
  name: 'delivery-later',
  text: `
    update deliveries
    set due_at_ms = $4, problem = $5::json, tries = tries - $6, holder = null, held_until_ms = null
    where organisation_id = $1 and id = $2 and holder = $3 and state = 'waiting'
    returning id`,
};

const SETTLE: TenantStatement = {
  name: 'settle-delivery',
  text: `
    update deliveries
    set state = $4, settled_at_ms = $5, problem = $6::json, holder = null, held_until_ms = null
    where organisation_id = $1 and id = $2 and holder = $3 and state = 'waiting'
    returning entry_id as entry`,
};

/** What was secret has arrived with all who were to have it, or will never. */
const FORGET_FACTS: TenantStatement = {
  name: 'forget-secret-facts',
  text: `
    delete from notice_secrets
    where organisation_id = $1 and kind = 'facts' and id = $2 and not exists (
      select from deliveries where organisation_id = $1 and entry_id = $2 and channel = 'mail' and state = 'waiting'
    )`,
};

const BOUNCE: TenantStatement = {
  name: 'bounce-delivery',
  text: `
    update deliveries
    set problem = $3::json, settled_at_ms = $4,
      state = case when $3::json->>'code' = 'mail.late' then state else 'bounced' end
    where organisation_id = $1 and id = $2 and state in ('sent', 'bounced')
    returning id`,
};

const AGAIN: TenantStatement = {
  name: 'send-again',
  text: `
    update deliveries
    set state = 'waiting', asked_at_ms = $3, due_at_ms = $3, tries = 0, problem = null, settled_at_ms = null,
      holder = null, held_until_ms = null
    where organisation_id = $1 and id = $2 and (address is not null or webhook_id is not null) and held_until_ms is null
    returning id`,
};

const CONTACT: TenantStatement = {
  name: 'mailbox-contact',
  text: 'select address from mailbox_contacts where organisation_id = $1 and mailbox_id = $2',
};

const SET_CONTACT: TenantStatement = {
  name: 'set-mailbox-contact',
  text: `
    insert into mailbox_contacts (organisation_id, mailbox_id, address, at_ms)
    values ($1, $2, $3, $4)
    on conflict (mailbox_id) do update set address = excluded.address, at_ms = excluded.at_ms
    where mailbox_contacts.organisation_id = $1`,
};

const NO_CONTACT: TenantStatement = {
  name: 'no-mailbox-contact',
  text: 'delete from mailbox_contacts where organisation_id = $1 and mailbox_id = $2',
};

export function deliveryDoor(tx: Db): DeliveryDoor {
  return {
    claimDeliveries: ({ holder, now, until, limit }) =>
      tx.query<ClaimedDelivery>({ name: 'claim-deliveries', text: CLAIM, values: [holder, now, until, limit] }),
  };
}

const CLAIM = `
  update deliveries
  set holder = $1, held_until_ms = $3, tries = tries + 1
  where id in (
    select id from deliveries
    where state = 'waiting' and due_at_ms <= $2 and (held_until_ms is null or held_until_ms < $2)
    order by due_at_ms, id
    limit $4
    for update skip locked
  )
  returning organisation_id as organisation, id`;
