/** Who a request comes from, by its Authorization header. */
import type { AccountOptions } from './options.ts';

export type SignIn = { readonly is: 'account'; readonly account: AccountOptions } | { readonly is: 'refused' };

const REFUSED: SignIn = { is: 'refused' };

export function signIn(authorization: string | undefined, accounts: readonly AccountOptions[]): SignIn {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case 'basic':
      return basic(credentials, accounts);
    case 'bearer':
      return found(accounts.find((account) => account.tokens?.includes(credentials)));
    default:
      return REFUSED;
  }
}

/** The challenges of a 401. */
export function challenges(accounts: readonly AccountOptions[]): readonly string[] {
  const offered: string[] = [];
  if (accounts.some(({ auth }) => auth.includes('basic'))) offered.push('Basic realm="EWS"');
  if (accounts.some(({ auth }) => auth.includes('ntlm'))) offered.push('NTLM');
  if (accounts.some(({ tokens }) => tokens !== undefined)) offered.push('Bearer');
  return offered;
}

function basic(credentials: string, accounts: readonly AccountOptions[]): SignIn {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const user = text.slice(0, colon).toLowerCase();
  const password = text.slice(colon + 1);
  const account = accounts.find((one) => one.user.toLowerCase() === user && one.auth.includes('basic'));
  return colon > 0 && account?.password === password ? found(account) : REFUSED;
}

function found(account: AccountOptions | undefined): SignIn {
  return account === undefined ? REFUSED : { is: 'account', account };
}
