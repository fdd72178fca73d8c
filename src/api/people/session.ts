/** Signing in and out, and making an account by a one-time link. */
import type { z } from 'zod';
import { Failure } from '../../base/problem.ts';
import { tokenHash } from '../../base/token.ts';
import type { Person, PersonId } from '../../model/organisation.ts';
import { signInWithBody } from '../contract/passkeys.ts';
import { accountBody, invitationParams, personShape, sessionShape } from '../contract/people.ts';
import { problemShape } from '../contract/words.ts';
import { openInConsole } from '../open-in-console.ts';
import type { Api } from '../server.ts';
import { accountRoutes } from './account.ts';
import { appendAbout, attempt, judgePasswordAndCode, personOrThrow, type Verdict } from './attempt.ts';
import { beginSession, type SessionDeps } from './begin-session.ts';
import { needCaller, personOf, SESSION_COOKIE } from './caller.ts';
import { identityRoutes } from './identities.ts';
import { judgePasskey, type RelyingParty, relyingPartyOf } from './judge-passkey.ts';
import { passkeySignInRoutes } from './passkey-sign-in.ts';
import { passkeyRoutes } from './passkeys.ts';
import { hashPassword } from './passwords.ts';
import { providerSignInRoutes } from './provider-sign-in.ts';
import { resetRoutes } from './resets.ts';
import { secondFactorRoutes } from './second-factor.ts';

/** Of one address in a minute, before any password is looked at. */
const SIGN_INS_PER_MINUTE = 10;

export function sessionRoutes(api: Api, deps: SessionDeps): void {
  const rateLimit = { max: SIGN_INS_PER_MINUTE, timeWindow: 60_000 };
  api.post(
    '/api/session',
    {
      config: { rateLimit },
      schema: {
        operationId: 'signIn',
        tags: ['session'],
        summary: 'Sign in',
        body: signInWithBody,
        response: { 201: personShape, '4xx': problemShape },
      },
    },
    async (request, reply) => {
      const person = await signIn(request.body, relyingPartyOf(deps.publicUrl, request), deps);
      await beginSession(person, request, reply, deps);
      return reply.code(201).send(person);
    },
  );
  api.post(
    '/api/invitations/:token',
    {
      config: { rateLimit },
      schema: {
        operationId: 'acceptInvitation',
        tags: ['session'],
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
  const opened = { config: { rateLimit }, schema: { hide: true, params: invitationParams } };
  api.get('/api/invitations/:token', opened, async (request, reply) =>
    openInConsole(request, reply, 'invitation', request.params.token),
  );
  resetRoutes(api, { rateLimit }, deps);
  passkeySignInRoutes(api, { rateLimit }, deps);
  providerSignInRoutes(api, { rateLimit }, deps);
  ownRoutes(api, rateLimit, deps);
}

/** Those of somebody who is signed in. */
function ownRoutes(
  api: Api,
  rateLimit: { readonly max: number; readonly timeWindow: number },
  deps: SessionDeps,
): void {
  void api.register(async (part: Api) => {
    needCaller(part, deps);
    const config = { scope: 'person' } as const;
    const schema = {
      operationId: 'getSession',
      tags: ['session'],
      summary: 'Who is signed in',
      response: { 200: sessionShape, '4xx': problemShape },
    };
    part.get('/api/session', { config, schema }, async (request) => sessionOut(personOf(request), deps));
    part.delete(
      '/api/session',
      { config, schema: { operationId: 'signOut', tags: ['session'], summary: 'Sign out' } },
      async (request, reply) => {
        const token = request.cookies[SESSION_COOKIE] ?? '';
        await deps.store.inHouse((house) => house.endSession(tokenHash(token)));
        return reply.clearCookie(SESSION_COOKIE, { path: '/api' }).code(204).send();
      },
    );
    accountRoutes(part, { ...config, rateLimit }, deps);
    passkeyRoutes(part, { ...config, rateLimit }, deps);
    identityRoutes(part, { ...config, rateLimit }, deps);
    secondFactorRoutes(part, { ...config, rateLimit }, deps);
  });
}

/** Operators reach every organisation, so they should have more than a password. */
const ADVICE = 'You see every organisation: add a second factor, so that a stolen password is not enough.';

async function sessionOut(person: Person, { store }: SessionDeps) {
  const isOn = await store.inHouse((house) => house.hasSecondFactor(person.id));
  const advice = person.role === 'operator' && !isOn ? ADVICE : null;
  return { ...person, secondFactor: isOn ? ('on' as const) : ('off' as const), advice };
}

async function signIn(
  { address, password, code, passkey: response }: z.output<typeof signInWithBody>,
  party: RelyingParty,
  deps: SessionDeps,
): Promise<Person> {
  const at = deps.clock.now();
  const outcome = await deps.store.inHouse((house) => {
    const passkey = async ({ id }: Person): Promise<Verdict> => {
      if (response === null) return 'service.passkey-refused';
      const found = await judgePasskey(house, response, { purpose: 'second-factor', at, party }, deps);
      return found?.person === id ? 'right' : 'service.passkey-refused';
    };
    const proof = { password, code, ...(response === null ? {} : { passkey }) };
    return attempt(house, { address, event: 'sign-in', at, judge: judgePasswordAndCode(house, proof, at) });
  });
  return personOrThrow(outcome);
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
    const id = invitation.person ?? (random.id() as PersonId); // a fresh id is one
    const person: Person = { id, name, address, role, organisation };
    if ((await house.addPerson(person, passwordHash)) === 'taken') {
      throw new Failure('service.taken', { what: 'person', name: address });
    }
    appendAbout(house, person, at, 'join');
    return person;
  });
}
