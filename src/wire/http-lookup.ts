/** The place of a host that was looked up before. */
import { isIP, type LookupFunction } from 'node:net';
import type { HttpPlace } from './http.ts';

/** Names one address, whatever is asked. */
export function lookupOf({ address }: HttpPlace): LookupFunction {
  const family = isIP(address);
  return (_host, { all }, done) => {
    if (all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}
