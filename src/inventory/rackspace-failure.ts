/** What errors of the admin API mean for an inventory: what ends it, and what is missing in it. */
import { unreachable } from '../base/assert.ts';
import { connectionFailure } from '../base/connection-failure.ts';
import { Failure } from '../base/problem.ts';
import { HttpError } from '../wire/http-errors.ts';
import { RackspaceBusyError, RackspaceProtocolError, RackspaceStatusError } from '../wire/rackspace/errors.ts';

/** The failure that an error of `wire/rackspace` is. `part` is what was asked for. Everything else is given back as it is. */
export function toFailure(error: unknown, host: string, part: string): unknown {
  const options = { cause: error };
  if (error instanceof HttpError) return lineFailure(error);
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

function lineFailure(error: HttpError): Failure {
  const { trouble } = error;
  const line = error.brokenLine(trouble === 'refused' ? 'admin API' : 'Rackspace');
  if (line !== null) return connectionFailure(line, error);
  return new Failure('inventory.protocol', { reason: error.message }, { cause: error });
}
