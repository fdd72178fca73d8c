/** The second factor of whoever is signed in: begun with the password, on from the first right code, off with both. */
import { Failure } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import type { House } from '../../model/house.ts';
import type { Person } from '../../model/organisation.ts';
import { codeBody, passwordAndCodeBody, passwordBody, recoveryShape, secretShape } from '../contract/people.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { attempt, freshStep, judgePassword, judgePasswordAndCode, personOrThrow, type Refusal } from './attempt.ts';
import type { SessionDeps } from './begin-session.ts';
import { personOf } from './caller.ts';
import { newRecoveryCodes, newTotpSecret, recoveryHash, totpUri } from './totp.ts';

export interface FactorConfig {
  readonly scope: 'person';
  /** As often as one may sign in: a password or a code is looked at. */
  readonly rateLimit: { readonly max: number; readonly timeWindow: number };
}

const PATH = '/api/session/second-factor';

/** Below `needCaller`. */
export function secondFactorRoutes(api: Api, config: FactorConfig, deps: SessionDeps): void {
  const begin = {
    operationId: 'beginSecondFactor',
    tags: ['session'],
    summary: 'Begin with a second factor; it counts from the first right code',
    body: passwordBody,
    response: { 201: secretShape, '4xx': problemShape },
  };
  api.post(PATH, { config, schema: begin }, async (request, reply) => {
    const person = personOf(request);
    const secret = await beginFactor(person, request.body.password, deps);
    const uri = totpUri(secret, person.address);
    return reply.code(201).send({ secret: secret.reveal(), uri: uri.reveal() });
  });

  const confirm = {
    operationId: 'confirmSecondFactor',
    tags: ['session'],
    summary: 'Show that the app is set up: from now on each sign-in needs a code',
    body: codeBody,
    response: { 200: recoveryShape, '4xx': problemShape },
  };
  api.post(`${PATH}/confirmation`, { config, schema: confirm }, async (request) => {
    const codes = await confirmFactor(personOf(request), request.body.code, deps);
    return { recoveryCodes: codes.map((code) => code.reveal()) };
  });

  const remove = {
    operationId: 'removeSecondFactor',
    tags: ['session'],
    summary: 'Switch the second factor off',
    body: passwordAndCodeBody,
  };
  api.post(`${PATH}/removal`, { config, schema: remove }, async (request, reply) => {
    await removeFactor(personOf(request), request.body, deps);
    return reply.code(204).send();
  });
}

async function beginFactor(person: Person, password: string, deps: SessionDeps): Promise<Secret> {
  const { store, clock, newToken } = deps;
  const at = clock.now();
  const secret = newTotpSecret(newToken);
  const outcome = await store.inHouse(async (house) => {
    await refuseWhere(house, person, 'on');
    const judge = (account: Parameters<typeof judgePassword>[0]) => judgePassword(account, password);
    const who = await attempt(house, { address: person.address, event: 'enrol-second-factor', at, judge });
    if (!isRefusal(who)) await house.beginSecondFactor(person.id, secret);
    return who;
  });
  personOrThrow(outcome);
  return secret;
}

async function confirmFactor(person: Person, code: string, deps: SessionDeps): Promise<readonly Secret[]> {
  const { store, clock, newToken } = deps;
  const at = clock.now();
  const codes = newRecoveryCodes(newToken);
  const outcome = await store.inHouse(async (house) => {
    await refuseWhere(house, person, 'on');
    const event = 'confirm-second-factor';
    return attempt(house, {
      address: person.address,
      event,
      at,
      judge: async (account) => {
        const factor = account === null ? null : await house.secondFactor(person.id);
        const step = factor === null || factor.isOn ? null : freshStep(factor, code, at);
        if (step === null) return 'service.code-refused';
        const hashes = codes.map((one) => recoveryHash(one.reveal()));
        await house.confirmSecondFactor(person.id, step, at, hashes);
        return 'right';
      },
    });
  });
  personOrThrow(outcome);
  return codes;
}

async function removeFactor(
  person: Person,
  { password, code }: { readonly password: string; readonly code: string },
  { store, clock }: SessionDeps,
): Promise<void> {
  const at = clock.now();
  const outcome = await store.inHouse(async (house) => {
    await refuseWhere(house, person, 'off');
    const who = await attempt(house, {
      address: person.address,
      event: 'remove-second-factor',
      at,
      judge: judgePasswordAndCode(house, { password, code }, at),
    });
    if (!isRefusal(who)) await house.removeSecondFactor(person.id);
    return who;
  });
  personOrThrow(outcome);
}

async function refuseWhere(house: House, { id }: Person, state: 'on' | 'off'): Promise<void> {
  if ((await house.hasSecondFactor(id)) === (state === 'on')) throw new Failure('service.second-factor-is', { state });
}

function isRefusal(outcome: Person | Refusal): outcome is Refusal {
  return typeof outcome === 'string';
}
