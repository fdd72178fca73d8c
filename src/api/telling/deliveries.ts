/** What was sent of the tickets, to whom, and how it went; and sending it again. */
import { isoSeconds } from '../../base/clock.ts';
import { describeCause, describeRemedy, Failure } from '../../base/problem.ts';
import type { Delivery, DeliveryId } from '../../model/delivery.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { deliveryListQuery, deliveryParams, deliveryShape } from '../contract/deliveries.ts';
import { listShape } from '../contract/lists.ts';
import { organisationParams, problemShape } from '../contract/words.ts';
import { isoOrNull } from '../outlook.ts';
import { pageAsk, pageOut } from '../pages.ts';
import { actorOf } from '../people/caller.ts';
import type { Api } from '../server.ts';

export function deliveryRoutes(api: Api, { clock }: ProjectDeps): void {
  const all = '/api/organisations/:organisation/deliveries';
  const list = {
    operationId: 'listDeliveries',
    tags: ['deliveries'],
    summary: 'What was sent of its tickets, the newest first',
    params: organisationParams,
    querystring: deliveryListQuery,
    response: { 200: listShape(deliveryShape), '4xx': problemShape },
  };
  api.get(all, { config: { scope: 'read' }, schema: list }, async (request) => {
    const { query } = request;
    const { project = null, mailbox = null, webhook = null, state = [] } = query;
    const filter = { project, mailbox, webhook, states: state };
    const page = await request.inTenant((tenant) => tenant.deliveries(filter, pageAsk(query)));
    return pageOut(page, query, deliveryOut);
  });

  const again = {
    operationId: 'sendDeliveryAgain',
    tags: ['deliveries'],
    summary: 'Send it once more, whatever became of it',
    params: deliveryParams,
    response: { 200: deliveryShape, '4xx': problemShape },
  };
  api.post(`${all}/:delivery/again`, { config: { scope: 'move' }, schema: again }, async (request) => {
    const id = request.params.delivery as DeliveryId; // any id may be asked for; what is not there is not found
    return request.inTenant(async (tenant) => {
      const at = clock.now();
      const before = await tenant.delivery(id);
      if (before === null) throw new Failure('service.not-found', { what: 'delivery' });
      if (!(await tenant.sendAgain(id, at))) throw notNow(before);
      const { project, kind } = before;
      const about = { subject: 'project', subjectId: project, project, from: null, to: null, reason: null } as const;
      tenant.append({ ...about, at, actor: actorOf(request), name: 'send-again', facts: { delivery: id, kind } });
      return deliveryOut((await tenant.delivery(id)) ?? before);
    });
  });
}

function notNow({ address, webhook }: Delivery): Failure {
  const why = address === null && webhook === null ? 'Nobody knows where to send it.' : 'It is being sent right now.';
  return new Failure('project.move-refused', { what: 'delivery', event: 'be sent again', why });
}

function deliveryOut({ madeAt, askedAt: _asked, dueAt, settledAt, problem, ...delivery }: Delivery) {
  return {
    ...delivery,
    madeAt: isoSeconds(madeAt),
    dueAt: delivery.state === 'waiting' ? isoSeconds(dueAt) : null,
    settledAt: isoOrNull(settledAt),
    problem:
      problem === null ? null : { code: problem.code, cause: describeCause(problem), remedy: describeRemedy(problem) },
  };
}
