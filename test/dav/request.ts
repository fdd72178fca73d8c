/** Plain requests to a DAV server, as a user's program would send them. It shares nothing with the client that is tested. */
import http from 'node:http';
import https from 'node:https';

export interface DavSaid {
  readonly status: number;
  readonly body: Buffer;
}

export interface DavAsk {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly user: string;
  readonly password: string;
  readonly ca: readonly string[];
}

export function davRequest({ method, url, headers, body = '', user, password, ca }: DavAsk): Promise<DavSaid> {
  const bytes = Buffer.from(body);
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure ? https : http).request(
      url,
      {
        method,
        auth: `${user}:${password}`,
        headers: { ...headers, 'Content-Length': String(bytes.byteLength) },
        agent: false,
        ...(isSecure ? { ca: [...ca] } : {}),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
        answer.once('error', reject);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(bytes);
  });
}
