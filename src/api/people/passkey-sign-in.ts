/** Signing in by a passkey alone: it counts as both factors, for its authenticator has looked who holds it. */
import { Failure } from '../../base/problem.ts';
import type { Person } from '../../model/organisation.ts';
import { type Assertion, askPasskeyBody, optionsShape, passkeySignInBody } from '../contract/passkeys.ts';
import { personShape } from '../contract/people.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { appendAbout } from './attempt.ts';
import { beginSession, type SessionDeps } from './begin-session.ts';
import { askForPasskey, judgePasskey, newChallenge, type RelyingParty, relyingPartyOf } from './judge-passkey.ts';

interface OpenConfig {
  readonly rateLimit: { readonly max: number; readonly timeWindow: number };
}

export function passkeySignInRoutes(api: Api, config: OpenConfig, deps: SessionDeps): void {
  const ask = {
    operationId: 'askForPasskey',
    tags: ['session'],
    summary: 'What a passkey has to sign, within five minutes',
    body: askPasskeyBody,
    response: { 200: optionsShape, '4xx': problemShape },
  };
  api.post('/api/session/passkey/options', { config, schema: ask }, async (request) => {
    const purpose = request.body.for;
    const at = deps.clock.now();
    const { newToken, publicUrl } = deps;
    const challenge = await deps.store.inHouse((house) => newChallenge(house, purpose, null, { at, newToken }));
    return { ...(await askForPasskey(relyingPartyOf(publicUrl, request), purpose, challenge)) };
  });

  const signIn = {
    operationId: 'signInByPasskey',
    tags: ['session'],
    summary: 'Sign in by a passkey alone',
    body: passkeySignInBody,
    response: { 201: personShape, '4xx': problemShape },
  };
  api.post('/api/session/passkey', { config, schema: signIn }, async (request, reply) => {
    const party = relyingPartyOf(deps.publicUrl, request);
    const person = await signInByPasskey(request.body.response, party, deps);
    // Outside of the transaction, which would otherwise forget that the challenge was used.
    if (person === null) throw new Failure('service.passkey-refused', {});
    await beginSession(person, request, reply, deps);
    return reply.code(201).send(person);
  });
}

function signInByPasskey(response: Assertion, party: RelyingParty, deps: SessionDeps): Promise<Person | null> {
  const at = deps.clock.now();
  return deps.store.inHouse(async (house) => {
    const passkey = await judgePasskey(house, response, { purpose: 'sign-in', at, party }, deps);
    const person = passkey === null ? null : await house.person(passkey.person);
    if (person !== null) appendAbout(house, person, at, 'sign-in', { by: 'passkey' });
    return person;
  });
}
