/** How to sign in at an Exchange server when nobody said it: by what the server offers to somebody unknown. */
import { type HttpOptions, heldBody, httpClient } from './wire/http.ts';

/** Of the page that goes with a 401. */
const ANSWER_BYTES_MAX = 1024 * 1024;

/**
 * Basic where it is offered, which costs no round trip of its own; NTLM where only that is. A server that offers neither is
 * asked by Basic, so that its refusal names what it does offer. Throws `HttpError`.
 */
export async function chooseAuth(options: HttpOptions, signal: AbortSignal): Promise<'basic' | 'ntlm'> {
  const client = httpClient(options);
  try {
    return await client.use(async (connection) => {
      const headers = { 'Content-Type': 'text/xml; charset=utf-8' };
      const request = { headers, body: heldBody([]), answerBytesMax: ANSWER_BYTES_MAX };
      const answer = await connection.post(request, signal);
      for await (const _ of answer.body) signal.throwIfAborted();
      const offers = [answer.headers['www-authenticate'] ?? []].flat().join(', ');
      return !/(^|[,\s])basic\b/i.test(offers) && /(^|[,\s])ntlm\b/i.test(offers) ? 'ntlm' : 'basic';
    });
  } finally {
    client.close();
  }
}
