/**
 * A link that programs post to, opened in a browser: a page of the console does the posting. The token goes behind the #, which
 * browsers tell nobody, so that it stands in no log and no referrer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../base/problem.ts';

/** Whether a person looks, and no program. */
export function isPageWanted({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** Throws `service.not-found` for programs. Looking uses nothing up. */
export async function openInConsole(
  request: FastifyRequest,
  reply: FastifyReply,
  page: 'invitation' | 'reset',
  token: string,
): Promise<never> {
  if (!isPageWanted(request)) throw new Failure('service.not-found', { what: 'page' });
  return reply.header('referrer-policy', 'no-referrer').redirect(`/${page}#${encodeURIComponent(token)}`, 303) as never; // sent
}
