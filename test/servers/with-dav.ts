/** How a test file asks for real DAV servers: it runs where they can be had, and says loudly where they cannot. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { RunningDavServer } from './dav-server.ts';
import { findProgram } from './private-server.ts';
import { startRadicale } from './radicale.ts';
import { failing, installServers, mustNotSkip, skipped } from './with-dovecot.ts';
import { startXandikos } from './xandikos.ts';

const STARTS = { radicale: startRadicale, xandikos: startXandikos } as const;

/**
 * A `describe` with a server that runs while its tests do. `server()` gives it and may be called inside tests and hooks
 * only. Where it is missing and cannot be installed the tests are skipped with the reason printed; with REQUIRE_SERVERS=1
 * or CI=true they fail instead.
 */
export function describeWithDav(
  which: keyof typeof STARTS,
  name: string,
  body: (server: () => RunningDavServer) => void,
): void {
  const why = whyMissing(which);
  if (why !== null) return mustNotSkip() ? failing(name, why) : skipped(name, why);
  describe(name, () => {
    let running: RunningDavServer | null = null;
    beforeAll(async () => {
      running = await STARTS[which]();
    });
    afterAll(async () => {
      await running?.stop();
    });
    body(() => {
      if (running === null) throw new Error('server() may be called inside tests and hooks only');
      return running;
    });
  });
}

/** Null when the server can be started; otherwise the reason why not, after trying to install it. */
function whyMissing(which: keyof typeof STARTS): string | null {
  if (findProgram(which) !== null) return null;
  const variable = `GODWIT_${which.toUpperCase()}_MISSING`;
  // Trying to install takes long where it cannot succeed, and every file with such tests asks.
  const known = process.env[variable];
  if (known !== undefined) return known;
  const why = installServers(which);
  if (findProgram(which) !== null) return null;
  return (process.env[variable] = `${which} is not installed${why === '' ? '' : ` (${why})`}`);
}
