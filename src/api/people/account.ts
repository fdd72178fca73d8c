/** The own account of whoever is signed in: another password, and the sessions that are open. */
import type { FastifyRequest } from 'fastify';
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { tokenHash } from '../../base/token.ts';
import type { Person } from '../../model/organisation.ts';
import type { Session, SessionId } from '../../model/session.ts';
import { newPasswordBody, openSessionShape, sessionParams } from '../contract/account.ts';
import { listShape } from '../contract/lists.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { appendAbout, attempt, judgePasswordAndCode, personOrThrow } from './attempt.ts';
import type { SessionDeps } from './begin-session.ts';
import { personOf, SESSION_COOKIE } from './caller.ts';
import { hashPassword } from './passwords.ts';
import type { FactorConfig } from './second-factor.ts';

const SESSIONS = '/api/session/sessions';

/** Below `needCaller`. */
export function accountRoutes(api: Api, config: FactorConfig, deps: SessionDeps): void {
  const change = {
    operationId: 'changePassword',
    tags: ['session'],
    summary: 'Choose another password; all other sessions end',
    body: newPasswordBody,
  };
  api.post('/api/session/password', { config, schema: change }, async (request, reply) => {
    await changePassword(personOf(request), request, request.body, deps);
    return reply.code(204).send();
  });

  const list = {
    operationId: 'listSessions',
    tags: ['session'],
    summary: 'Where somebody is signed in to this account',
    response: { 200: listShape(openSessionShape), '4xx': problemShape },
  };
  const plain = { scope: config.scope };
  api.get(SESSIONS, { config: plain, schema: list }, async (request) => {
    const { id } = personOf(request);
    return deps.store.inHouse(async (house) => {
      const own = await house.sessionId(ownHash(request));
      const sessions = await house.sessions(id, deps.clock.now());
      return { items: sessions.map((session) => sessionOut(session, own)), next: null, total: sessions.length };
    });
  });
  endingRoutes(api, { scope: config.scope }, deps);
}

function endingRoutes(api: Api, plain: Pick<FactorConfig, 'scope'>, deps: SessionDeps): void {
  const one = { operationId: 'endSession', tags: ['session'], summary: 'End one of them', params: sessionParams };
  api.delete(`${SESSIONS}/:session`, { config: plain, schema: one }, async (request, reply) => {
    const person = personOf(request);
    const id = request.params.session as SessionId; // any id may be asked for; what is not there is not found
    await deps.store.inHouse(async (house) => {
      if (!(await house.endSessionOf(person.id, id))) throw new Failure('service.not-found', { what: 'session' });
      appendAbout(house, person, deps.clock.now(), 'end-session');
    });
    return reply.code(204).send();
  });

  api.delete(
    SESSIONS,
    { config: plain, schema: { operationId: 'endOtherSessions', tags: ['session'], summary: 'End all but this one' } },
    async (request, reply) => {
      const person = personOf(request);
      await deps.store.inHouse(async (house) => {
        const sessionsEnded = await house.endSessions(person.id, ownHash(request));
        appendAbout(house, person, deps.clock.now(), 'end-other-sessions', { sessionsEnded });
      });
      return reply.code(204).send();
    },
  );
}

interface NewPassword {
  readonly password: string;
  readonly code: string | null;
  readonly newPassword: string;
}

/** Whoever took a session must not be able to take the account with it: the old password is asked for, and the code. */
async function changePassword(
  person: Person,
  request: FastifyRequest,
  { newPassword, ...proof }: NewPassword,
  { store, clock }: SessionDeps,
): Promise<void> {
  const at = clock.now();
  const passwordHash = await hashPassword(newPassword);
  const outcome = await store.inHouse(async (house) => {
    const judge = judgePasswordAndCode(house, proof, at);
    const who = await attempt(house, { address: person.address, event: 'change-password', at, judge });
    if (typeof who === 'string') return who;
    await house.setPassword(who.id, passwordHash);
    await house.endSessions(who.id, ownHash(request));
    return who;
  });
  personOrThrow(outcome);
}

function ownHash({ cookies }: FastifyRequest): Buffer {
  return tokenHash(cookies[SESSION_COOKIE] ?? '');
}

function sessionOut({ id, address, userAgent, ...times }: Session, own: SessionId | null) {
  return {
    id,
    isThis: id === own,
    since: isoSeconds(times.since),
    lastUsedAt: isoSeconds(times.lastUsedAt),
    until: isoSeconds(times.until),
    address,
    userAgent,
  };
}
