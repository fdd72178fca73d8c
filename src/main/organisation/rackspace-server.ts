/** The admin API as it was named on the command line, for the client that asks it. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { RackspaceAccess } from '../../cli/machinery.ts';
import type { RackspaceOptions } from '../../wire/rackspace/client.ts';
import type { RackspaceLimits } from '../../wire/rackspace/limits.ts';

/** `more` are limits beside the pace that was asked for. */
export function rackspaceServer(
  { url, account, keys, requestsPerMinute }: RackspaceAccess,
  ca: readonly string[],
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  more: Partial<RackspaceLimits> = {},
): RackspaceOptions {
  const base = new URL(url);
  return {
    base,
    account,
    keys,
    ca,
    // The command line lets `http:` through for this machine only, and only when it was asked for.
    allowInsecureLoopback: base.protocol === 'http:',
    clock,
    random,
    limits: { readsPerMinute: requestsPerMinute, ...more },
  };
}
