/** A name server as it is typed behind `--resolver`. */
import { isIP } from 'node:net';
import { Failure } from '../base/problem.ts';
import type { NameServerAddress } from './machinery.ts';

const DNS_PORT = 53;

/** `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1` or `[2001:db8::1]:53`. Throws `usage.invalid`. */
export function nameServerOf(typed: string): NameServerAddress {
  const [, six, four, port] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/i.exec(typed) ?? [];
  const address = isIP(typed) === 6 ? typed : (six ?? four ?? '');
  const number = port === undefined ? DNS_PORT : Number(port);
  if (isIP(address) !== 0 && number >= 1 && number <= 65_535) return { address, port: number };
  throw new Failure('usage.invalid', {
    what: 'The name server given with --resolver is no address.',
    how: 'Give 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53.',
  });
}
