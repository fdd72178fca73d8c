/** Web servers on this machine that answer by the name they are asked for, each with a certificate of its own. */
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { type Authority, makeAuthority } from '../../sim/tls.ts';
import type { Instant } from '../../src/base/clock.ts';

export interface WebHost {
  /** Null answers nothing at all. */
  readonly answer: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  /** Of its certificate; its own name without it. */
  readonly certificate?: {
    readonly names?: readonly string[];
    readonly notAfter?: Instant;
    readonly isUnknown?: boolean;
  };
}

export interface WebHosts {
  readonly ports: { readonly https: number; readonly http: number };
  /** The authority behind the certificates. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** `hosts` by name; an open-text answer is under `http:<name>`. A name that is not there is answered with 404. */
export async function startWebHosts(hosts: Readonly<Record<string, WebHost>>): Promise<WebHosts> {
  const authority = makeAuthority('Godwit tests: web hosts');
  const stranger = makeAuthority('An authority that nobody knows');
  const contexts = new Map<string, SecureContext>();
  const contextOf = (name: string): SecureContext => {
    const known = contexts.get(name);
    if (known !== undefined) return known;
    const made = secureContext(name, hosts[name], hosts[name]?.certificate?.isUnknown === true ? stranger : authority);
    contexts.set(name, made);
    return made;
  };
  const { certPem: cert, keyPem: key } = authority.issue({ names: ['localhost'] });
  const https = createHttps(
    { cert, key, SNICallback: (name, done) => done(null, contextOf(name)) },
    (request, response) => answer(hosts[nameIn(request)], request, response),
  );
  const http = createHttp((request, response) => answer(hosts[`http:${nameIn(request)}`], request, response));
  const ports = { https: await listen(https), http: await listen(http) };
  const stop = async (): Promise<void> => {
    for (const server of [https, http]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  return { ports, ca: authority.certPem, stop };
}

function secureContext(name: string, host: WebHost | undefined, authority: Authority): SecureContext {
  const { names = [name], notAfter } = host?.certificate ?? {};
  const { certPem, keyPem } = authority.issue({ names, ...(notAfter === undefined ? {} : { notAfter }) });
  return createSecureContext({ cert: certPem, key: keyPem });
}

function answer(host: WebHost | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (host?.answer === null) return;
  if (host !== undefined) host.answer?.(request, response);
  else say(404, 'Not Found')(request, response);
}

/** An answer with this status, body and headers. */
export function say(status: number, body = '', headers: Readonly<Record<string, string>> = {}) {
  return (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { Server: 'nginx', 'Content-Type': 'text/html', ...headers });
    response.end(body);
  };
}

/** As an Exchange answers somebody who did not sign in. */
export const asksToSignIn = say(401, '', {
  'WWW-Authenticate': 'Negotiate, NTLM, Basic realm="mail.example"',
  'X-FEServer': 'EX01',
  Server: 'Microsoft-IIS/10.0',
});

/** As a server of calendars and contacts answers somebody who did not sign in (RFC 6764 §5). */
export function davServer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'PROPFIND') say(405)(request, response);
  else if (request.url?.startsWith('/.well-known/') === true) say(301, '', { Location: '/dav/' })(request, response);
  else say(401, '', { 'WWW-Authenticate': 'Basic realm="dav"' })(request, response);
}

function nameIn(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '');
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // it listens on an internet address
}
