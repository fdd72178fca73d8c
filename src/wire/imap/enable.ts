/** ENABLE (RFC 9051 §6.3.1). */
import type { ImapConnection } from './connection.ts';

/** Which of these the server agreed to; kept in `c.enabled`. Asks for nothing that it does not offer. */
export async function enable(
  c: ImapConnection,
  wanted: readonly ('QRESYNC' | 'CONDSTORE' | 'UTF8=ACCEPT')[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const offered = wanted.filter((name) => c.has(name) || (name === 'UTF8=ACCEPT' && c.has('UTF8=ONLY')));
  if (offered.length === 0 || !c.has('ENABLE')) return c.enabled;
  return c.run(
    {
      name: 'ENABLE',
      pieces: [`ENABLE ${offered.join(' ')}`],
      untagged: (response) => {
        if (response.is !== 'named' || response.name !== 'ENABLED') return false;
        for (const name of response.cursor().rest().toUpperCase().split(' ')) if (name !== '') c.enabled.add(name);
        return true;
      },
      done: () => c.enabled,
    },
    signal,
  );
}
