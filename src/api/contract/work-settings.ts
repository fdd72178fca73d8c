/** The shapes of what operators set while the service works. */
import { z } from 'zod';
import { WORK_BOUNDS_MAX, type WorkBounds } from '../../model/work-bounds.ts';
import { reason } from './words.ts';

const HOSTS_MAX = 500;
const HOST_LENGTH_MAX = 253;

function bound(name: keyof WorkBounds, description: string) {
  return z.int().min(1).max(WORK_BOUNDS_MAX[name]).nullable().default(null).meta({ description });
}

const hostName = z
  .string()
  .toLowerCase()
  .max(HOST_LENGTH_MAX)
  .regex(/^[\p{L}\p{N}.:_-]+$/u)
  // JavaScript keeps this name for itself.
  .refine((name) => name !== '__proto__');

const hosts = z
  .record(
    hostName,
    z.strictObject({
      mailboxes: bound('mailboxesPerHost', 'In the place of mailboxesPerHost.'),
      connections: bound('connectionsPerHost', 'In the place of connectionsPerHost.'),
    }),
  )
  .refine((all) => Object.keys(all).length <= HOSTS_MAX)
  .default({})
  .meta({ description: 'Source hosts for which something else holds.' });

const bounds = {
  mailboxesAtOnce: bound('mailboxesAtOnce', 'Mailboxes that one program moves at once.'),
  mailboxesPerHost: bound('mailboxesPerHost', 'Mailboxes in hand of one source host, over all programs.'),
  connectionsPerHost: bound('connectionsPerHost', 'Connections to one source host, over all programs.'),
  requestsPerAccount: bound('requestsPerAccount', 'Requests at once for one target account, over all programs.'),
};

export const workSettingsShape = z
  .object({ ...bounds, hosts })
  .meta({ description: 'Null is as each program was started.' });

export const workSettingsBody = z.strictObject({ ...bounds, hosts, reason });
