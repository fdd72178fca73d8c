/** Checks of mailboxes: asked for, for one or for all of a project, and read when a worker has looked. */
import { isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { KeptCheck } from '../model/mailbox-look.ts';
import { askLooks } from '../project/ask-look.ts';
import { askLookAt } from './ask-look-at.ts';
import { checkShape, checksAskedShape } from './contract/checks.ts';
import { mailboxShape } from './contract/mailboxes.ts';
import { mailboxParams, problemShape, projectParams } from './contract/words.ts';
import { type MailboxDeps, mailboxIdOf, mailboxOf, projectOf } from './mailboxes.ts';
import { actorOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';
const ONE = `${PROJECT}/mailboxes/:mailbox/check` as const;

export function checkRoutes(api: Api, deps: MailboxDeps): void {
  const askAll = {
    operationId: 'askChecks',
    tags: ['mailboxes'],
    summary: 'Let workers check all mailboxes that do not move at this moment',
    params: projectParams,
    response: { 202: checksAskedShape, '4xx': problemShape },
  };
  api.post(`${PROJECT}/checks`, { config: { scope: 'move' }, schema: askAll }, async (request, reply) => {
    const id = projectIdOf(request.params);
    const asked = await request.inTenant((tenant) => askLooks(tenant, id, 'check', actorOf(request), deps));
    return reply.code(202).send({ asked });
  });

  const ask = {
    operationId: 'askCheck',
    tags: ['mailboxes'],
    summary: 'Let a worker sign in to both sides; in the new mailbox something hidden is written and removed',
    params: mailboxParams,
    response: { 202: mailboxShape, '4xx': problemShape },
  };
  api.post(ONE, { config: { scope: 'move' }, schema: ask }, async (request, reply) => {
    return reply.code(202).send(await askLookAt(request, request.params, 'check', deps));
  });

  const get = {
    operationId: 'getCheck',
    tags: ['mailboxes'],
    summary: 'What the last check found, with who can put it right',
    params: mailboxParams,
    response: { 200: checkShape, '4xx': problemShape },
  };
  api.get(ONE, { config: { scope: 'read' }, schema: get }, async (request) => {
    const id = mailboxIdOf(request.params);
    return request.inTenant(async (tenant) => {
      await mailboxOf(tenant, await projectOf(tenant, request.params), id);
      const kept = await tenant.check(id);
      if (kept === null) throw new Failure('service.not-found', { what: 'check' });
      return checkOut(kept);
    });
  });
}

function checkOut({ at, results }: KeptCheck) {
  return {
    at: isoSeconds(at),
    results: results.map(({ evidence, fault, ...result }) => ({ ...result, evidence: [...evidence], fault })),
  };
}
