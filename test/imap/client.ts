/** A signed-in connection to a test server. */
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import { connectImap, type ImapCredentials, type ImapServer } from '../../src/wire/imap/connect-imap.ts';
import type { ImapConnection } from '../../src/wire/imap/connection.ts';
import type { ImapLimits } from '../../src/wire/imap/limits.ts';
import { stillClock } from './still-clock.ts';

export interface ClientOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<ImapLimits>;
  readonly server?: Partial<ImapServer>;
  readonly credentials?: Partial<ImapCredentials>;
  readonly signal?: AbortSignal;
}

/** By default in plain text, with a clock that stands still. Ends with the test. */
export async function connectClient(port: number, options: ClientOptions = {}): Promise<ImapConnection> {
  const c = await connectImap(
    { host: '127.0.0.1', port, tls: 'none', ca: null, ...options.server },
    { user: 'ann', secret: new Secret('pw'), mechanism: 'auto', ...options.credentials },
    { clock: options.clock ?? stillClock(), limits: options.limits ?? {} },
    options.signal ?? new AbortController().signal,
  );
  onTestFinished(() => c.close());
  return c;
}
