/** Who may send mail for the domain (C3). After the cut-over the target sends, so it has to be allowed before. */

import {
  blocked,
  type CheckHead,
  type CheckResult,
  passed,
  TTL_SECONDS_MAX,
  type WantedRecord,
  warned,
} from '../../model/check-result.ts';
import type { Looked } from '../names.ts';
import type { Services } from './judge-mx.ts';
import { SPF_LOOKUPS_MAX, type SpfTree, spfRecordsIn, spfTermsOf } from './spf.ts';
import { troubled } from './trouble.ts';

export interface SpfFacts {
  readonly domain: string;
  readonly texts: Looked<'TXT'>;
  /** Of the only SPF record; null where there is none, or several. */
  readonly tree: SpfTree | null;
}

const HEAD: CheckHead = { id: 'C3.spf', title: 'The services that send for the domain are allowed to (SPF)' };
const owner = 'dns-host';

export function judgeSpf({ domain, texts, tree }: SpfFacts, services: Services): CheckResult {
  if (texts.is === 'trouble') return troubled(HEAD, `TXT of ${domain}`, texts);
  const records = spfRecordsIn(texts.records.map(({ text }) => text));
  const wanted = wantedRecord(records, services);
  const [record] = records;
  if (record === undefined || tree === null) {
    const evidence = records.length === 0 ? [`${domain} TXT: no record begins with v=spf1`] : records.map(quoted);
    if (records.length === 0) {
      const cause = `${domain} has no SPF record: receivers cannot tell its mail from forged mail.`;
      return warned(HEAD, evidence, { cause, remedy: 'Add the TXT record below.', owner, records: [wanted] });
    }
    const cause = `${domain} has ${records.length} SPF records; receivers then use none of them (RFC 7208 §3.2).`;
    const remedy = 'Remove all of them and set the one below, which holds what they held.';
    return blocked(HEAD, evidence, { cause, remedy, owner, records: [wanted] });
  }
  return judgeOne(record, tree, services, wanted);
}

function judgeOne(record: string, tree: SpfTree, services: Services, wanted: WantedRecord): CheckResult {
  const evidence = [
    quoted(record),
    `questions that a receiver asks: ${tree.lookups} (at most ${SPF_LOOKUPS_MAX} are allowed)`,
  ];
  if (tree.lookups > SPF_LOOKUPS_MAX) {
    const cause = `The SPF record needs more than ${SPF_LOOKUPS_MAX} questions; receivers then take it for broken (RFC 7208 §4.6.4).`;
    const remedy =
      'Take out services that no longer send for the domain, "ptr", and "a" or "mx" where they are not needed.';
    return blocked(HEAD, evidence, { cause, remedy, owner });
  }
  if (tree.broken.length > 0) {
    const cause = `The SPF record includes what cannot be used: ${tree.broken.join('; ')}.`;
    return blocked(HEAD, [...evidence, ...tree.broken], {
      cause,
      remedy: 'Take these parts out or correct them.',
      owner,
    });
  }
  const terms = spfTermsOf(record);
  if (terms.some(({ name, sign }) => name === 'all' && sign === '+')) {
    const cause = 'The SPF record allows everybody to send for the domain ("+all").';
    return warned(HEAD, evidence, { cause, remedy: 'Set the record below.', owner, records: [wanted] });
  }
  const missing = missingIn(tree, services);
  if (missing !== null) {
    const cause = `The SPF record does not allow ${missing.name} to send; it is needed ${missing.when}.`;
    return warned(HEAD, evidence, {
      cause,
      remedy: 'Replace the SPF record by the one below.',
      owner,
      records: [wanted],
    });
  }
  if (terms.some(({ name }) => name === 'ptr')) {
    const cause = 'The SPF record uses "ptr", which is slow and which many receivers leave out (RFC 7208 §5.5).';
    return warned(HEAD, evidence, { cause, remedy: 'Take "ptr" out.', owner });
  }
  if (tree.unasked.length > 0) {
    const cause = `What the SPF record includes could not be found out: ${tree.unasked.join('; ')}.`;
    const remedy = 'Check again later, or name another name server with --resolver.';
    return warned(HEAD, evidence, { cause, remedy, owner: 'administrator' });
  }
  return passed(HEAD, evidence);
}

function missingIn(tree: SpfTree, { from, to }: Services): { readonly name: string; readonly when: string } | null {
  const lacks = (include: string | null): boolean => include !== null && !tree.included.includes(include);
  if (to !== null && lacks(to.spfInclude)) return { name: to.name, when: 'before the cut-over' };
  return lacks(from.spfInclude) ? { name: from.name, when: 'until the cut-over is finished' } : null;
}

/** One record with all that is there, both services, and no open door at its end. */
function wantedRecord(records: readonly string[], { from, to }: Services): WantedRecord {
  const includes = [from, ...(to === null ? [] : [to])].flatMap(({ spfInclude }) => spfInclude ?? []);
  const kept = records
    .flatMap((record) => record.split(/ +/).slice(1))
    .filter((term) => term !== '' && !/^[+\-~?]?all$/i.test(term) && !/^[+~?-]?ptr/i.test(term));
  const all = records.some((record) => /(^| )-all( |$)/i.test(record)) ? '-all' : '~all';
  const terms = [...new Set([...includes.map((include) => `include:${include}`), ...kept])];
  return { type: 'TXT', host: '@', value: ['v=spf1', ...terms, all].join(' '), ttlSeconds: TTL_SECONDS_MAX };
}

function quoted(record: string): string {
  return `TXT "${record}"`;
}
