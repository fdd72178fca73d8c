/** Programs of an organisation that are told what happens. Only people say which: what leaves the house must not outlive a token. */

import type { FastifyRequest } from 'fastify';
import { isoSeconds } from '../../base/clock.ts';
import { isLoopback } from '../../base/loopback.ts';
import { Failure } from '../../base/problem.ts';
import { signingSecretOf } from '../../base/signed-body.ts';
import type { NewToken } from '../../base/token.ts';
import type { Tenant } from '../../model/store.ts';
import type { Webhook, WebhookId } from '../../model/webhook.ts';
import type { ProjectDeps } from '../../project/act.ts';
import {
  newWebhookShape,
  webhookBody,
  webhookChangeBody,
  webhookParams,
  webhookSecretShape,
  webhookShape,
} from '../contract/deliveries.ts';
import { listShape } from '../contract/lists.ts';
import { organisationParams, problemShape } from '../contract/words.ts';
import { isoOrNull } from '../outlook.ts';
import { actorOf } from '../people/caller.ts';
import type { Api } from '../server.ts';

export interface WebhookDeps extends ProjectDeps {
  readonly newToken: NewToken;
  readonly isInsecureLoopbackAllowed: boolean;
}

const ALL = '/api/organisations/:organisation/webhooks';
const ONE = `${ALL}/:webhook` as const;
const tags = ['deliveries'];
const config = { scope: 'person' } as const;

export function webhookRoutes(api: Api, deps: WebhookDeps): void {
  listRoutes(api, deps);
  oneRoutes(api, deps);
}

function listRoutes(api: Api, deps: WebhookDeps): void {
  const list = {
    operationId: 'listWebhooks',
    tags,
    summary: 'Its webhooks',
    params: organisationParams,
    response: { 200: listShape(webhookShape), '4xx': problemShape },
  };
  api.get(ALL, { config: { scope: 'read' }, schema: list }, async (request) => {
    const items = (await request.inTenant((tenant) => tenant.webhooks())).map(webhookOut);
    return { items, next: null, total: items.length };
  });

  const add = {
    operationId: 'addWebhook',
    tags,
    summary: 'Tell a program what happens',
    params: organisationParams,
    body: webhookBody,
    response: { 201: newWebhookShape, '4xx': problemShape },
  };
  api.post(ALL, { config, schema: add }, async (request, reply) => {
    const { url, kinds } = request.body;
    refuseUnencrypted(url, deps);
    const id = deps.random.id() as WebhookId; // a fresh id is what a WebhookId is
    const createdAt = deps.clock.now();
    const webhook = { id, url, kinds, createdAt };
    const secret = signingSecretOf(deps.newToken());
    await request.inTenant(async (tenant) => {
      if (!(await tenant.addWebhook(webhook, secret))) {
        throw new Failure('service.request-invalid', { what: 'There are twenty webhooks, and no more are allowed.' });
      }
      note(tenant, request, 'add-webhook', webhook, deps);
    });
    const shown = webhookOut({ ...webhook, failingSince: null, disabledAt: null });
    return reply.code(201).send({ ...shown, secret: secret.reveal() });
  });
}

function oneRoutes(api: Api, deps: WebhookDeps): void {
  const schema = { tags, params: webhookParams };
  const one = { ...schema, response: { 200: webhookShape, '4xx': problemShape } };
  const change = { ...one, operationId: 'changeWebhook', summary: 'Change it, or switch it', body: webhookChangeBody };
  api.patch(ONE, { config, schema: change }, async (request) => {
    const { url, kinds, isOn } = request.body;
    if (url !== undefined) refuseUnencrypted(url, deps);
    return request.inTenant(async (tenant) => {
      const before = await locked(tenant, request.params);
      const disabledAt = isOn === false ? (before.disabledAt ?? deps.clock.now()) : before.disabledAt;
      const switched = isOn === true ? { disabledAt: null, failingSince: null } : { disabledAt };
      const changed = { ...before, url: url ?? before.url, kinds: kinds ?? before.kinds, ...switched };
      await tenant.changeWebhook(changed);
      note(tenant, request, 'change-webhook', changed, deps);
      return webhookOut(changed);
    });
  });

  const renew = {
    ...schema,
    operationId: 'renewWebhookSecret',
    summary: 'Give it another secret; the old one signs nothing any more',
    response: { 200: webhookSecretShape, '4xx': problemShape },
  };
  api.post(`${ONE}/secret`, { config, schema: renew }, async (request) => {
    const secret = signingSecretOf(deps.newToken());
    await request.inTenant(async (tenant) => {
      const webhook = await locked(tenant, request.params);
      await tenant.setWebhookSecret(webhook.id, secret);
      note(tenant, request, 'renew-webhook-secret', webhook, deps);
    });
    return { secret: secret.reveal() };
  });

  const remove = { ...schema, operationId: 'removeWebhook', summary: 'Remove it; what waits for it is given up' };
  api.delete(ONE, { config, schema: remove }, async (request, reply) => {
    await request.inTenant(async (tenant) => {
      const webhook = await locked(tenant, request.params);
      await tenant.removeWebhook(webhook.id, deps.clock.now());
      note(tenant, request, 'remove-webhook', webhook, deps);
    });
    return reply.code(204).send();
  });
}

/** Throws `webhook.forbidden`. Where a name leads to is looked at whenever something is sent. */
function refuseUnencrypted(text: string, { isInsecureLoopbackAllowed }: WebhookDeps): void {
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') {
    throw new Failure('webhook.forbidden', { place: 'an address with a password in it' });
  }
  if (protocol !== 'https:' && !(isInsecureLoopbackAllowed && isLoopback(hostname))) {
    throw new Failure('webhook.forbidden', { place: 'a line that is not encrypted' });
  }
}

/** Throws `service.not-found`. */
async function locked(tenant: Tenant, { webhook: named }: { readonly webhook: string }): Promise<Webhook> {
  const webhook = await tenant.lockWebhook(named as WebhookId); // any id may be asked for; what is not there is not found
  if (webhook === null) throw new Failure('service.not-found', { what: 'webhook' });
  return webhook;
}

function note(
  tenant: Tenant,
  request: FastifyRequest,
  name: string,
  { id, url }: Pick<Webhook, 'id' | 'url'>,
  { clock }: WebhookDeps,
): void {
  const about = { subject: 'organisation', subjectId: tenant.id, project: null, from: null, to: null } as const;
  const facts = { webhook: id, host: new URL(url).host };
  tenant.append({ ...about, at: clock.now(), actor: actorOf(request), name, reason: null, facts });
}

function webhookOut({ id, url, kinds, createdAt, failingSince, disabledAt }: Webhook) {
  return {
    id,
    url,
    kinds: [...kinds],
    createdAt: isoSeconds(createdAt),
    isOn: disabledAt === null,
    failingSince: isoOrNull(failingSince),
    disabledAt: isoOrNull(disabledAt),
  };
}
