/** One-time links for a lost password or a lost second factor: made by somebody else, with a reason, and used by the person. */
import type { FastifyRequest } from 'fastify';
import { instant, isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { tokenHash } from '../../base/token.ts';
import type { House } from '../../model/house.ts';
import type { Person } from '../../model/organisation.ts';
import { type NewResetBody, resetBody, resetParams, resetShape } from '../contract/account.ts';
import { problemShape } from '../contract/words.ts';
import { isPageWanted, openInConsole } from '../open-in-console.ts';
import type { Api } from '../server.ts';
import type { SessionDeps } from './begin-session.ts';
import { actorOf, personOf } from './caller.ts';
import { hashPassword } from './passwords.ts';

interface OpenConfig {
  /** As often as one may sign in. */
  readonly rateLimit: { readonly max: number; readonly timeWindow: number };
}

/** The person waits for it; whoever finds it in a mailbox later finds nothing. */
const RESET_MS = 24 * 3_600_000;

/** Nobody has to be signed in: the link is all that the person has left. Only a POST uses it up, for scanners of mail look. */
export function resetRoutes(api: Api, config: OpenConfig, { store, clock }: SessionDeps): void {
  const look = {
    operationId: 'getResetLink',
    tags: ['session'],
    summary: 'What a link for a lost password or second factor does; asking does not use it up',
    params: resetParams,
    response: { 200: resetShape, '4xx': problemShape },
  };
  api.get('/api/resets/:token', { config, schema: look }, async (request, reply) => {
    if (isPageWanted(request)) return openInConsole(request, reply, 'reset', request.params.token);
    const hash = tokenHash(request.params.token);
    const found = await store.inHouse((house) => house.reset(hash, clock.now()));
    if (found === null) throw new Failure('service.link-invalid', {});
    const { setsPassword, dropsSecondFactor, expiresAt } = found;
    return { password: setsPassword, secondFactor: dropsSecondFactor, expiresAt: isoSeconds(expiresAt) };
  });

  const use = {
    operationId: 'useResetLink',
    tags: ['session'],
    summary: 'Use the link, once; all sessions of the account end',
    params: resetParams,
    body: resetBody,
  };
  api.post('/api/resets/:token', { config, schema: use }, async (request, reply) => {
    const { password } = request.body;
    const passwordHash = password === null ? null : await hashPassword(password);
    await store.inHouse((house) => takeReset(house, tokenHash(request.params.token), passwordHash, clock.now()));
    return reply.code(204).send();
  });
}

/** Throws `service.link-invalid`, and `service.request-invalid` without using the link up. */
async function takeReset(house: House, hash: Buffer, passwordHash: string | null, at: ReturnType<typeof instant>) {
  const reset = await house.takeReset(hash, at);
  if (reset === null) throw new Failure('service.link-invalid', {});
  const { setsPassword, dropsSecondFactor } = reset;
  if (setsPassword !== (passwordHash !== null)) {
    const what = setsPassword ? 'this link needs a new password' : 'this link sets no password';
    throw new Failure('service.request-invalid', { what });
  }
  const person = await house.person(reset.person);
  if (person === null) throw new Failure('service.link-invalid', {});
  if (passwordHash !== null) await house.setPassword(person.id, passwordHash);
  if (dropsSecondFactor) {
    await house.removeSecondFactor(person.id);
    await house.removePasskeys(person.id);
  }
  const sessionsEnded = await house.endSessions(person.id, null);
  const { id, role, organisation } = person;
  house.append(organisation, {
    ...aboutPerson(person),
    at,
    actor: { is: 'person', id, role },
    name: 'use-reset-link',
    reason: null,
    facts: { setsPassword, dropsSecondFactor, sessionsEnded },
  });
}

/** The token of a new link. Throws `service.own-account` for the own account: that is changed where somebody is signed in. */
export async function makeReset(
  house: House,
  person: Person,
  request: FastifyRequest,
  { reason, password, secondFactor }: NewResetBody,
  { clock, newToken }: SessionDeps,
) {
  const madeBy = personOf(request).id;
  if (madeBy === person.id) throw new Failure('service.own-account', {});
  const token = newToken().reveal();
  const at = clock.now();
  const expiresAt = instant(at + RESET_MS);
  const does = { setsPassword: password, dropsSecondFactor: secondFactor };
  await house.addReset({ ...does, person: person.id, madeBy, expiresAt, tokenHash: tokenHash(token) });
  const facts = { ...does, expiresAt: isoSeconds(expiresAt) };
  const actor = actorOf(request);
  house.append(person.organisation, { ...aboutPerson(person), at, actor, name: 'make-reset-link', reason, facts });
  return { path: `/api/resets/${token}`, expiresAt: isoSeconds(expiresAt) };
}

export function aboutPerson({ id }: Person) {
  return { subject: 'person', subjectId: id, project: null, from: null, to: null } as const;
}
