/** What receivers do with mail that is neither in SPF nor signed (C3; RFC 7489). */

import {
  type CheckHead,
  type CheckResult,
  passed,
  TTL_SECONDS_MAX,
  type WantedRecord,
  warned,
} from '../../model/check-result.ts';
import type { Looked } from '../names.ts';
import { troubled } from './trouble.ts';

export interface DmarcFacts {
  readonly domain: string;
  /** Of `_dmarc.<domain>` and then of its parents, in this order; a parent is asked only where nothing was found before. */
  readonly places: readonly { readonly name: string; readonly texts: Looked<'TXT'> }[];
}

const HEAD: CheckHead = { id: 'C3.dmarc', title: 'Receivers know what to do with forged mail (DMARC)' };
const owner = 'dns-host';

export function judgeDmarc({ domain, places }: DmarcFacts): CheckResult {
  const wanted: WantedRecord = {
    type: 'TXT',
    host: '_dmarc',
    value: `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`,
    ttlSeconds: TTL_SECONDS_MAX,
  };
  for (const { name, texts } of places) {
    if (texts.is === 'trouble') return troubled(HEAD, `TXT of ${name}`, texts);
    const records = dmarcRecordsIn(texts.records.map(({ text }) => text));
    const evidence = records.map((record) => `${name} TXT "${record}"`);
    const [record] = records;
    if (record === undefined) continue;
    if (records.length > 1) {
      const cause = `${name} has ${records.length} DMARC records; receivers then use none of them (RFC 7489 §6.6.3).`;
      return warned(HEAD, evidence, { cause, remedy: 'Leave one of them.', owner });
    }
    const rule = dmarcRuleOf(record);
    if (rule !== null) return passed(HEAD, evidence);
    const cause = 'The DMARC record does not say what receivers should do (p=none, p=quarantine or p=reject).';
    return warned(HEAD, evidence, { cause, remedy: 'Replace it by the record below.', owner, records: [wanted] });
  }
  const cause = `${domain} has no DMARC record: large receivers trust its mail less, and nobody reports forgeries.`;
  const evidence = places.map(({ name }) => `${name} TXT: no record begins with v=DMARC1`);
  return warned(HEAD, evidence, { cause, remedy: 'Add the TXT record below.', owner, records: [wanted] });
}

/** What the domain asks of receivers; null where it asks for nothing. */
export function dmarcRuleIn({ places }: DmarcFacts): DmarcRule | null {
  for (const { texts } of places) {
    const [record] = texts.is === 'found' ? dmarcRecordsIn(texts.records.map(({ text }) => text)) : [];
    if (record !== undefined) return dmarcRuleOf(record);
  }
  return null;
}

export function dmarcRecordsIn(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text));
}

export type DmarcRule = 'none' | 'quarantine' | 'reject';

function dmarcRuleOf(record: string): DmarcRule | null {
  const rule = /;\s*p\s*=\s*([a-z]+)/i.exec(record)?.[1]?.toLowerCase();
  return rule === 'none' || rule === 'quarantine' || rule === 'reject' ? rule : null;
}
