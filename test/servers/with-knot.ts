/** How a test file asks for a real name server: it runs where one can be had, and says loudly where none can. */
import { afterAll, beforeAll, describe } from 'vitest';
import { startKnot, type Zones } from './knot.ts';
import { findProgram, type PrivateServer } from './private-server.ts';
import { failing, installServers, mustNotSkip, skipped } from './with-dovecot.ts';

/** A `describe` with a name server that has these zones. `knot()` may be called inside tests and hooks only. */
export function describeWithKnot(name: string, zones: Zones, body: (knot: () => PrivateServer) => void): void {
  const why = whyMissing();
  if (why !== null) return mustNotSkip() ? failing(name, why) : skipped(name, why);
  describe(name, () => {
    let running: PrivateServer | null = null;
    beforeAll(async () => {
      running = await startKnot(zones);
    });
    afterAll(async () => {
      await running?.stop();
    });
    body(() => {
      if (running === null) throw new Error('knot() may be called inside tests and hooks only');
      return running;
    });
  });
}

/** Null when Knot can be started; otherwise the reason why not, after trying to install it. */
function whyMissing(): string | null {
  if (findProgram('knotd') !== null) return null;
  const known = process.env['GODWIT_KNOT_MISSING'];
  if (known !== undefined) return known;
  const why = installServers('knot');
  if (findProgram('knotd') !== null) return null;
  return (process.env['GODWIT_KNOT_MISSING'] = `knot is not installed${why === '' ? '' : ` (${why})`}`);
}
