/** How a test file asks for a real IMAP server: it runs where one can be had, and says loudly where none can. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type DovecotOptions, findDovecot, type RunningDovecot, startDovecot } from './dovecot.ts';

/**
 * A `describe` with a server that runs while its tests do. `dovecot()` gives it and may be called inside tests and hooks
 * only. Where Dovecot is missing and cannot be installed the tests are skipped with the reason printed; with
 * REQUIRE_SERVERS=1 or CI=true they fail instead.
 */
export function describeWithDovecot(
  name: string,
  options: DovecotOptions,
  body: (dovecot: () => RunningDovecot) => void,
): void {
  const why = whyMissing();
  if (why !== null) return mustNotSkip() ? failing(name, why) : skipped(name, why);
  describe(name, () => {
    let running: RunningDovecot | null = null;
    beforeAll(async () => {
      running = await startDovecot(options);
    });
    afterAll(async () => {
      await running?.stop();
    });
    body(() => {
      if (running === null) throw new Error('dovecot() may be called inside tests and hooks only');
      return running;
    });
  });
}

/** Null when Dovecot can be started; otherwise the reason why not, after trying to install it. */
export function whyMissing(): string | null {
  const before = findDovecot();
  if (before.is === 'usable') return null;
  // Trying to install takes long where it cannot succeed, and every file with such tests asks.
  const known = process.env[KNOWN_TO_BE_MISSING];
  if (known !== undefined) return known;
  const why = installServers('dovecot');
  const after = findDovecot();
  if (after.is === 'usable') return null;
  return (process.env[KNOWN_TO_BE_MISSING] = `${after.why}${why === '' ? '' : ` (${why})`}`);
}

const KNOWN_TO_BE_MISSING = 'GODWIT_DOVECOT_MISSING';

/** True where a skipped test would hide a gap: on the build server, and for whoever asks for it. */
export function mustNotSkip(): boolean {
  return process.env['REQUIRE_SERVERS'] === '1' || process.env['CI'] === 'true';
}

/** Says on the terminal and in the list of tests what does not run, and why. */
export function skipped(name: string, why: string): void {
  process.stderr.write(`SKIPPED: "${name}" because ${why}\n`);
  describe(name, () => {
    test.skip(`not run: ${why}`, () => undefined);
  });
}

/** In place of tests whose server must be there and is not. */
export function failing(name: string, why: string): void {
  describe(name, () => {
    test('the server that these tests need is there', () => {
      throw new Error(why);
    });
  });
}

/** Tries to install a server. Gives what went wrong, or nothing. */
export function installServers(
  which: 'dovecot' | 'radicale' | 'xandikos' | 'knot' | 'postgresql' | 'chromium',
): string {
  try {
    execFileSync('bash', [join(import.meta.dirname, 'install.sh'), which], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    const said = (error as { stderr?: unknown }).stderr; // execFileSync adds what the program said
    return typeof said === 'string' ? said.trim().replaceAll('\n', '; ') : String(error);
  }
}
