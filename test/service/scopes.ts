/** The sets of scopes that tests give to tokens. */
import { TOKEN_SCOPES } from '../../src/model/api-token.ts';

const ALL = Object.keys(TOKEN_SCOPES);

/** All of them, each set that lacks one, and each alone. */
export function scopesOf(): readonly (readonly string[])[] {
  return [ALL, ...ALL.map(lacking), ...ALL.map((scope) => [scope])];
}

export const ALL_SCOPES = ALL.join(' ');

/** All but this one. */
export function lacking(scope: string): readonly string[] {
  return ALL.filter((other) => other !== scope);
}
