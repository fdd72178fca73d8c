/** The table of the webhooks of an organisation. One that was removed stays, for what was sent to it. */
import type { Instant } from '../../base/clock.ts';
import type { Webhook, WebhookBook, WebhookId } from '../../model/webhook.ts';
import { noticeSecrets } from './notice-secrets.ts';
import type { Scope, TenantStatement } from './scope.ts';
import type { Sealer } from './sealing.ts';

/** Each of them is sent everything that happens. */
const WEBHOOKS_MAX = 20;

export function webhookPart(scope: Scope, sealer: Sealer): WebhookBook {
  const secrets = noticeSecrets(scope, scope.organisation, sealer);
  return {
    webhooks: () => scope.run<Webhook>(LIST),
    addWebhook: async ({ id, url, kinds, createdAt }, secret) => {
      const added = await scope.run(ADD, id, url, kinds, createdAt, WEBHOOKS_MAX);
      if (added.length === 1) await secrets.keep('webhook', id, secret);
      return added.length === 1;
    },
    lockWebhook: async (id) => (await scope.run<Webhook>(LOCK, id))[0] ?? null,
    changeWebhook: async ({ id, url, kinds, failingSince, disabledAt }) => {
      await scope.run(CHANGE, id, url, kinds, failingSince, disabledAt);
    },
    setWebhookSecret: (id, secret) => secrets.keep('webhook', id, secret),
    removeWebhook: async (id, at) => {
      const removed = await remove(scope, id, at);
      if (removed) await secrets.forget('webhook', id);
      return removed;
    },
  };
}

const COLUMNS = `
  id, url, kinds, created_at_ms as "createdAt", failing_since_ms as "failingSince", disabled_at_ms as "disabledAt"`;

const LIST: TenantStatement = {
  name: 'webhooks',
  text: `
    select ${COLUMNS} from webhooks
    where organisation_id = $1 and removed_at_ms is null
    order by created_at_ms, id`,
};

const ADD: TenantStatement = {
  name: 'add-webhook',
  text: `
    insert into webhooks (organisation_id, id, url, kinds, created_at_ms)
    select $1, $2, $3, $4, $5
    where (select count(*) from webhooks where organisation_id = $1 and removed_at_ms is null) < $6::bigint
    returning id`,
};

const LOCK: TenantStatement = {
  name: 'webhook-locked',
  text: `
    select ${COLUMNS} from webhooks
    where organisation_id = $1 and id = $2 and removed_at_ms is null
    for update`,
};

const CHANGE: TenantStatement = {
  name: 'change-webhook',
  text: `
    update webhooks
    set url = $3, kinds = $4, failing_since_ms = $5, disabled_at_ms = $6
    where organisation_id = $1 and id = $2 and removed_at_ms is null`,
};

async function remove(scope: Scope, id: WebhookId, at: Instant): Promise<boolean> {
  const removed = await scope.run(REMOVE, id, at);
  if (removed.length === 1) await scope.run(GIVE_UP, id, at);
  return removed.length === 1;
}

const REMOVE: TenantStatement = {
  name: 'remove-webhook',
  text: `
    update webhooks set removed_at_ms = $3
    where organisation_id = $1 and id = $2 and removed_at_ms is null
    returning id`,
};

const GIVE_UP: TenantStatement = {
  name: 'give-up-webhook',
  text: `
    update deliveries
    set state = 'failed', settled_at_ms = $3, problem = '{"code":"webhook.off","facts":{}}'::json, holder = null,
      held_until_ms = null
    where organisation_id = $1 and webhook_id = $2 and state = 'waiting'`,
};
