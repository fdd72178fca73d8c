/** The inventory of a project: read from the admin API of the old system by a program, or handed in. */
import { Failure } from '../../base/problem.ts';
import type { SpamProtection } from '../../model/inventory.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { inventoryDocument } from '../../plan/known-inventory.ts';
import { type KnownOrganisation, readKnownOrganisation } from '../../plan/known-organisation.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { askInventory, handInInventory } from '../../project/papers/keep-paper.ts';
import { INVENTORY } from '../../project/papers/kept-papers.ts';
import { inventoryBody, inventoryShape } from '../contract/papers.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';
import { paperOut } from './paper-out.ts';

const URL = '/api/organisations/:organisation/projects/:project/inventory';
/** 5,000 mailboxes with all that is told of each. */
const INVENTORY_BYTES_MAX = 16 * 1024 * 1024;

export function inventoryRoutes(api: Api, deps: ProjectDeps): void {
  const shown = {
    tags: ['preparation'],
    params: projectParams,
    response: { 200: inventoryShape, '4xx': problemShape },
  };
  const get = {
    ...shown,
    operationId: 'getInventory',
    summary: 'Domains, mailboxes, lists and settings of the organisation',
  };
  api.get(URL, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant((tenant) => inventoryOut(tenant, projectIdOf(request.params))),
  );
  const put = {
    ...shown,
    operationId: 'setInventory',
    summary: 'Hand one in, in place of an earlier one',
    body: inventoryBody,
  };
  const bound = { bodyLimit: INVENTORY_BYTES_MAX, schema: put };
  api.put(URL, { config: { scope: 'manage' }, ...bound }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await handInInventory(tenant, id, request.body, actorOf(request), deps);
      return inventoryOut(tenant, id);
    }),
  );
  const ask = {
    operationId: 'askInventory',
    tags: ['preparation'],
    summary: 'Let a program read it from the admin API, by the connection of the project',
    params: projectParams,
    response: { 202: inventoryShape, '4xx': problemShape },
  };
  api.post(URL, { config: { scope: 'manage' }, schema: ask }, async (request, reply) => {
    const id = projectIdOf(request.params);
    const asked = await request.inTenant(async (tenant) => {
      await askInventory(tenant, id, actorOf(request), deps);
      return inventoryOut(tenant, id);
    });
    return reply.code(202).send(asked);
  });
}

async function inventoryOut(tenant: Tenant, id: ProjectId) {
  const paper = await tenant.paper(id, 'inventory', '');
  if (paper === null) throw new Failure('service.not-found', { what: 'inventory' });
  const { document } = paper;
  const known = document === null ? null : readKnownOrganisation(JSON.stringify(document), INVENTORY);
  return { ...paperOut(paper), inventory: known === null ? null : knownOut(known) };
}

function knownOut(known: KnownOrganisation) {
  const { takenAt } = inventoryDocument(known) as { readonly takenAt: string }; // it has this time
  return {
    takenAt,
    domains: known.domains.map(({ platforms, alternateNames, spam, ...domain }) => ({
      ...domain,
      platforms: copied(platforms),
      alternateNames: copied(alternateNames),
      spam: spamOut(spam),
    })),
    mailboxes: known.mailboxes.map(({ forwarding, otherAddresses, spam, ...mailbox }) => ({
      ...mailbox,
      forwarding: forwarding === null ? null : { ...forwarding, addresses: [...forwarding.addresses] },
      otherAddresses: copied(otherAddresses),
      spam: spamOut(spam),
    })),
    lists: known.lists.map(({ members, ...list }) => ({ ...list, members: copied(members) })),
    exceptions: [...known.exceptions],
  };
}

function spamOut(spam: SpamProtection | null) {
  if (spam === null) return null;
  const { safe, blocked, safeIps, blockedIps, ...rest } = spam;
  const lists = { safe: copied(safe), blocked: copied(blocked) };
  return { ...rest, ...lists, safeIps: copied(safeIps), blockedIps: copied(blockedIps) };
}

function copied<Item>(list: readonly Item[] | null): Item[] | null {
  return list === null ? null : [...list];
}
