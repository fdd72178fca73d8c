/** Where the calendars and contacts of a domain can be read (C11), or what to do where nobody says it. Pure. */

import { type CheckResult, passed, warned } from '../../model/check-result.ts';
import type { Hop } from '../../wire/autodiscover/ask-page.ts';
import type { Way } from '../../wire/autodiscover/follow.ts';
import type { DavFacts, DavProtocol } from './find-dav.ts';

const WORDS: Readonly<Record<DavProtocol, { readonly what: string; readonly class: string; readonly files: string }>> =
  {
    caldav: { what: 'calendars', class: 'calendar-access', files: 'ICS files' },
    carddav: { what: 'contacts', class: 'addressbook', files: 'vCard or CSV files' },
  };
/** Ways to sign in that DAV servers have. */
const CHALLENGES: readonly string[] = ['basic', 'digest', 'bearer', 'oauth', 'negotiate'];

/** Its answer to a question that only DAV servers understand: the properties, a request to sign in, or its classes. */
export function isDavServer(way: Way, protocol: DavProtocol): boolean {
  const last = way.hops.at(-1);
  // In open text nobody should sign in.
  if (way.end.is !== 'arrived' || last?.answer.is !== 'page' || last.url.protocol !== 'https:') return false;
  const { status, challenges, dav } = last.answer;
  if (dav.toLowerCase().includes(WORDS[protocol].class)) return true;
  return status === 207 || (status === 401 && challenges.some((one) => CHALLENGES.includes(one)));
}

export function judgeDav(facts: DavFacts): CheckResult {
  const { domain, protocol, record, ways } = facts;
  const { what, files } = WORDS[protocol];
  const head = { id: `C11.${protocol}`, title: `The ${what} of ${domain} can be read over the network` };
  const evidence = [recordLine(facts), ...ways.map(wayLine)];
  const found = ways.find((way) => isDavServer(way, protocol))?.hops.at(-1);
  if (found !== undefined) {
    const { host, pathname } = found.url;
    return passed(head, [`name it as --source ${protocol}s://USER@${host}${pathname}`, ...evidence]);
  }
  const elsewhere =
    record.is === 'found' ? record.records.find(({ host, port }) => host !== '' && port !== 443) : undefined;
  if (elsewhere !== undefined) {
    const { host, port } = elsewhere;
    return passed(head, [`name it as --source ${protocol}s://USER@${host}:${port}/ (not asked here)`, ...evidence]);
  }
  return warned(head, evidence, {
    cause: `Nobody says where the ${what} of ${domain} can be read (${protocol === 'caldav' ? 'CalDAV' : 'CardDAV'}), and a mailbox does not hold them: without them, a move brings mail alone.`,
    remedy: `Ask the old service for the address and name it with --source ${protocol}s://…; if there is none, have each user export ${what} in webmail as ${files}, and bring them with --source archive:PATH.`,
    owner: 'administrator',
  });
}

function recordLine({ domain, protocol, record }: DavFacts): string {
  const name = `_${protocol}s._tcp.${domain}`;
  if (record.is === 'trouble') return `${name}: ${record.reason}`;
  const named = record.records.map(({ host, port }) => (host === '' ? 'says that there is none' : `${host}:${port}`));
  return `${name}: ${named.length === 0 ? 'there is no such record' : named.join(', ')}`;
}

function wayLine({ hops, end }: Way): string {
  const [first] = hops;
  const last = hops.at(-1);
  if (first === undefined || last === undefined) return 'nothing was asked';
  const led = hops.length > 1 ? ` leads to ${last.url.href}` : '';
  const ended = end.is === 'arrived' ? answerWords(last) : `a redirect that nobody can follow`;
  return `${first.url.href}${led}: ${ended}`;
}

function answerWords({ answer }: Hop): string {
  if (answer.is === 'page') return answer.status === 401 ? 'asks to sign in' : `status ${answer.status}`;
  if (answer.is === 'forbidden') return `an address of a ${answer.scope} network, which is not asked`;
  return answer.reason;
}
