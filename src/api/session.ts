/** Signing in and out, and making an account by a one-time link. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import { type NewToken, tokenHash } from '../base/token.ts';
import type { Account, Person, PersonId } from '../model/organisation.ts';
import type { House, Store } from '../model/store.ts';
import { needCaller, personOf, SESSION_COOKIE } from './caller.ts';
import { accountBody, invitationParams, personShape, problemShape, signInBody } from './contract.ts';
import { hashPassword, isPassword } from './passwords.ts';
import type { Api } from './server.ts';

export interface SessionDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly newToken: NewToken;
  /** The cookie goes over encrypted lines alone. */
  readonly isSecure: boolean;
}

/** Half a day of work; nobody stays signed in over night. */
const SESSION_MS = 12 * 3_600_000;
/** Of one address in a minute, before any password is looked at. */
const SIGN_INS_PER_MINUTE = 10;
/** Wrong passwords that cost nothing. */
const FAILURES_FREE = 5;
const LOCK_MS_MIN = 60_000;
const LOCK_MS_MAX = 3_600_000;

export function sessionRoutes(api: Api, deps: SessionDeps): void {
  const rateLimit = { max: SIGN_INS_PER_MINUTE, timeWindow: 60_000 };
  api.post(
    '/api/session',
    {
      config: { rateLimit },
      schema: {
        summary: 'Sign in',
        body: signInBody,
        response: { 201: personShape, '4xx': problemShape },
      },
    },
    async (request, reply) => {
      const person = await signIn(request.body, deps);
      await beginSession(person, request, reply, deps);
      return reply.code(201).send(person);
    },
  );
  api.post(
    '/api/invitations/:token',
    {
      config: { rateLimit },
      schema: {
        summary: 'Make the account that a one-time link is for, and sign in',
        params: invitationParams,
        body: accountBody,
        response: { 201: personShape, '4xx': problemShape },
      },
    },
    async (request, reply) => {
      const person = await makeAccount(request.params.token, request.body, deps);
      await beginSession(person, request, reply, deps);
      return reply.code(201).send(person);
    },
  );
  void api.register(async (part: Api) => {
    needCaller(part, deps);
    const config = { scope: 'person' } as const;
    const schema = { summary: 'Who is signed in', response: { 200: personShape, '4xx': problemShape } };
    part.get('/api/session', { config, schema }, async (request) => personOf(request));
    part.delete('/api/session', { config, schema: { summary: 'Sign out' } }, async (request, reply) => {
      const token = request.cookies[SESSION_COOKIE] ?? '';
      await deps.store.inHouse((house) => house.endSession(tokenHash(token)));
      return reply.clearCookie(SESSION_COOKIE, { path: '/api' }).code(204).send();
    });
  });
}

/** Attempts at one account are taken one after the other, so that each wrong password counts. */
async function signIn(
  { address, password }: { readonly address: string; readonly password: string },
  { store, clock }: SessionDeps,
): Promise<Person> {
  const person = await store.inHouse(async (house) => {
    const account = await house.account(address);
    const now = clock.now();
    const isLocked = account?.lockedUntil != null && account.lockedUntil > now;
    const isRight = await isPassword(password, isLocked ? null : (account?.passwordHash ?? null));
    if (account === null || isLocked) return null;
    await noteAttempt(house, account, isRight, now);
    return isRight ? account.person : null;
  });
  if (person === null) throw new Failure('service.sign-in-refused', {});
  return person;
}

/** From the sixth wrong password on, each locks the account for twice as long as the one before. */
async function noteAttempt(house: House, { person, failures }: Account, isRight: boolean, now: number): Promise<void> {
  const count = isRight ? 0 : failures + 1;
  const lockMs = count <= FAILURES_FREE ? 0 : Math.min(LOCK_MS_MAX, LOCK_MS_MIN * 2 ** (count - FAILURES_FREE - 1));
  await house.noteSignIn(person.id, count, lockMs === 0 ? null : instant(now + lockMs));
  const name = isRight ? 'sign-in' : 'sign-in-refused';
  house.append(person.organisation, {
    at: instant(now),
    actor: { is: 'person', id: person.id, role: person.role },
    subject: 'person',
    subjectId: person.id,
    project: null,
    name,
    from: null,
    to: null,
    reason: null,
    facts: lockMs === 0 ? {} : { lockedForSeconds: lockMs / 1000 },
  });
}

async function makeAccount(
  token: string,
  { name, address, password }: { readonly name: string; readonly address: string; readonly password: string },
  { store, clock, random }: SessionDeps,
): Promise<Person> {
  const passwordHash = await hashPassword(password);
  return store.inHouse(async (house) => {
    const at = clock.now();
    const invitation = await house.takeInvitation(tokenHash(token), at);
    if (invitation === null) throw new Failure('service.link-invalid', {});
    const { role, organisation } = invitation;
    const person: Person = { id: random.id() as PersonId, name, address, role, organisation }; // a fresh id is one
    if ((await house.addPerson(person, passwordHash)) === 'taken') {
      throw new Failure('service.taken', { what: 'person', name: address });
    }
    house.append(organisation, {
      at,
      actor: { is: 'person', id: person.id, role },
      subject: 'person',
      subjectId: person.id,
      project: null,
      name: 'join',
      from: null,
      to: null,
      reason: null,
      facts: {},
    });
    return person;
  });
}

async function beginSession(
  { id }: Person,
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { store, clock, newToken, isSecure }: SessionDeps,
): Promise<void> {
  const token = newToken().reveal();
  const now = clock.now();
  await store.inHouse((house) => house.addSession(tokenHash(token), id, { now, until: instant(now + SESSION_MS) }));
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/api',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure || headers['x-forwarded-proto'] === 'https',
    maxAge: SESSION_MS / 1000,
  });
}
