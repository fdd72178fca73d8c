/**
 * Where a host that strangers named leads to: its addresses are looked up once and checked, and the connection goes to the one
 * that was checked, so that a name cannot change its mind in between and reach into our own network.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AddressScope, scopeOf } from './address-scope.ts';
import type { HttpPlace } from './http.ts';

export type GuardedPlace =
  | { readonly is: 'place'; readonly at: HttpPlace }
  | { readonly is: 'forbidden'; readonly scope: Exclude<AddressScope, 'public'> }
  | { readonly is: 'nowhere'; readonly reason: string };

/** Of names that are to be asked: all addresses. */
export type AddressesOf = (host: string) => Promise<readonly string[]>;

export const systemAddressesOf: AddressesOf = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** One address that may not be asked forbids the name: nobody who means well has both. */
export async function guardedPlace(
  url: URL,
  isLoopbackAllowed: boolean,
  addressesOf: AddressesOf,
): Promise<GuardedPlace> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await addressesOf(host) : [host];
  } catch (error) {
    return { is: 'nowhere', reason: error instanceof Error ? error.message : String(error) };
  }
  for (const address of addresses) {
    const scope = scopeOf(address);
    if (scope !== 'public' && !(scope === 'loopback' && isLoopbackAllowed)) return { is: 'forbidden', scope };
  }
  const [address] = addresses;
  return address === undefined
    ? { is: 'nowhere', reason: `${host} has no address` }
    : { is: 'place', at: { address, port } };
}
