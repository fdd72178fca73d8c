import { expect, test } from 'vitest';
import { zone } from '../../../test/check/zone.ts';
import type { Names } from '../../check/names.ts';
import { lookAtRoute } from './look-at-route.ts';

const never = new AbortController().signal;
const NS = [
  'example.com NS ns1.example.net',
  'example.com NS ns2.example.net',
  'ns1.example.net A 192.0.2.1',
  'ns2.example.net A 192.0.2.2',
];

/** What each name server of the zone says; null for one that cannot be reached. */
function look(general: readonly string[], own: Readonly<Record<string, readonly string[] | null>>) {
  const dead: Names = zone([], ['example.com']);
  const namesAt = ({ address }: { readonly address: string }) => {
    const lines = own[address] ?? null;
    return lines === null ? dead : zone(lines);
  };
  return lookAtRoute('example.com', { general: zone([...NS, ...general]), namesAt }, never);
}

test('every name server of the zone is asked: one that still says the old route keeps it from being switched', async () => {
  const seen = await look(['example.com 9 MX 10 cached.example'], {
    '192.0.2.1': ['example.com 60 MX 10 mx.new.example'],
    '192.0.2.2': ['example.com 3600 MX 10 mx.old.example'],
  });
  expect(seen).toEqual({
    domain: 'example.com',
    hosts: ['mx.new.example', 'mx.old.example'],
    ttlSeconds: 3600,
    trouble: null,
  });
});

test('one that cannot be reached is passed over; where none can, the others of this machine are asked', async () => {
  const one = await look([], { '192.0.2.1': ['example.com 60 MX 10 mx.new.example'], '192.0.2.2': null });
  expect(one).toMatchObject({ hosts: ['mx.new.example'], trouble: null });
  const none = await look(['example.com 30 MX 10 mx.new.example'], {});
  expect(none).toMatchObject({ hosts: ['mx.new.example'], ttlSeconds: 30, trouble: null });
});

test('what nobody can tell is told as such', async () => {
  const general = zone([], ['example.com']);
  const seen = await lookAtRoute('example.com', { general, namesAt: () => general }, never);
  expect(seen).toMatchObject({ hosts: [], ttlSeconds: null, trouble: 'example.com could not be found out' });
});
