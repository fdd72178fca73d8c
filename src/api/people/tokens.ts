/** Tokens of programs, made and revoked by people: those of an organisation, and those of the house. Each is shown once. */
import type { FastifyRequest } from 'fastify';
import { type Clock, type Instant, instant, isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { type NewToken, tokenHash } from '../../base/token.ts';
import {
  type ApiToken,
  type NewApiToken,
  TOKEN_SCOPES,
  type TokenBook,
  type TokenFilter,
  type TokenId,
} from '../../model/api-token.ts';
import type { NewEvent } from '../../model/event.ts';
import type { Store } from '../../model/store.ts';
import { listShape } from '../contract/lists.ts';
import {
  houseTokenParams,
  type NewTokenBody,
  newTokenBody,
  newTokenShape,
  type TokenListQuery,
  tokenListQuery,
  tokenParams,
  tokenShape,
} from '../contract/tokens.ts';
import { organisationParams, problemShape } from '../contract/words.ts';
import { pageAsk, pageOut } from '../pages.ts';
import type { Api } from '../server.ts';
import { newBearerToken } from './bearer.ts';
import { actorOf, needOperator, personOf } from './caller.ts';

export interface TokenDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly newToken: NewToken;
}

/** One transaction about the tokens of one place. */
interface Place extends TokenBook {
  append(event: NewEvent): void;
}

const DAY_MS = 24 * 3_600_000;
const listed = { 200: listShape(tokenShape), '4xx': problemShape };
const made = { 201: newTokenShape, '4xx': problemShape };

export function tokenRoutes(api: Api, deps: TokenDeps): void {
  organisationTokens(api, deps);
  houseTokens(api, deps);
}

function organisationTokens(api: Api, deps: TokenDeps): void {
  const all = '/api/organisations/:organisation/tokens';
  const config = { scope: 'person' } as const;
  const list = {
    operationId: 'listTokens',
    tags: ['tokens'],
    summary: 'Its tokens, the newest first',
    params: organisationParams,
    querystring: tokenListQuery,
    response: listed,
  };
  api.get(all, { config, schema: list }, async (request) => {
    const { query } = request;
    const page = await request.inTenant((tenant) => tenant.tokens(filterOf(query, deps.clock.now()), pageAsk(query)));
    return pageOut(page, query, tokenOut);
  });

  const add = {
    operationId: 'makeToken',
    tags: ['tokens'],
    summary: 'Make a token for a program',
    params: organisationParams,
    body: newTokenBody,
    response: made,
  };
  api.post(all, { config, schema: add }, async (request, reply) => {
    const token = await request.inTenant((tenant) => makeToken(tenant, request, request.body, deps));
    return reply.code(201).send(token);
  });

  const revoke = {
    operationId: 'revokeToken',
    tags: ['tokens'],
    summary: 'Revoke a token, for good',
    params: tokenParams,
  };
  api.delete(`${all}/:tokenId`, { config, schema: revoke }, async (request, reply) => {
    await request.inTenant((tenant) => revokeToken(tenant, request, request.params.tokenId, deps));
    return reply.code(204).send();
  });
}

/** Tokens that reach every organisation, as operators do. */
function houseTokens(api: Api, deps: TokenDeps): void {
  const config = { scope: 'person' } as const;
  const inHouse = async <T>(request: FastifyRequest, run: (place: Place) => Promise<T>): Promise<T> => {
    needOperator(request);
    return deps.store.inHouse((house) => run({ ...house, append: (event) => house.append(null, event) }));
  };
  const list = {
    operationId: 'listHouseTokens',
    tags: ['tokens'],
    summary: 'Tokens of the house, the newest first',
    querystring: tokenListQuery,
    response: listed,
  };
  api.get('/api/tokens', { config, schema: list }, async (request) => {
    const { query } = request;
    const page = await inHouse(request, (place) => place.tokens(filterOf(query, deps.clock.now()), pageAsk(query)));
    return pageOut(page, query, tokenOut);
  });

  const add = {
    operationId: 'makeHouseToken',
    tags: ['tokens'],
    summary: 'Make a token for a program of the house',
    body: newTokenBody,
    response: made,
  };
  api.post('/api/tokens', { config, schema: add }, async (request, reply) => {
    const token = await inHouse(request, (place) => makeToken(place, request, request.body, deps));
    return reply.code(201).send(token);
  });

  const revoke = {
    operationId: 'revokeHouseToken',
    tags: ['tokens'],
    summary: 'Revoke a token of the house, for good',
    params: houseTokenParams,
  };
  api.delete('/api/tokens/:tokenId', { config, schema: revoke }, async (request, reply) => {
    await inHouse(request, (place) => revokeToken(place, request, request.params.tokenId, deps));
    return reply.code(204).send();
  });
}

function filterOf({ live, text }: TokenListQuery, now: Instant): TokenFilter {
  return { holdsAt: live === true ? now : null, text: text ?? null };
}

/** Throws `project.reason-missing` where a scope asks for a reason. */
async function makeToken(
  place: Place,
  request: FastifyRequest,
  { name, scopes, expiresInDays, reason }: NewTokenBody,
  { clock, random, newToken }: TokenDeps,
) {
  const unexplained =
    reason === null || reason === '' ? scopes.find((scope) => TOKEN_SCOPES[scope].needsReason) : undefined;
  if (unexplained !== undefined) {
    throw new Failure('project.reason-missing', { event: 'make', what: `token with the scope ${unexplained}` });
  }
  const token = newBearerToken(newToken);
  const createdAt = clock.now();
  const kept: NewApiToken = {
    id: random.id() as TokenId, // a fresh id is what a TokenId is
    tokenHash: tokenHash(token.reveal()),
    name,
    scopes: [...new Set(scopes)],
    madeBy: personOf(request).id,
    createdAt,
    expiresAt: instant(createdAt + expiresInDays * DAY_MS),
  };
  // Whoever reaches the place may make its tokens; the store asks once more.
  if (!(await place.addToken(kept))) throw new Failure('service.not-yours-to-do', {});
  const facts = { token: name, scopes: scopes.join(', '), expiresAt: isoSeconds(kept.expiresAt) };
  place.append({ ...aboutToken(kept.id), at: createdAt, actor: actorOf(request), name: 'create', reason, facts });
  return { ...tokenOut({ ...kept, lastUsedAt: null, revokedAt: null }), token: token.reveal() };
}

async function revokeToken(place: Place, request: FastifyRequest, named: string, { clock }: TokenDeps): Promise<void> {
  const id = named as TokenId; // any id may be asked for; what is not there is not found
  const at = clock.now();
  if (!(await place.revokeToken(id, at))) throw new Failure('service.not-found', { what: 'token' });
  place.append({ ...aboutToken(id), at, actor: actorOf(request), name: 'revoke', reason: null, facts: {} });
}

function aboutToken(id: TokenId) {
  return { subject: 'token', subjectId: id, project: null, from: null, to: null } as const;
}

function tokenOut({ id, name, scopes, madeBy, ...times }: ApiToken) {
  return {
    id,
    name,
    scopes: [...scopes],
    madeBy,
    createdAt: isoSeconds(times.createdAt),
    expiresAt: isoSeconds(times.expiresAt),
    lastUsedAt: times.lastUsedAt === null ? null : isoSeconds(times.lastUsedAt),
    revokedAt: times.revokedAt === null ? null : isoSeconds(times.revokedAt),
  };
}
