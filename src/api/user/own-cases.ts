/** What the user of a mailbox misses: the own cases, with what was found, and what the user says to it. */
import type { Clock } from '../../base/clock.ts';
import type { CaseId } from '../../model/case.ts';
import type { Store } from '../../model/store.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { sayInCase } from '../../project/finish/cases.ts';
import { userOf } from '../../project/link-user.ts';
import { caseWordBody, ownCaseParams, ownCaseShape } from '../contract/cases.ts';
import { listShape } from '../contract/lists.ts';
import { problemShape } from '../contract/words.ts';
import { ownCases } from '../finish/case-out.ts';
import type { Api } from '../server.ts';
import { holderOf } from './holder.ts';

interface OwnCaseDeps extends ProjectDeps {
  readonly store: Store;
  readonly clock: Clock;
}

const PATH = '/api/user/mailbox/cases';
const config = { scope: 'mailbox-user', rateLimit: { max: 120, timeWindow: 60_000 } } as const;
const own = { tags: ['mailbox user'], response: { 200: listShape(ownCaseShape), '4xx': problemShape } };

export function ownCaseRoutes(api: Api, deps: OwnCaseDeps): void {
  const list = { ...own, operationId: 'listOwnCases', summary: 'What you miss, and what was found' };
  api.get(PATH, { config, schema: list }, async (request) => {
    const holder = holderOf(request);
    return deps.store.inTenant(holder.organisation, async (tenant) => ({
      items: await ownCases(tenant, holder),
      next: null,
    }));
  });

  const say = {
    ...own,
    operationId: 'answerOwnCase',
    summary: 'Say something in one of your cases',
    params: ownCaseParams,
    body: caseWordBody,
  };
  api.post(`${PATH}/:caseId/words`, { config, schema: say }, async (request) => {
    const holder = holderOf(request);
    const id = request.params.caseId as CaseId; // any id may be asked for; what is not of this mailbox is not found
    return deps.store.inTenant(holder.organisation, async (tenant) => {
      const place = { project: holder.project, of: holder.mailbox, id };
      await sayInCase(tenant, place, { by: userOf(holder), text: request.body.text }, deps);
      return { items: await ownCases(tenant, holder), next: null };
    });
  });
}
