import { expect, test } from 'vitest';
import { scopeOf } from './address-scope.ts';

test.each([
  ['93.184.216.34', 'public'],
  ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.1.2', 'loopback'],
  ['::1', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['fd12::1', 'private'],
  ['169.254.169.254', 'link-local'],
  ['fe80::1', 'link-local'],
  ['0.0.0.0', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['224.0.0.1', 'reserved'],
  ['::', 'reserved'],
  ['ff02::1', 'reserved'],
  ['::ffff:169.254.169.254', 'reserved'],
  ['::ffff:7f00:1', 'reserved'],
  ['::7f00:1', 'reserved'],
  ['64:ff9b::a00:1', 'reserved'],
  ['2002:a00:1::', 'reserved'],
])('the address %s is %s', (address, scope) => {
  expect(scopeOf(address)).toBe(scope);
});
