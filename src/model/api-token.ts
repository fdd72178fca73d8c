/** Tokens: what programs ask the service with in place of a person, and what each scope lets them do. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { OrganisationId, PersonId, Role } from './organisation.ts';
import type { Page, PageAsk } from './page.ts';

export type TokenId = Brand<string, 'TokenId'>;

export interface ScopeRule {
  /** One sentence: what a token may do by it. */
  readonly allows: string;
  /** No token gets it without a sentence that says what for. */
  readonly needsReason: boolean;
}

/**
 * All scopes that a token can have. None contains another. Whatever lets somebody in (tokens, one-time links, sign-ins) is in
 * no scope: a token that leaked must not be able to outlive its own revocation.
 */
export const TOKEN_SCOPES = {
  read: { allows: 'See organisations, people, projects, mailboxes, and what happens.', needsReason: false },
  move: { allows: 'Do the acts of projects and mailboxes.', needsReason: true },
  manage: { allows: 'Add organisations, projects and mailboxes with their passwords.', needsReason: true },
} as const satisfies Record<string, ScopeRule>;

export type TokenScope = keyof typeof TOKEN_SCOPES;
/**
 * What a request needs of its caller: a scope, or `person`, which no token has. Somebody who is signed in has all of them, but
 * not `mailbox-user`, which belongs to the private link of a mailbox and opens nothing else.
 */
export type NeededScope = TokenScope | 'person' | 'mailbox-user';

export function isTokenScope(name: string): name is TokenScope {
  return Object.hasOwn(TOKEN_SCOPES, name);
}

export interface ApiToken {
  readonly id: TokenId;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly madeBy: PersonId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** To the minute; null where it was never used. */
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface NewApiToken extends Omit<ApiToken, 'lastUsedAt' | 'revokedAt'> {
  readonly tokenHash: Buffer;
}

/** One that still holds, as the request is judged by it. */
export interface LiveToken {
  readonly id: TokenId;
  /** That of its place: an administrator's in an organisation, an operator's in the house. Its maker has it too. */
  readonly role: Role;
  /** Null exactly for one of the house. */
  readonly organisation: OrganisationId | null;
  readonly scopes: readonly TokenScope[];
}

export type TokenSort = 'createdAt' | 'name';

export interface TokenFilter {
  /** Those that may be used at this moment alone; null for all. */
  readonly holdsAt: Instant | null;
  /** Part of the name, in letters of either case; null for all. */
  readonly text: string | null;
}

/** The tokens of one place: of an organisation, or of the house. */
export interface TokenBook {
  /** False when its maker is neither an operator nor of this place. */
  addToken(token: NewApiToken): Promise<boolean>;
  /** Those that hold no longer as well, where nobody asks otherwise. */
  tokens(filter: TokenFilter, ask: PageAsk<TokenSort>): Promise<Page<ApiToken>>;
  /** False when there is none here that was not revoked already. */
  revokeToken(id: TokenId, at: Instant): Promise<boolean>;
}
