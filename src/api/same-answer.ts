/**
 * Whoever does not know whether a request arrived may send it again with the same Idempotency-Key, and gets the same answer for a
 * day (draft-ietf-httpapi-idempotency-key-header §2). Only what went well is kept: of a refusal nothing has happened.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { unreachable } from '../base/assert.ts';
import { type Clock, instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { AnswerKey, GivenAnswer } from '../model/answer.ts';
import type { Store } from '../model/store.ts';
import { callerOf } from './people/caller.ts';

export interface SameAnswerDeps {
  readonly store: Store;
  readonly clock: Clock;
}

const KEPT_MS = 24 * 3_600_000;
/** No request takes so long: whoever began has died, and the tables of states refuse what was done already. */
const UNDER_WAY_MS_MAX = 5 * 60_000;
/** A quoted text of the draft, or one that somebody forgot to quote. */
const KEY = /^"?([\x21\x23-\x7e]{1,255})"?$/;

/** For all routes of this part that make something or act. Registered after `needCaller`. */
export function giveSameAnswers(part: FastifyInstance, { store, clock }: SameAnswerDeps): void {
  const begun = new WeakMap<FastifyRequest, AnswerKey>();
  part.addHook('preHandler', async (request, reply) => {
    const asked = askedAgain(request);
    if (asked === null) return undefined;
    const given = await begin(asked, request, { store, clock });
    if (given !== null) {
      const again = reply.code(given.status).type(given.type).header('idempotency-replayed', 'true');
      return again.serializer(String).send(given.body);
    }
    begun.set(request, asked);
    return undefined;
  });
  part.addHook('onSend', async (request, reply, payload) => {
    const asked = begun.get(request);
    if (asked === undefined) return payload;
    begun.delete(request);
    const isGood = reply.statusCode < 300 && (typeof payload === 'string' || payload === undefined || payload === null);
    const type = String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8');
    const answer = { status: reply.statusCode, type, body: typeof payload === 'string' ? payload : '' };
    await store.inHouse((house) => (isGood ? house.keepAnswer(asked, answer) : house.forgetAnswer(asked)));
    return payload;
  });
}

/** Null for what is asked without a key. Throws `service.request-invalid` for one that is none. */
function askedAgain(request: FastifyRequest): AnswerKey | null {
  const header = request.headers['idempotency-key'];
  if (request.method !== 'POST' || header === undefined) return null;
  const key = KEY.exec(String(header))?.[1];
  if (key === undefined) {
    throw new Failure('service.request-invalid', { what: 'Idempotency-Key is up to 255 characters without blanks.' });
  }
  return { caller: callerOf(request).id, key };
}

/** Null where it is to be done now. Throws `service.key-of-other` and `service.key-under-way`. */
async function begin(
  asked: AnswerKey,
  request: FastifyRequest,
  { store, clock }: SameAnswerDeps,
): Promise<GivenAnswer | null> {
  const now = clock.now();
  const at = { now, keptSince: instant(now - KEPT_MS), underWaySince: instant(now - UNDER_WAY_MS_MAX) };
  const state = await store.inHouse((house) => house.beginAnswer(asked, fingerprintOf(request), at));
  switch (state.is) {
    case 'begun':
      return null;
    case 'other':
      throw new Failure('service.key-of-other', {});
    case 'under-way':
      throw new Failure('service.key-under-way', {});
    case 'given':
      return state.answer;
    default:
      return unreachable(state);
  }
}

function fingerprintOf({ method, url, body }: FastifyRequest): string {
  const text = Buffer.isBuffer(body) ? body : JSON.stringify(body ?? null);
  return createHash('sha256').update(`${method} ${url}\n`).update(text).digest('base64url');
}
