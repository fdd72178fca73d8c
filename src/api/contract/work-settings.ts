/** The shapes of what operators set while the service works. */
import { z } from 'zod';
import { BYTES_PER_SECOND_MIN, WORK_BOUNDS_MAX, type WorkBounds } from '../../model/work-bounds.ts';
import { reason } from './words.ts';

const HOSTS_MAX = 500;
const HOST_LENGTH_MAX = 253;

function bound(name: keyof WorkBounds, description: string, min = 1) {
  return z.int().min(min).max(WORK_BOUNDS_MAX[name]).nullable().default(null).meta({ description });
}

function bytesPerSecond(name: keyof WorkBounds, description: string) {
  return bound(name, `${description} The largest bounds nothing.`, BYTES_PER_SECOND_MIN);
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
      bytesPerSecond: bytesPerSecond('bytesPerSecondPerHost', 'In the place of bytesPerSecondPerHost.'),
    }),
  )
  .refine((all) => Object.keys(all).length <= HOSTS_MAX)
  .default({})
  .meta({ description: 'Hosts for which something else holds.' });

const bounds = {
  mailboxesAtOnce: bound('mailboxesAtOnce', 'Mailboxes that one program moves at once.'),
  mailboxesPerHost: bound('mailboxesPerHost', 'Mailboxes in hand of one source host, over all programs.'),
  connectionsPerHost: bound(
    'connectionsPerHost',
    'Connections to one source host, and as many to one host of IMAP targets, over all programs.',
  ),
  requestsPerAccount: bound('requestsPerAccount', 'Requests at once for one target account, over all programs.'),
  bytesPerSecondPerHost: bytesPerSecond(
    'bytesPerSecondPerHost',
    'Bytes per second from and to one source host, over all programs.',
  ),
  bytesPerSecondPerAccount: bytesPerSecond(
    'bytesPerSecondPerAccount',
    'Bytes per second to and from one target account, over all programs.',
  ),
};

export const workSettingsShape = z
  .object({ ...bounds, hosts })
  .meta({ description: 'Null is as each program was started.' });

export const workSettingsBody = z.strictObject({ ...bounds, hosts, reason });
