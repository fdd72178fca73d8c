/** Asks the admin API one signed question, and changes nothing. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { judgeApi } from '../../check/api/judge-api.ts';
import { judgeFailure } from '../../check/mailbox/judge-failure.ts';
import type { RackspaceAccess, RunControl } from '../../cli/machinery.ts';
import { toFailure } from '../../inventory/rackspace-failure.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { RackspaceClient } from '../../wire/rackspace/client.ts';
import { probeAccount } from '../../wire/rackspace/probe-account.ts';
import { rackspaceServer } from './rackspace-server.ts';

/** A check says that everybody is told to wait, and does not wait itself. */
const PATIENCE_MS = 0;

/** What keeps the API from answering at all is a result, too (C16). */
export async function checkApi(
  access: RackspaceAccess,
  { domain, authorities }: { readonly domain: string; readonly authorities: readonly string[] },
  control: RunControl,
  deps: { readonly clock: Clock; readonly random: Random },
): Promise<readonly CheckResult[]> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const { requestsPerMinute, url } = access;
  const { host } = new URL(url);
  let client: RackspaceClient | null = null;
  try {
    client = new RackspaceClient(rackspaceServer(access, authorities, deps, { patienceMs: PATIENCE_MS }));
    const probe = await probeAccount(client, domain, signal);
    return judgeApi({ host, domain, requestsPerMinute, probe });
  } catch (error) {
    signal.throwIfAborted();
    const failure = toFailure(error, host, `the mailboxes of ${domain}`);
    if (!(failure instanceof Failure)) throw failure;
    return [judgeFailure({ id: 'C16', title: 'The admin API can be reached' }, failure)];
  } finally {
    client?.close();
  }
}
