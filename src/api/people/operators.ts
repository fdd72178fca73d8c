/** What is about the installation and no organisation: operators alone see it. */
import { type Clock, isoSeconds } from '../../base/clock.ts';
import type { NewToken } from '../../base/token.ts';
import type { Store } from '../../model/store.ts';
import { eventListQuery, eventShape } from '../contract/events.ts';
import { listShape } from '../contract/lists.ts';
import { invitationShape } from '../contract/people.ts';
import { problemShape } from '../contract/words.ts';
import { eventFilter, eventOut } from '../events.ts';
import { pageAsk, pageOut } from '../pages.ts';
import type { Api } from '../server.ts';
import { actorOf, needOperator, personOf } from './caller.ts';
import { invitationPath, invite } from './invitation.ts';

export interface OperatorDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly newToken: NewToken;
}

export function operatorRoutes(api: Api, deps: OperatorDeps): void {
  const link = {
    operationId: 'inviteOperator',
    tags: ['people'],
    summary: 'Make a one-time link for another operator',
    response: { 201: invitationShape, '4xx': problemShape },
  };
  api.post('/api/operators/invitations', { config: { scope: 'person' }, schema: link }, async (request, reply) => {
    needOperator(request);
    const { id } = personOf(request);
    const { token, expiresAt } = await deps.store.inHouse(async (house) => {
      const about = { subject: 'person', subjectId: id, project: null, from: null, to: null } as const;
      const at = deps.clock.now();
      house.append(null, { ...about, at, actor: actorOf(request), name: 'invite', reason: null, facts: {} });
      return invite(house, { organisation: null, madeBy: id, person: null }, deps);
    });
    return reply.code(201).send({ path: invitationPath(token), expiresAt: isoSeconds(expiresAt) });
  });

  const events = {
    operationId: 'listHouseEvents',
    tags: ['events'],
    summary: 'What operators did that is about no organisation, oldest first',
    querystring: eventListQuery,
    response: { 200: listShape(eventShape), '4xx': problemShape },
  };
  api.get('/api/events', { config: { scope: 'read' }, schema: events }, async (request) => {
    needOperator(request);
    const { query } = request;
    const page = await deps.store.inHouse((house) => house.eventPage(eventFilter(query), pageAsk(query)));
    return pageOut(page, query, eventOut);
  });
}
