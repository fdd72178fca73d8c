/** The passkeys of whoever is signed in: added after the password and the code, listed, renamed and removed. */
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import { type Instant, isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { House } from '../../model/house.ts';
import type { Person } from '../../model/organisation.ts';
import type { Passkey, PasskeyId } from '../../model/passkey.ts';
import { listShape } from '../contract/lists.ts';
import {
  beginPasskeyBody,
  newPasskeyBody,
  optionsShape,
  passkeyParams,
  passkeyShape,
  type Registration,
} from '../contract/passkeys.ts';
import { nameBody, problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { appendAbout, attempt, judgePasswordAndCode, personOrThrow } from './attempt.ts';
import type { SessionDeps } from './begin-session.ts';
import { personOf } from './caller.ts';
import {
  ALGORITHMS,
  CHALLENGE_MS,
  newChallenge,
  type RelyingParty,
  relyingPartyOf,
  takeChallenge,
} from './judge-passkey.ts';
import type { FactorConfig } from './second-factor.ts';

const PATH = '/api/session/passkeys';
/** More than anybody carries. */
const OF_PERSON_MAX = 20;
const tags = ['session'];

/** Below `needCaller`. */
export function passkeyRoutes(api: Api, config: FactorConfig, deps: SessionDeps): void {
  const begin = {
    operationId: 'beginPasskey',
    tags,
    summary: 'Begin with a new passkey: what the authenticator has to sign, within five minutes',
    body: beginPasskeyBody,
    response: { 200: optionsShape, '4xx': problemShape },
  };
  api.post(`${PATH}/options`, { config, schema: begin }, async (request) => {
    const party = relyingPartyOf(deps.publicUrl, request);
    return { ...(await beginPasskey(personOf(request), request.body, party, deps)) };
  });

  const add = {
    operationId: 'addPasskey',
    tags,
    summary: 'Add it',
    body: newPasskeyBody,
    response: { 201: passkeyShape, '4xx': problemShape },
  };
  api.post(PATH, { config, schema: add }, async (request, reply) => {
    const { name, response } = request.body;
    const party = relyingPartyOf(deps.publicUrl, request);
    const passkey = await addPasskey(personOf(request), name, response, party, deps);
    return reply.code(201).send(passkeyOut({ ...passkey, lastUsedAt: null }));
  });
  keepingRoutes(api, { scope: config.scope }, deps);
}

function keepingRoutes(api: Api, config: Pick<FactorConfig, 'scope'>, { store, clock }: SessionDeps): void {
  const listed = { 200: listShape(passkeyShape), '4xx': problemShape };
  const list = { operationId: 'listPasskeys', tags, summary: 'The passkeys of this account', response: listed };
  api.get(PATH, { config, schema: list }, async (request) => {
    const { id } = personOf(request);
    const passkeys = await store.inHouse((house) => house.passkeys(id));
    return { items: passkeys.map(passkeyOut), next: null, total: passkeys.length };
  });

  const rename = { operationId: 'renamePasskey', tags, summary: 'Rename one', params: passkeyParams, body: nameBody };
  api.post(`${PATH}/:passkey/renaming`, { config, schema: rename }, async (request, reply) => {
    const person = personOf(request);
    const id = request.params.passkey as PasskeyId; // any id may be asked for; what is not there is not found
    await store.inHouse(async (house) => {
      const isThere = await house.renamePasskey(person.id, id, request.body.name);
      if (!isThere) throw new Failure('service.not-found', { what: 'passkey' });
      appendAbout(house, person, clock.now(), 'rename-passkey', { passkey: request.body.name });
    });
    return reply.code(204).send();
  });

  const remove = { operationId: 'removePasskey', tags, summary: 'Remove one', params: passkeyParams };
  api.delete(`${PATH}/:passkey`, { config, schema: remove }, async (request, reply) => {
    const person = personOf(request);
    const id = request.params.passkey as PasskeyId; // as above
    await store.inHouse(async (house) => {
      if (!(await house.removePasskey(person.id, id))) throw new Failure('service.not-found', { what: 'passkey' });
      appendAbout(house, person, clock.now(), 'remove-passkey');
    });
    return reply.code(204).send();
  });
}

async function beginPasskey(
  person: Person,
  proof: { readonly password: string; readonly code: string | null },
  party: RelyingParty,
  { store, clock, newToken }: SessionDeps,
) {
  const at = clock.now();
  const outcome = await store.inHouse(async (house) => {
    const judge = judgePasswordAndCode(house, proof, at);
    const who = await attempt(house, { address: person.address, event: 'begin-passkey', at, judge });
    if (typeof who === 'string') return { who, challenge: new Uint8Array(), known: [] };
    const challenge = await newChallenge(house, 'add', who.id, { at, newToken });
    return { who, challenge, known: await house.passkeys(who.id) };
  });
  const { id, address, name } = personOrThrow(outcome.who);
  return generateRegistrationOptions({
    rpName: 'Godwit',
    supportedAlgorithmIDs: ALGORITHMS,
    rpID: party.id,
    userName: address,
    userDisplayName: name,
    userID: Uint8Array.from(Buffer.from(id)),
    challenge: outcome.challenge,
    timeout: CHALLENGE_MS,
    excludeCredentials: outcome.known.map(({ credentialId }) => ({ id: credentialId.toString('base64url') })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** Throws `service.passkey-refused`, and `service.taken` for one that somebody has already. */
async function addPasskey(
  person: Person,
  name: string,
  response: Registration,
  party: RelyingParty,
  { store, clock, random, log }: SessionDeps,
): Promise<Omit<Passkey, 'lastUsedAt'>> {
  const at = clock.now();
  const asked = { purpose: 'add', person: person.id, at } as const;
  const { clientDataJSON } = response.response;
  // A transaction of its own: it is used up whatever comes of it.
  const challenge = await store.inHouse((house) => takeChallenge(house, clientDataJSON, asked));
  const found = challenge === null ? 'the challenge is over or none of ours' : await keyOf(response, challenge, party);
  if (typeof found === 'string') {
    log.warn('passkey refused', { why: found.slice(0, 300) });
    throw new Failure('service.passkey-refused', {});
  }
  const id = random.id() as PasskeyId; // a fresh id is one
  const passkey = { id, person: person.id, name, createdAt: at, ...found };
  await store.inHouse((house) => keepPasskey(house, person, passkey, at));
  return passkey;
}

async function keepPasskey(house: House, person: Person, passkey: Omit<Passkey, 'lastUsedAt'>, at: Instant) {
  if ((await house.passkeys(person.id)).length >= OF_PERSON_MAX) {
    throw new Failure('service.request-invalid', { what: `an account has at most ${OF_PERSON_MAX} passkeys` });
  }
  if (!(await house.addPasskey(passkey))) {
    throw new Failure('service.taken', { what: 'passkey', name: passkey.name });
  }
  appendAbout(house, person, at, 'add-passkey', { passkey: passkey.name });
}

type Key = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter'>;

/** What is kept of a new passkey, or why it is not right. */
async function keyOf(response: Registration, challenge: string, party: RelyingParty): Promise<Key | string> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      supportedAlgorithmIDs: ALGORITHMS,
      requireUserVerification: true,
    });
    if (!verified) return 'the attestation is wrong';
    const { id, publicKey, counter } = registrationInfo.credential;
    return { credentialId: Buffer.from(id, 'base64url'), publicKey: Buffer.from(publicKey), counter };
  } catch (error) {
    // Nothing is read or written in there: whatever it throws is about what was sent.
    if (error instanceof Error) return error.message;
    throw error;
  }
}

function passkeyOut({ id, name, createdAt, lastUsedAt }: Passkey) {
  const used = lastUsedAt === null ? null : isoSeconds(lastUsedAt);
  return { id, name, createdAt: isoSeconds(createdAt), lastUsedAt: used };
}
