/** What kind of network an address belongs to: a host that strangers name must not make us knock on doors inside our own. */
import { BlockList, isIPv6 } from 'node:net';

/** `public` is everything that the world can reach; only that is asked. */
export type AddressScope = 'public' | 'loopback' | 'private' | 'link-local' | 'reserved';

/** IANA's registries of special-purpose addresses (RFC 6890). `link-local` holds the metadata services of clouds. */
const IPV4: Readonly<Record<Exclude<AddressScope, 'public'>, readonly (readonly [string, number])[]>> = {
  loopback: [['127.0.0.0', 8]],
  private: [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
  ],
  'link-local': [['169.254.0.0', 16]],
  reserved: [
    ['0.0.0.0', 8],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
};

const IPV6: typeof IPV4 = {
  loopback: [['::1', 128]],
  private: [
    ['fc00::', 7],
    ['fec0::', 10],
  ],
  'link-local': [['fe80::', 10]],
  // Among them every way to write an IPv4 address inside: mapped, translated (RFC 6052, RFC 8215), 6to4 and Teredo.
  reserved: [
    ['::', 96],
    ['::ffff:0:0', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
    ['5f00::', 16],
    ['ff00::', 8],
  ],
};

/** Of an IP address in any spelling. */
export function scopeOf(address: string): AddressScope {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  for (const { scope, list } of LISTS[family]) if (list.check(address, family)) return scope;
  return 'public';
}

function listsOf(table: typeof IPV4, family: 'ipv4' | 'ipv6') {
  return (['loopback', 'private', 'link-local', 'reserved'] as const).map((scope) => {
    const list = new BlockList();
    for (const [network, bits] of table[scope]) list.addSubnet(network, bits, family);
    return { scope, list };
  });
}

const LISTS = { ipv4: listsOf(IPV4, 'ipv4'), ipv6: listsOf(IPV6, 'ipv6') };
