/**
 * Whether senders are told to deliver to certain hosts only (MTA-STS, RFC 8461). Who forgets this text at the cut-over gets no
 * mail from the large senders, and nobody here sees why.
 */

import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import { askPage, type Hop } from '../../wire/autodiscover/ask-page.ts';
import { troubled } from '../domain/trouble.ts';
import { addressesOf, type Looked, lookAt } from '../names.ts';
import type { WebCheck } from './outlook-order.ts';

const HEAD: CheckHead = { id: 'C3.mta-sts', title: 'Senders are told of the right hosts (MTA-STS)' };

/** The signal's reason is all that it throws. */
export async function checkMtaSts(check: WebCheck, signal: AbortSignal): Promise<CheckResult> {
  const { domain, names, web } = check;
  const texts = await lookAt(names, `_mta-sts.${domain}`, 'TXT', signal);
  if (texts.is === 'trouble') return troubled(HEAD, `TXT of _mta-sts.${domain}`, texts);
  const announced = texts.records.some(({ text }) => /^v=STSv1\s*(;|$)/.test(text));
  if (!announced) return passed(HEAD, [`_mta-sts.${domain} TXT: nothing is announced`]);
  const deps = { ...web, addressesOf: (host: string, during: AbortSignal) => addressesOf(names, host, during) };
  // RFC 8461 §3.3: redirects are not followed, and the certificate has to be good.
  const hop = await askPage(new URL(`https://mta-sts.${domain}/.well-known/mta-sts.txt`), deps, signal);
  return judgeMtaSts(check, hop, await lookAt(names, domain, 'MX', signal));
}

function judgeMtaSts({ domain, services }: WebCheck, { url, answer }: Hop, mx: Looked<'MX'>): CheckResult {
  if (answer.is !== 'page' || answer.status !== 200) {
    const said =
      answer.is === 'page'
        ? `status ${answer.status}`
        : answer.is === 'forbidden'
          ? `${answer.scope} address`
          : answer.reason;
    return warned(HEAD, [`GET ${url.href}: ${said}`], {
      cause: `The domain announces MTA-STS, but ${url.hostname} does not give its text: what senders have kept of it goes on to hold.`,
      remedy: `Give the text at ${url.href} again, or take away the record _mta-sts.${domain}.`,
      owner: 'web-host',
    });
  }
  const { mode, patterns } = readRules(answer.text);
  const evidence = [`GET ${url.href}: mode ${mode}, hosts ${patterns.join(', ') || 'none'}`];
  if (mode !== 'enforce' && mode !== 'testing') return passed(HEAD, evidence);
  const isNamed = (host: string): boolean => patterns.some((pattern) => isMatch(host, pattern));
  const missing = (mx.is === 'found' ? mx.records : [])
    .map(({ host }) => host)
    .filter((host) => host !== '' && !isNamed(host));
  const remedy = 'Add these hosts to the text as "mx:" lines, and give the record _mta-sts a new id.';
  if (missing.length > 0) {
    const cause = `MTA-STS does not name ${missing.join(', ')}, which the MX records do: senders that keep to it do not deliver there.`;
    const fault = { cause, remedy, owner: 'web-host' } as const;
    return mode === 'enforce' ? blocked(HEAD, evidence, fault) : warned(HEAD, evidence, fault);
  }
  const coming = (services.to?.mxRecords(domain) ?? []).map(({ value }) => value.replace(/^\d+ /, ''));
  const unnamed = coming.filter((host) => !isNamed(host));
  if (unnamed.length === 0) return passed(HEAD, evidence);
  const cause = `MTA-STS does not name ${unnamed.join(', ')}: after the cut-over, senders that keep to it deliver nothing.`;
  return warned(HEAD, evidence, { cause, remedy: `At least a day before the cut-over: ${remedy}`, owner: 'web-host' });
}

interface Rules {
  readonly mode: string;
  readonly patterns: readonly string[];
}

/** Hosts that are kept; nobody has more. */
const PATTERNS_MAX = 50;

/** RFC 8461 §3.2: lines of a key, a colon and a value. */
function readRules(text: string): Rules {
  const pairs = [...text.matchAll(/^([a-z_]+):[ \t]*(\S+)[ \t]*\r?$/gim)].map(
    ([, key = '', value = '']) => [key.toLowerCase(), value.toLowerCase()] as const,
  );
  const mode = pairs.find(([key]) => key === 'mode')?.[1] ?? 'none';
  return {
    mode,
    patterns: pairs
      .filter(([key]) => key === 'mx')
      .map(([, value]) => value)
      .slice(0, PATTERNS_MAX),
  };
}

/** RFC 8461 §4.1: a star stands for one label, and only for the first. */
function isMatch(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.replace(/^[^.]+/, '*') === pattern : host === pattern;
}
