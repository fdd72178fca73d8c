/**
 * The console: the files that its build made, and its first page for every address that is none of the interface. Names of built
 * files change with what is in them, so browsers keep those for good; the first page is made anew for each request.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../base/problem.ts';
import { type NewToken, tokenHash } from '../base/token.ts';
import { answerPage } from './answer-page.ts';
import type { Api } from './server.ts';

export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** As `Content-Encoding` names them. */
  readonly packed: Readonly<Partial<Record<Packing, Buffer>>>;
}

type Packing = 'br' | 'gzip';

export interface ConsoleDeps {
  /** By their path below the root, such as `assets/home-1a2b.js`; null where the console was never built. */
  readonly consoleFiles: ReadonlyMap<string, ConsoleFile> | null;
  readonly newToken: NewToken;
}

export const FIRST_PAGE = 'index.html';
/** Where the build leaves a gap for the number that styles of this one answer are known by. */
const NONCE_GAP = 'nonce-of-this-answer';
const IMMUTABLE = 'public, max-age=31536000, immutable';

export function consoleRoutes(api: Api, { consoleFiles, newToken }: ConsoleDeps): void {
  api.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = (request.url.split('?')[0] ?? '').slice(1);
    if (path === 'api' || path.startsWith('api/')) throw new Failure('service.not-found', { what: 'page' });
    if (consoleFiles === null) throw new Failure('service.console-missing', {});
    const file = consoleFiles.get(path);
    if (file !== undefined && path !== FIRST_PAGE) return answerFile(request, reply, path, file);
    const page = consoleFiles.get(FIRST_PAGE);
    if (page === undefined || path.startsWith('assets/')) throw new Failure('service.not-found', { what: 'page' });
    const nonce = tokenHash(newToken().reveal()).toString('base64url');
    return answerPage(reply, page.bytes.toString().replaceAll(NONCE_GAP, nonce), policyWith(nonce));
  });
}

/** Scripts and everything else come from here alone, and nothing is evaluated; `nonce` is for the styles that parts bring along. */
function policyWith(nonce: string): string {
  const own = "'self'";
  const policy = {
    'default-src': "'none'",
    'script-src': own,
    'style-src': `${own} 'nonce-${nonce}'`,
    'img-src': `${own} data:`,
    'font-src': own,
    'connect-src': own,
    'manifest-src': own,
    'form-action': own,
    'base-uri': "'none'",
  };
  return Object.entries(policy)
    .map((pair) => pair.join(' '))
    .join('; ');
}

function answerFile(request: FastifyRequest, reply: FastifyReply, path: string, file: ConsoleFile): FastifyReply {
  const packing = packingFor(request.headers['accept-encoding'] ?? '', file);
  void reply.type(file.type).header('vary', 'accept-encoding');
  // Only names that change with what they hold may be kept without asking.
  if (path.startsWith('assets/')) void reply.header('cache-control', IMMUTABLE);
  if (packing === null) return reply.send(file.bytes);
  return reply.header('content-encoding', packing).send(file.packed[packing]);
}

function packingFor(accepted: string, { packed }: ConsoleFile): Packing | null {
  const names = accepted.split(',').map((one) => one.split(';')[0]?.trim());
  return (['br', 'gzip'] as const).find((one) => packed[one] !== undefined && names.includes(one)) ?? null;
}
