/** Everything that is needed to send one delivery, brought together from the tables that it stands in. */
import { Secret } from '../../base/secret.ts';
import { type Arrangement, DEFAULT_ARRANGEMENT } from '../../model/arrangement.ts';
import type { Delivery, DeliveryId, Letter } from '../../model/delivery.ts';
import type { NoticeKind } from '../../model/notice.ts';
import { DEFAULT_SETTINGS, type ProjectSettings } from '../../model/policy.ts';
import type { TicketEntry } from '../../model/ticket.ts';
import type { NoticeSecrets } from './notice-secrets.ts';
import type { Scope, TenantStatement } from './scope.ts';
import { ENTRY_COLUMNS } from './ticket.ts';

export const DELIVERY_COLUMNS = `
  deliveries.id, deliveries.project_id as project, deliveries.entry_id as entry, deliveries.mailbox_id as mailbox,
  deliveries.kind, deliveries.channel, deliveries.address, deliveries.webhook_id as webhook, deliveries.state,
  deliveries.is_urgent as "isUrgent", deliveries.made_at_ms as "madeAt", deliveries.asked_at_ms as "askedAt", deliveries.due_at_ms as "dueAt", deliveries.tries,
  deliveries.settled_at_ms as "settledAt", deliveries.problem`;

export async function findLetter(scope: Scope, secrets: NoticeSecrets, id: DeliveryId): Promise<Letter | null> {
  const [row] = await scope.run<Delivery & AroundRow>(FIND, id);
  if (row === undefined) return null;
  const { projectName, arrangement, settings, mailboxName, reply, url, isOn, ...delivery } = row;
  const [entry] = await scope.run<TicketEntry>(ENTRY, delivery.entry);
  if (entry === undefined) throw new Error('impossible: a delivery points to its entry');
  const hook = delivery.webhook === null ? null : await secrets.find('webhook', delivery.webhook);
  return {
    delivery,
    entry,
    about: await aboutOf(scope, entry),
    project: { id: delivery.project, name: projectName },
    mailboxName,
    secretFacts: factsIn(delivery.channel === 'mail' ? await secrets.find('facts', entry.id) : null),
    replyToken: reply === null ? null : await secrets.find('reply', reply),
    webhook: hook === null || url === null ? null : { url, secret: hook, isOn },
    arrangement: arrangement ?? DEFAULT_ARRANGEMENT,
    timeZone: (settings ?? DEFAULT_SETTINGS).timeZone,
  };
}

interface AroundRow {
  readonly projectName: string;
  readonly arrangement: Arrangement | null;
  readonly settings: ProjectSettings | null;
  readonly mailboxName: string | null;
  readonly reply: string | null;
  readonly url: string | null;
  readonly isOn: boolean;
}

const FIND: TenantStatement = {
  name: 'letter',
  text: `
    select ${DELIVERY_COLUMNS},
      project.name as "projectName", project.arrangement, project.settings, mailbox.name as "mailboxName",
      deliveries.reply_id as reply, webhook.url, webhook.disabled_at_ms is null and webhook.removed_at_ms is null as "isOn"
    from deliveries
    join projects as project on project.id = deliveries.project_id and project.organisation_id = $1
    left join project_mailboxes as mailbox on mailbox.id = deliveries.mailbox_id and mailbox.organisation_id = $1
    left join webhooks as webhook on webhook.id = deliveries.webhook_id and webhook.organisation_id = $1
    where deliveries.organisation_id = $1 and deliveries.id = $2`,
};

const ENTRY: TenantStatement = {
  name: 'entry-of-letter',
  text: `select ${ENTRY_COLUMNS} from ticket_entries where organisation_id = $1 and id = $2`,
};

/** Notices that speak of what somebody wrote just before. */
const SPEAKS_OF: Readonly<Partial<Record<NoticeKind, TicketEntry['part']['is']>>> = {
  'request-received': 'request',
  plan: 'plan',
  'answer-incomplete': 'answer',
  'date-alternative': 'alternative',
  'date-confirmed': 'confirmation',
};
/** Other notices may have come between. */
const ENTRIES_BETWEEN_MAX = 3;

async function aboutOf(scope: Scope, { part, number, project }: TicketEntry): Promise<TicketEntry | null> {
  const is = part.is === 'notice' ? SPEAKS_OF[part.kind] : undefined;
  if (is === undefined) return null;
  const [about] = await scope.run<TicketEntry>(BEFORE, project, is, number, number - ENTRIES_BETWEEN_MAX);
  return about ?? null;
}

const BEFORE: TenantStatement = {
  name: 'entry-before-letter',
  text: `
    select ${ENTRY_COLUMNS} from ticket_entries
    where organisation_id = $1 and project_id = $2 and kind = $3 and number < $4 and number >= $5 and text <> ''
    order by number desc
    limit 1`,
};

function factsIn(sealed: Secret | null): Letter['secretFacts'] {
  if (sealed === null) return null;
  const facts: Readonly<Record<string, string>> = JSON.parse(sealed.reveal());
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, new Secret(fact)]));
}
