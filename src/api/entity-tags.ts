/**
 * Entity tags (RFC 9110 §8.8.3): each answer to a GET is named by its bytes. Who has it already is told so in place of getting
 * it again, and who changes what was read may ask that it still is what was read.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';

/** Adds `ETag` to every JSON that a GET answers, and answers 304 without it where `If-None-Match` names it (§13.1.2). */
export function tagAnswers(api: FastifyInstance): void {
  api.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') return payload;
    const tag = entityTag(payload);
    void reply.header('etag', tag);
    if (!names(request.headers['if-none-match'], tag)) return payload;
    void reply.code(304).removeHeader('content-length');
    return '';
  });
}

/**
 * Throws `service.changed-meanwhile` where `If-Match` names something else than what is there now (§13.1.1). Whoever sends none
 * takes the change as it comes. Called in the transaction of the change; `now` gives what a GET would answer, behind its lock.
 */
export async function needMatch(
  request: FastifyRequest,
  reply: FastifyReply,
  now: () => Promise<object>,
): Promise<void> {
  const wanted = request.headers['if-match'];
  if (wanted === undefined) return;
  const payload = reply.serialize({ ...(await now()) });
  assert(typeof payload === 'string', 'JSON is text');
  if (!names(wanted, entityTag(payload))) throw new Failure('service.changed-meanwhile', {});
}

/** Strong: the same bytes, and no others, have it. */
function entityTag(payload: string): string {
  return `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
}

/** Proxies that compress make tags weak; what they name is the same. */
function names(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => ['*', tag, `W/${tag}`].includes(one.trim()));
}
