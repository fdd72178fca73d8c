/** Before a project starts: the pre-flight, the connection to the admin API of the old system, and locks. */

import { z } from 'zod';
import { isoSeconds } from '../../base/clock.ts';
import { isLoopback } from '../../base/loopback.ts';
import { describeCause, describeRemedy, Failure, type Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { type Connection, hasPassed, type NamedLock, type PreFlight } from '../../model/cut-over.ts';
import type { MailboxId } from '../../model/project.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { setConnection, takeConnectionAway } from '../../project/cut-over/connection.ts';
import { orderLocks } from '../../project/cut-over/locks.ts';
import { runPreFlight, waiveFinding } from '../../project/cut-over/pre-flight.ts';
import {
  connectionBody,
  connectionShape,
  lockBody,
  lockOrderedShape,
  locksShape,
  preFlightShape,
  waiverBody,
} from '../contract/cut-over.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';

export interface StartDeps extends ProjectDeps {
  /** Whether an open line to a server on the machine of the service may be used; not where it is left out. */
  readonly isInsecureLoopbackAllowed: boolean;
}

const PROJECT = '/api/organisations/:organisation/projects/:project';

export function startRoutes(api: Api, deps: StartDeps): void {
  preFlightRoutes(api, deps);
  connectionRoutes(api, deps);
  lockRoutes(api, deps);
}

function preFlightRoutes(api: Api, deps: ProjectDeps): void {
  const url = `${PROJECT}/pre-flight` as const;
  const shown = { tags: ['projects'], params: projectParams, response: { 200: preFlightShape, '4xx': problemShape } };
  const get = { ...shown, operationId: 'getPreFlight', summary: 'What the last pre-flight found' };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => {
      const found = await tenant.cutOverPart(projectIdOf(request.params), 'pre-flight');
      if (found === null) throw new Failure('service.not-found', { what: 'pre-flight' });
      return preFlightOut(found);
    }),
  );

  const run = {
    ...shown,
    operationId: 'runPreFlight',
    summary: 'Look whether the project may start, and say what is missing',
  };
  api.post(url, { config: { scope: 'move' }, schema: run }, async (request) =>
    request.inTenant(async (tenant) =>
      preFlightOut(await runPreFlight(tenant, projectIdOf(request.params), actorOf(request), deps)),
    ),
  );

  const waive = {
    ...shown,
    operationId: 'waivePreFlight',
    summary: 'Let one finding pass, for a reason',
    body: waiverBody,
  };
  api.post(`${url}/waivers`, { config: { scope: 'move' }, schema: waive }, async (request) =>
    request.inTenant(async (tenant) =>
      preFlightOut(await waiveFinding(tenant, projectIdOf(request.params), request.body, actorOf(request), deps)),
    ),
  );
}

function preFlightOut(found: PreFlight) {
  const { at, checksAsked, findings } = found;
  return { at: isoSeconds(at), isPassed: hasPassed(found), checksAsked, findings: [...findings] };
}

function connectionRoutes(api: Api, deps: StartDeps): void {
  const url = `${PROJECT}/connection` as const;
  const shown = { tags: ['projects'], params: projectParams, response: { 200: connectionShape, '4xx': problemShape } };
  const get = { ...shown, operationId: 'getConnection', summary: 'How the admin API of the old system is asked' };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => {
      const found = await tenant.connection(projectIdOf(request.params));
      if (found === null) throw new Failure('service.not-found', { what: 'connection' });
      return connectionOut(found);
    }),
  );

  const put = { ...shown, operationId: 'setConnection', summary: 'Connect the project to it', body: connectionBody };
  api.put(url, { config: { scope: 'manage' }, schema: put }, async (request) => {
    const { body } = request;
    refuseOpenLine(body.url, deps);
    const keys = { userKey: new Secret(body.userKey), secretKey: new Secret(body.secretKey) };
    const connection = { ...body, ...keys };
    return request.inTenant(async (tenant) => {
      await setConnection(tenant, projectIdOf(request.params), connection, actorOf(request), deps);
      return connectionOut(connection);
    });
  });

  const remove = {
    operationId: 'removeConnection',
    tags: ['projects'],
    summary: 'Forget it with its keys',
    params: projectParams,
    response: { 204: z.null(), '4xx': problemShape },
  };
  api.delete(url, { config: { scope: 'manage' }, schema: remove }, async (request, reply) => {
    await request.inTenant((tenant) => takeConnectionAway(tenant, projectIdOf(request.params), actorOf(request), deps));
    return reply.code(204).send(null);
  });
}

function connectionOut({ url, account, requestsPerMinute }: Connection) {
  return { url, account, requestsPerMinute };
}

function refuseOpenLine(text: string, { isInsecureLoopbackAllowed }: StartDeps): void {
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:' || (protocol === 'http:' && isInsecureLoopbackAllowed && isLoopback(hostname))) return;
  throw new Failure('service.request-invalid', { what: 'The address of the admin API has to begin with https:.' });
}

function lockRoutes(api: Api, deps: ProjectDeps): void {
  const url = `${PROJECT}/locks` as const;
  const get = {
    operationId: 'getLocks',
    tags: ['projects'],
    summary: 'Who is kept out of the old mailboxes, and how',
    params: projectParams,
    response: { 200: locksShape, '4xx': problemShape },
  };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
      return { locks: (await tenant.locksOf(id)).map(lockOut) };
    }),
  );

  const order = {
    operationId: 'orderLocks',
    tags: ['projects'],
    summary: 'Keep users out of their old mailboxes',
    params: projectParams,
    body: lockBody,
    response: { 202: lockOrderedShape, '4xx': problemShape },
  };
  api.post(url, { config: { scope: 'move' }, schema: order }, async (request, reply) => {
    const { how, mailboxes, reason } = request.body;
    // What is not of this project is refused.
    const ids = mailboxes as readonly string[] as readonly MailboxId[] | null;
    const asked = { how, mailboxes: ids, reason, by: actorOf(request) };
    const count = await request.inTenant((tenant) => orderLocks(tenant, projectIdOf(request.params), asked, deps));
    return reply.code(202).send({ mailboxes: count });
  });
}

function lockOut({ at, problem, ...lock }: NamedLock) {
  return { ...lock, at: isoSeconds(at), problem: problem === null ? null : problemOut(problem) };
}

function problemOut(problem: Problem) {
  return { code: problem.code, cause: describeCause(problem), remedy: describeRemedy(problem) };
}
