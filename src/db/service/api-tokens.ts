/** The table of tokens of programs: those of an organisation, and those of the house, by the same statements. */
import { type Instant, instant } from '../../base/clock.ts';
import type { ApiToken, LiveToken, NewApiToken, TokenFilter, TokenId, TokenSort } from '../../model/api-token.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import type { Db } from '../db.ts';
import { type Listing, pageOf } from './listing.ts';
import type { HouseScope, Scope, TenantStatement } from './scope.ts';

type Place = Scope | HouseScope;

export async function addToken(place: Place, token: NewApiToken): Promise<boolean> {
  const { id, tokenHash, name, scopes, madeBy, createdAt, expiresAt } = token;
  const rows = await place.run(ADD, id, tokenHash, name, scopes, madeBy, createdAt, expiresAt);
  return rows.length === 1;
}

/** An operator may make tokens anywhere, an administrator in the own organisation. */
const MAY_MAKE = `(people.role = 'operator' or people.organisation_id = `;

const ADD: TenantStatement = {
  name: 'add-token',
  text: `
    insert into api_tokens (organisation_id, id, token_hash, name, scopes, made_by, created_at_ms, expires_at_ms)
    select $1::uuid, $2, $3, $4, $5, people.id, $7, $8
    from people
    where people.id = $6 and removed_at_ms is null and ${MAY_MAKE} $1)
    returning id`,
};

export function listTokens(
  place: Place,
  { holdsAt, text }: TokenFilter,
  ask: PageAsk<TokenSort>,
): Promise<Page<ApiToken>> {
  return pageOf(place, LISTING, [holdsAt, text], ask);
}

const LISTING: Listing<TokenSort> = {
  name: 'tokens',
  columns: `id, name, scopes, made_by as "madeBy", created_at_ms as "createdAt", expires_at_ms as "expiresAt",
      last_used_at_ms as "lastUsedAt", revoked_at_ms as "revokedAt"`,
  table: 'api_tokens',
  where: `organisation_id is not distinct from $1
    and ($2::bigint is null or (expires_at_ms > $2 and revoked_at_ms is null))
    and ($3::text is null or strpos(lower(name), lower($3)) > 0)`,
  valuesCount: 3,
  sorts: { createdAt: { column: 'created_at_ms', type: 'bigint' }, name: { column: 'name', type: 'text' } },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};

export async function revokeToken(place: Place, id: TokenId, at: Instant): Promise<boolean> {
  return (await place.run(REVOKE, id, at)).length === 1;
}

const REVOKE: TenantStatement = {
  name: 'revoke-token',
  text: `
    update api_tokens
    set revoked_at_ms = $3
    where organisation_id is not distinct from $1 and id = $2 and revoked_at_ms is null
    returning id`,
};

type LiveRow = Omit<LiveToken, 'role'> & { readonly lastUsedAt: Instant | null };

/** How exactly the last use is kept: a program that asks often does not write as often. */
const USED_EVERY_MS = 60_000;

/** The token that still holds, whoever it belongs to; null for none. Notes that it was used. */
export async function useToken(tx: Db, tokenHash: Buffer, now: Instant): Promise<LiveToken | null> {
  const [row] = await tx.query<LiveRow>({ name: 'live-token', text: FIND, values: [tokenHash, now] });
  if (row === undefined) return null;
  const { id, organisation, scopes, lastUsedAt } = row;
  if (lastUsedAt === null || lastUsedAt <= instant(now - USED_EVERY_MS)) {
    const text = 'update api_tokens set last_used_at_ms = $2 where id = $1';
    await tx.query({ name: 'note-token-use', text, values: [id, now] });
  }
  return { id, organisation, scopes, role: organisation === null ? 'operator' : 'administrator' };
}

/** Whether its maker may do what it does is asked at each use, for a maker may lose the role. */
const FIND = `
  select api_tokens.id, api_tokens.organisation_id as organisation, scopes, last_used_at_ms as "lastUsedAt"
  from api_tokens
  join people on people.id = made_by and removed_at_ms is null and ${MAY_MAKE} api_tokens.organisation_id)
  where token_hash = $1 and expires_at_ms > $2 and revoked_at_ms is null`;
