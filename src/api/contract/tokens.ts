/** The shapes of the tokens that programs ask with. */
import { z } from 'zod';
import { TOKEN_SCOPES, type TokenScope } from '../../model/api-token.ts';
import { flagFilter, listQuery, textFilter } from './lists.ts';
import { instant, name, namesOf, organisationParams, reason } from './words.ts';

/** What nobody renews within a year, nobody looks after. */
const TOKEN_DAYS_MAX = 365;
export const houseTokenParams = z.object({ tokenId: z.uuid() });
export const tokenParams = organisationParams.extend({ tokenId: z.uuid() });
const tokenScope = z.enum(namesOf<TokenScope>(TOKEN_SCOPES)).meta({
  description: Object.entries(TOKEN_SCOPES)
    .map(([scope, { allows }]) => `${scope}: ${allows}`)
    .join(' '),
});

export const newTokenBody = z.object({
  name,
  scopes: z.array(tokenScope).min(1).max(Object.keys(TOKEN_SCOPES).length),
  expiresInDays: z.int().min(1).max(TOKEN_DAYS_MAX),
  reason: reason.meta({ description: 'What it is for; needed where it may change something.' }),
});

export type NewTokenBody = z.output<typeof newTokenBody>;

export const tokenShape = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(tokenScope),
  madeBy: z.uuid(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: instant.meta({ description: 'To the minute.' }),
  revokedAt: instant,
});

export const newTokenShape = tokenShape.extend({
  token: z.string().meta({ description: 'Sent as `Authorization: Bearer …`. Shown here and never again.' }),
});

export const tokenListQuery = listQuery(['-createdAt', 'createdAt', 'name', '-name']).extend({
  text: textFilter,
  live: flagFilter.meta({ description: 'true: only those that hold still.' }),
});

export type TokenListQuery = z.output<typeof tokenListQuery>;
