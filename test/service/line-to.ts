/** How the commands of the program ask the interface of a test. */
import type { Api } from '../../src/api/server.ts';
import type { Fetch } from '../../src/client/client.ts';

/** The interface itself, without a line in between. */
export function lineTo(api: Api): Fetch {
  return async (url, { method, headers, body }) => {
    const at = new URL(url);
    const payload = body === null || body === undefined ? {} : { payload: Buffer.from(body as string | Uint8Array) };
    const sent = { ...(headers as Record<string, string>), host: at.host };
    const answer = await api.inject({
      method: method as 'GET',
      url: at.pathname + at.search,
      headers: sent,
      ...payload,
    });
    const back = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of [value ?? []].flat()) back.append(name, String(one));
    }
    return new Response(answer.rawPayload.length === 0 ? null : new Uint8Array(answer.rawPayload), {
      status: answer.statusCode,
      headers: back,
    });
  };
}
