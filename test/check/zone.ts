/** Records in memory in place of name servers. */
import type { Names } from '../../src/check/names.ts';
import { DnsError } from '../../src/wire/dns/errors.ts';
import type { DnsRecord, RecordOf, RecordType } from '../../src/wire/dns/records.ts';

/** Lines as `example.com 300 MX 10 mx.example.com`; the TTL may be left away. A TXT is all that stands behind it. `broken` names are answered with a failure. */
export function zone(lines: readonly string[], broken: readonly string[] = [], isAuthoritative = true): Names {
  const records = lines.map(recordOf);
  return {
    servers: 'memory',
    look: async (name, type) => {
      const aliases: RecordOf<'CNAME'>[] = [];
      for (let wanted = name; ; ) {
        if (broken.includes(wanted)) throw new DnsError('server-failed', `${wanted} could not be found out`);
        const own = records.filter((one) => one.name === wanted);
        const alias = own.find((one): one is RecordOf<'CNAME'> => one.type === 'CNAME');
        if (alias === undefined || type === 'CNAME') {
          return {
            records: own.filter((one) => isOf(one, type)),
            isNameUnknown: own.length === 0,
            aliases,
            isAuthoritative,
          };
        }
        aliases.push(alias);
        wanted = alias.host;
      }
    },
  };
}

function isOf<Type extends RecordType>(record: DnsRecord, type: Type): record is RecordOf<Type> & DnsRecord {
  return record.type === type;
}

function recordOf(line: string): DnsRecord {
  const [, name = '', ttl = '3600', type = '', rest = ''] = /^(\S+) (?:(\d+) )?([A-Z]+) (.*)$/s.exec(line) ?? [];
  const head = { name, ttlSeconds: Number(ttl) };
  const parts = rest.split(' ');
  const number = (at: number): number => Number(parts[at]);
  switch (type) {
    case 'A':
    case 'AAAA':
      return { ...head, type, address: rest };
    case 'CNAME':
    case 'NS':
      return { ...head, type, host: rest };
    case 'MX':
      return { ...head, type, preference: number(0), host: parts[1] ?? '' };
    case 'SRV':
      return { ...head, type, priority: number(0), weight: number(1), port: number(2), host: parts[3] ?? '' };
    default:
      return { ...head, type: 'TXT', text: rest };
  }
}
