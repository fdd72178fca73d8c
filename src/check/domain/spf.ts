/** Reads SPF records as receivers do (RFC 7208): what they include, and how many questions a receiver has to ask. */
import type { Names } from '../names.ts';
import { lookAt } from '../names.ts';

/** RFC 7208 §4.6.4: more is a permanent error, and the record counts for nothing. */
export const SPF_LOOKUPS_MAX = 10;
/** A tree that is wider than anybody's is not walked to its end. */
const RECORDS_WALKED_MAX = 40;

export interface SpfTerm {
  /** Lower case: `include`, `a`, `mx`, `ptr`, `exists`, `redirect`, `all`, `ip4`, `ip6`. */
  readonly name: string;
  /** `+`, `-`, `~` or `?`. */
  readonly sign: string;
  /** What stands behind `:` or `=`; empty where there is nothing. */
  readonly value: string;
}

export interface SpfTree {
  /** Every domain whose record is included, also by others. In the order in which a receiver meets them. */
  readonly included: readonly string[];
  /** Questions that a receiver asks. Counting ends a little above the limit. */
  readonly lookups: number;
  /** Names that are included and have no SPF record, with the reason. */
  readonly broken: readonly string[];
  /** Names that could not be asked for just now, with the reason: what they include is not known. */
  readonly unasked: readonly string[];
}

/** The SPF records among the texts of a name. */
export function spfRecordsIn(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
}

export function spfTermsOf(record: string): readonly SpfTerm[] {
  return record
    .split(/ +/)
    .slice(1)
    .filter((term) => term !== '')
    .map((term) => {
      const [, sign = '', name = '', value = ''] = /^([+\-~?]?)([^:=/]*)[:=]?(.*)$/s.exec(term) ?? [];
      return {
        name: name.toLowerCase(),
        sign: sign === '' ? '+' : sign,
        value: value.toLowerCase().replace(/\.$/, ''),
      };
    });
}

const ASKING: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);

/** Follows includes and redirects. */
export async function walkSpf(record: string, names: Names, signal: AbortSignal): Promise<SpfTree> {
  const included: string[] = [];
  const broken: string[] = [];
  const unasked: string[] = [];
  let lookups = 0;
  const waiting = [record];
  const seen = new Set<string>();
  for (let walked = 0; walked < RECORDS_WALKED_MAX; walked++) {
    const next = waiting.shift();
    if (next === undefined) break;
    const terms = spfTermsOf(next);
    lookups += terms.filter(({ name }) => ASKING.has(name)).length;
    if (lookups > SPF_LOOKUPS_MAX * 2) break;
    for (const { value } of terms.filter(({ name }) => name === 'include' || name === 'redirect')) {
      included.push(value);
      // A macro stands for something that only a receiver knows.
      if (value.includes('%')) continue;
      if (seen.has(value)) {
        broken.push(`${value}: it is included twice, or includes itself`);
        continue;
      }
      seen.add(value);
      const found = await recordOf(value, names, signal);
      if (found.is === 'record') waiting.push(found.text);
      else (found.is === 'broken' ? broken : unasked).push(`${value}: ${found.why}`);
    }
  }
  return { included, lookups, broken, unasked };
}

type FoundSpf =
  | { readonly is: 'record'; readonly text: string }
  | { readonly is: 'broken' | 'unasked'; readonly why: string };

async function recordOf(name: string, names: Names, signal: AbortSignal): Promise<FoundSpf> {
  const looked = await lookAt(names, name, 'TXT', signal);
  if (looked.is === 'trouble') return { is: 'unasked', why: looked.reason };
  const [text, second] = spfRecordsIn(looked.records.map((one) => one.text));
  if (text === undefined) return { is: 'broken', why: 'it has no SPF record' };
  return second === undefined ? { is: 'record', text } : { is: 'broken', why: 'it has several SPF records' };
}
