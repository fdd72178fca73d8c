/** Whether Debian's PostgreSQL can be had here, after trying to install it. */
import { findPostgres } from './postgres.ts';
import { installServers } from './with-dovecot.ts';

/** Null when it can be started; otherwise the reason why not. */
export function whyPostgresIsMissing(): string | null {
  if (findPostgres() !== null) return null;
  const known = process.env['GODWIT_POSTGRES_MISSING'];
  if (known !== undefined) return known;
  const why = installServers('postgresql');
  if (findPostgres() !== null) return null;
  return (process.env['GODWIT_POSTGRES_MISSING'] = `PostgreSQL is not installed${why === '' ? '' : ` (${why})`}`);
}
