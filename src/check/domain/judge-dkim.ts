/** Whether mail can be signed for the domain (C3; RFC 6376 §3.6.1). Selectors cannot be listed, only asked for by name. */
import { createPublicKey } from 'node:crypto';
import { type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import type { Looked } from '../names.ts';
import type { DmarcRule } from './judge-dmarc.ts';
import type { Services } from './judge-mx.ts';
import { troubled } from './trouble.ts';

export interface DkimFacts {
  readonly domain: string;
  readonly selectors: readonly { readonly selector: string; readonly texts: Looked<'TXT'> }[];
  /** What receivers are asked to do with mail that fails. */
  readonly rule: DmarcRule | null;
}

/** RFC 8301 §3.2: receivers need not look at less. */
const RSA_BITS_MIN = 1024;

/** One result for each selector. */
export function judgeDkim(facts: DkimFacts, services: Services): readonly CheckResult[] {
  return facts.selectors.map((one) => judgeSelector(one, facts, services));
}

function judgeSelector(
  { selector, texts }: DkimFacts['selectors'][number],
  { domain, rule }: DkimFacts,
  { to }: Services,
): CheckResult {
  const name = `${selector}._domainkey.${domain}`;
  const head: CheckHead = { id: `C3.dkim.${selector}`, title: `Mail is signed with the key "${selector}" (DKIM)` };
  if (texts.is === 'trouble') return troubled(head, `TXT of ${name}`, texts);
  const isOfTarget = to?.dkimSelectors.includes(selector) === true;
  const aliases = texts.aliases.map((alias) => `${alias.name} CNAME ${alias.host}`);
  const key = texts.records.map(({ text }) => readKey(text)).find((one) => one !== null) ?? null;
  if (key === null) {
    const strict = rule === 'reject' || rule === 'quarantine';
    const cause = `There is no key under ${name}${strict ? `, and DMARC says p=${rule}: mail that is not signed may be refused` : ''}.`;
    const remedy = isOfTarget
      ? `Switch DKIM on for ${domain} at ${to.name} and add the two CNAME records that it shows, before the cut-over.`
      : 'Check the selector, and add the record that the sending service shows.';
    return warned(head, [...aliases, `${name} TXT: no key`], {
      cause,
      remedy,
      owner: isOfTarget ? 'target-admin' : 'dns-host',
    });
  }
  const evidence = [...aliases, `${name} TXT: ${key.text}`];
  if (key.fault === null) return passed(head, evidence);
  const remedy = 'Have the sending service make a new key, and set the record that it shows.';
  return warned(head, evidence, { cause: `The key under ${name} ${key.fault}.`, remedy, owner: 'dns-host' });
}

interface DkimKey {
  /** What it is, for people: never the whole key. */
  readonly text: string;
  readonly fault: string | null;
}

/** Null when the text is no key record. */
function readKey(text: string): DkimKey | null {
  const tags = new Map(
    text.split(';').map((tag) => {
      const at = tag.indexOf('=');
      return [tag.slice(0, at).trim().toLowerCase(), tag.slice(at + 1).replace(/\s+/g, '')];
    }),
  );
  const encoded = tags.get('p');
  if (encoded === undefined || (tags.get('v') ?? 'DKIM1') !== 'DKIM1') return null;
  if (encoded === '') return { text: 'a key that was withdrawn (p=)', fault: 'was withdrawn (its p= is empty)' };
  if ((tags.get('k') ?? 'rsa') !== 'rsa') return { text: `a key of the kind ${tags.get('k')}`, fault: null };
  const bits = rsaBits(encoded);
  if (bits === null) return { text: 'an RSA key that cannot be read', fault: 'cannot be read' };
  return { text: `an RSA key of ${bits} bits`, fault: bits < RSA_BITS_MIN ? `has only ${bits} bits` : null };
}

function rsaBits(encoded: string): number | null {
  try {
    const key = createPublicKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.modulusLength ?? null;
  } catch (error) {
    // OpenSSL says in many ways that these bytes are no key.
    if (error instanceof Error) return null;
    throw error;
  }
}
