/** What errors of the admin API mean for an inventory: what ends it, and what is missing in it. */
import { unreachable } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import { HttpError } from '../wire/http-errors.ts';
import { RackspaceBusyError, RackspaceProtocolError, RackspaceStatusError } from '../wire/rackspace/errors.ts';

/** The failure that an error of `wire/rackspace` is. `part` is what was asked for. Everything else is given back as it is. */
export function toFailure(error: unknown, host: string, part: string): unknown {
  const options = { cause: error };
  if (error instanceof HttpError) return connectionFailure(error);
  if (error instanceof RackspaceBusyError) {
    const minutes = String(Math.max(1, Math.round(error.waitedMs / 60_000)));
    return new Failure('inventory.busy', { host, minutes }, options);
  }
  if (error instanceof RackspaceProtocolError) {
    return new Failure('inventory.protocol', { reason: error.message }, options);
  }
  if (!(error instanceof RackspaceStatusError)) return error;
  const reason = error.message;
  switch (error.refusal.trouble) {
    case 'key':
      return new Failure('inventory.key-refused', { host, reason }, options);
    case 'forbidden':
      return new Failure('inventory.forbidden', { part, reason }, options);
    case 'throttled':
    case 'missing':
    case 'other':
      return new Failure('inventory.protocol', { reason }, options);
    default:
      return unreachable(error.refusal.trouble);
  }
}

/** True where only this part is missing, and the next one may well be there. */
export function isAboutThisPart(error: unknown): boolean {
  if (error instanceof RackspaceProtocolError) return true;
  return error instanceof RackspaceStatusError && error.refusal.trouble !== 'key';
}

function connectionFailure(error: HttpError): Failure {
  const { host, port, silentMs = 0, waitedFor = 'an answer' } = error.facts;
  const options = { cause: error };
  switch (error.trouble) {
    case 'host-unknown':
      return new Failure('connection.host-unknown', { host, side: 'Rackspace' }, options);
    case 'refused':
      return new Failure('connection.refused', { host, port: String(port), side: 'admin API' }, options);
    case 'silent': {
      const seconds = String(Math.round(silentMs / 1000));
      return new Failure('connection.silent', { host, seconds, what: waitedFor }, options);
    }
    case 'closed':
      return new Failure('connection.lost', { host, reason: error.message }, options);
    case 'certificate':
      return new Failure('connection.certificate', { host, reason: error.message }, options);
    case 'tls':
      return new Failure('connection.tls-missing', { host, reason: error.message }, options);
    case 'malformed':
    case 'too-long':
      return new Failure('inventory.protocol', { reason: error.message }, options);
    default:
      return unreachable(error.trouble);
  }
}
