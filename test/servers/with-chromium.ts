/** How a test file asks for a real browser: it runs where one can be had, and says loudly where none can. */
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findProgram } from './private-server.ts';
import { failing, installServers, mustNotSkip, skipped } from './with-dovecot.ts';

/** A `describe` with a browser that runs while its tests do. `browser()` may be called inside tests and hooks only. */
export function describeWithChromium(name: string, body: (browser: () => Browser) => void): void {
  const why = whyMissing();
  if (why !== null) return mustNotSkip() ? failing(name, why) : skipped(name, why);
  describe(name, () => {
    let running: Browser | null = null;
    beforeAll(async () => {
      // As root, which the machines of builds often are, it has no sandbox; it opens nothing but pages of ours.
      running = await chromium.launch({ executablePath: findProgram('chromium') ?? '', args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      await running?.close();
    });
    body(() => {
      if (running === null) throw new Error('browser() may be called inside tests and hooks only');
      return running;
    });
  });
}

/** Null when Chromium can be started; otherwise the reason why not, after trying to install it. */
function whyMissing(): string | null {
  if (findProgram('chromium') !== null) return null;
  const known = process.env['GODWIT_CHROMIUM_MISSING'];
  if (known !== undefined) return known;
  const why = installServers('chromium');
  if (findProgram('chromium') !== null) return null;
  return (process.env['GODWIT_CHROMIUM_MISSING'] = `Chromium is not installed${why === '' ? '' : ` (${why})`}`);
}
