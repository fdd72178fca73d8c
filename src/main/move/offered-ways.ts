/** How one can sign in at an Exchange server: by what it offers to somebody unknown. */
import { type HttpOptions, heldBody, httpClient } from '../../wire/http.ts';

/** Of the page that goes with a 401. */
const ANSWER_BYTES_MAX = 1024 * 1024;

/**
 * Basic first where it is offered: it costs no round trip of its own. A server that offers neither is asked by Basic, so that
 * its refusal names what it does offer. Throws `HttpError`.
 */
export async function offeredWays(options: HttpOptions, signal: AbortSignal): Promise<readonly ('basic' | 'ntlm')[]> {
  const client = httpClient(options);
  try {
    return await client.use(async (connection) => {
      const headers = { 'Content-Type': 'text/xml; charset=utf-8' };
      const request = { headers, body: heldBody([]), answerBytesMax: ANSWER_BYTES_MAX };
      const answer = await connection.send(request, signal);
      for await (const _ of answer.body) signal.throwIfAborted();
      const offers = [answer.headers['www-authenticate'] ?? []].flat().join(', ');
      const offered = (['basic', 'ntlm'] as const).filter((way) => new RegExp(`(^|[,\\s])${way}\\b`, 'i').test(offers));
      return offered.length === 0 ? ['basic'] : offered;
    });
  } finally {
    client.close();
  }
}
