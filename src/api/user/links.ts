/** Private links of mailboxes, made by those who look after the project. Each is shown once. */
import { type Clock, instant, isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { type NewToken, tokenHash } from '../../base/token.ts';
import type { Actor } from '../../model/event.ts';
import type { LinkId, MailboxLink } from '../../model/mailbox-user.ts';
import type { Mailbox } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { listShape } from '../contract/lists.ts';
import { linkParams, linkShape, newLinkShape, newLinksBody, renewalBody, saidShape } from '../contract/user.ts';
import { mailboxParams, problemShape, projectParams } from '../contract/words.ts';
import { mailboxIdOf, mailboxOf, projectOf } from '../mailboxes.ts';
import { isoOrNull } from '../outlook.ts';
import { actorOf } from '../people/caller.ts';
import type { Api } from '../server.ts';
import { LINK_PREFIX } from './holder.ts';
import { MAILBOX_PAGE } from './mailbox-page.ts';
import { stepsOut } from './own-mailbox.ts';

export interface LinkDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly newToken: NewToken;
}

const DAY_MS = 24 * 3_600_000;
const PROJECT = '/api/organisations/:organisation/projects/:project';
const LINKS = `${PROJECT}/mailboxes/:mailbox/links`;
/** Whatever lets somebody in is in no scope. */
const config = { scope: 'person' } as const;

export function linkRoutes(api: Api, deps: LinkDeps): void {
  makeRoute(api, deps);
  changeRoutes(api, deps);
  revokeRoute(api, deps);
  const said = {
    operationId: 'getMailboxUser',
    tags: ['links'],
    summary: 'What its user said by a private link',
    params: mailboxParams,
    response: { 200: saidShape, '4xx': problemShape },
  };
  api.get(`${PROJECT}/mailboxes/:mailbox/user`, { config: { scope: 'read' }, schema: said }, async (request) =>
    request.inTenant(async (tenant) => {
      const { id } = await oneOf(tenant, request.params);
      const { steps, verdict, verdictAt, devices, settled } = await tenant.mailboxUser(id);
      return {
        steps: stepsOut(steps),
        verdict,
        verdictAt: isoOrNull(verdictAt),
        devices: [...devices],
        settled: [...settled],
      };
    }),
  );
}

function makeRoute(api: Api, deps: LinkDeps): void {
  const make = {
    operationId: 'makeLinks',
    tags: ['links'],
    summary: 'Make a private link for the user of each of these mailboxes, all or none',
    params: projectParams,
    body: newLinksBody,
    response: { 201: newLinkShape.array(), '4xx': problemShape },
  };
  api.post(`${PROJECT}/links`, { config, schema: make }, async (request, reply) => {
    const { mailboxes, expiresInDays } = request.body;
    const made = await request.inTenant(async (tenant) => {
      const project = await projectOf(tenant, request.params);
      const links = [];
      for (const id of new Set(mailboxes)) {
        const mailbox = await mailboxOf(tenant, project, mailboxIdOf({ mailbox: id }));
        links.push(await makeLink(tenant, mailbox, expiresInDays, actorOf(request), deps));
      }
      return links;
    });
    return reply.code(201).send(made);
  });
}

function changeRoutes(api: Api, { clock }: LinkDeps): void {
  const list = {
    operationId: 'listLinks',
    tags: ['links'],
    summary: 'Private links of its user, the newest first',
    params: mailboxParams,
    response: { 200: listShape(linkShape), '4xx': problemShape },
  };
  api.get(LINKS, { config, schema: list }, async (request) =>
    request.inTenant(async (tenant) => {
      const { id } = await oneOf(tenant, request.params);
      return { items: (await tenant.links(id)).map(linkOut), next: null };
    }),
  );

  const renew = {
    operationId: 'renewLink',
    tags: ['links'],
    summary: 'Let a private link hold for so long from now on',
    params: linkParams,
    body: renewalBody,
    response: { 200: linkShape, '4xx': problemShape },
  };
  api.post(`${LINKS}/:linkId/renewal`, { config, schema: renew }, async (request) =>
    request.inTenant(async (tenant) => {
      const mailbox = await oneOf(tenant, request.params);
      const at = clock.now();
      const expiresAt = instant(at + request.body.expiresInDays * DAY_MS);
      const link = await tenant.renewLink(mailbox.id, linkIdOf(request.params), expiresAt);
      if (link === null) throw new Failure('service.not-found', { what: 'link' });
      const facts = { link: link.id, expiresAt: isoSeconds(expiresAt) };
      tenant.append({ ...about(mailbox), at, actor: actorOf(request), name: 'renew-link', reason: null, facts });
      return linkOut(link);
    }),
  );
}

function revokeRoute(api: Api, { clock }: LinkDeps): void {
  const revoke = {
    operationId: 'revokeLink',
    tags: ['links'],
    summary: 'Revoke a private link, for good',
    params: linkParams,
  };
  api.delete(`${LINKS}/:linkId`, { config, schema: revoke }, async (request, reply) => {
    await request.inTenant(async (tenant) => {
      const mailbox = await oneOf(tenant, request.params);
      const at = clock.now();
      const id = linkIdOf(request.params);
      if (!(await tenant.revokeLink(mailbox.id, id, at))) throw new Failure('service.not-found', { what: 'link' });
      const facts = { link: id };
      tenant.append({ ...about(mailbox), at, actor: actorOf(request), name: 'revoke-link', reason: null, facts });
    });
    return reply.code(204).send();
  });
}

/** With its token, which is shown by nothing else. */
export async function makeLink(
  tenant: Tenant,
  mailbox: Mailbox,
  expiresInDays: number,
  actor: Actor,
  { clock, random, newToken }: LinkDeps,
) {
  const token = `${LINK_PREFIX}${newToken().reveal()}`;
  const createdAt = clock.now();
  const id = random.id() as LinkId; // a fresh id is what a LinkId is
  const link = { id, mailbox: mailbox.id, createdAt, expiresAt: instant(createdAt + expiresInDays * DAY_MS) };
  await tenant.addLink({ ...link, tokenHash: tokenHash(token) });
  const facts = { link: id, expiresAt: isoSeconds(link.expiresAt) };
  tenant.append({ ...about(mailbox), at: createdAt, actor, name: 'make-link', reason: null, facts });
  return {
    ...linkOut({ ...link, lastUsedAt: null, revokedAt: null }),
    name: mailbox.name,
    path: `/user#${token}`,
    page: `${MAILBOX_PAGE}/${token}`,
  };
}

type Params = { readonly project: string; readonly mailbox: string };

/** Throws `service.not-found`. */
async function oneOf(tenant: Tenant, params: Params): Promise<Mailbox> {
  return mailboxOf(tenant, await projectOf(tenant, params), mailboxIdOf(params));
}

function linkIdOf({ linkId }: { readonly linkId: string }): LinkId {
  return linkId as LinkId; // any id may be asked for; what is not there is not found
}

function about({ id, project }: Mailbox) {
  return { subject: 'mailbox', subjectId: id, project, from: null, to: null } as const;
}

function linkOut({ id, mailbox, createdAt, expiresAt, lastUsedAt, revokedAt }: MailboxLink) {
  return {
    id,
    mailbox,
    createdAt: isoSeconds(createdAt),
    expiresAt: isoSeconds(expiresAt),
    lastUsedAt: isoOrNull(lastUsedAt),
    revokedAt: isoOrNull(revokedAt),
  };
}
