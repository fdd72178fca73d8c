/** A page as an answer: with the policy that its own style needs, in no frame, and with nothing of its address told to others. */
import type { FastifyReply } from 'fastify';

/** `policy` is that of `pagePolicy`. */
export function answerPage(reply: FastifyReply, page: string, policy: string): FastifyReply {
  return reply
    .header('content-security-policy', `${policy}; frame-ancestors 'none'`)
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex')
    .type('text/html; charset=utf-8')
    .send(page);
}
