/** Organizer and attendees (RFC 5545 §3.8.4.1, §3.8.4.3), also as vCalendar 1.0 and Exchange write them. */
import type { Attendee, Person, Response } from '../../model/calendar.ts';
import { type ContentLine, parameterOf } from './content-line.ts';
import { type PlacedLines, parameterWord } from './placed-lines.ts';

/** Longest of an address that is taken for one (RFC 5321 §4.5.3.1 allows 320). */
const ADDRESS_MAX = 1000;

export function readOrganizer(lines: PlacedLines): Person | null {
  return lines.one('ORGANIZER', personOf, ['CN', 'EMAIL', 'ROLE', 'PARTSTAT', 'CUTYPE']);
}

export function readAttendees(lines: PlacedLines): readonly Attendee[] {
  return lines.all(
    'ATTENDEE',
    (line) => {
      const person = personOf(line);
      if (person === null) return null;
      if (!isPlainAnswer(line)) lines.keep(line);
      return { ...person, role: roleOf(line), response: responseOf(line) };
    },
    ['CN', 'EMAIL', 'ROLE', 'PARTSTAT', 'CUTYPE', 'STATUS', 'EXPECT'],
  );
}

/** Null when neither an address nor a name is given. */
function personOf(line: ContentLine): Person | null {
  const written = line.value.trim();
  // vCalendar 1.0 writes `Jane Doe <jane@example.org>`.
  const named = /^([^<>]*)<([^<>]+)>$/.exec(written);
  const uri = named === null ? written : `mailto:${(named[2] ?? '').trim()}`;
  const name = parameterOf(line, 'CN').trim() || (named?.[1] ?? '').trim();
  const address = addressOf(uri) || addressOf(parameterOf(line, 'EMAIL').trim());
  return uri === '' && name === '' ? null : { name, address, uri };
}

/** '' when the address is none of mail: `invalid:nomail`, `urn:uuid:…`, `/principals/users/jane`. */
export function addressOf(uri: string): string {
  const bare = uri.replace(/^(?:mailto:\s*)+/i, '');
  if (uri.length > ADDRESS_MAX) return '';
  const isMailto = bare !== uri;
  if (!isMailto) return /^[^\s:/@]+@[^\s:/@]+$/.test(bare) ? bare : '';
  const address = decodedPercent(bare.split('?', 1)[0] ?? '')
    .replace(/^<|>$/g, '')
    .trim();
  return address.includes('@') ? address : '';
}

function decodedPercent(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A per cent sign in an address that was never encoded (RFC 5322 allows it).
    if (error instanceof URIError) return text;
    throw error;
  }
}

function roleOf(line: ContentLine): Attendee['role'] {
  const type = parameterWord(line, 'CUTYPE');
  if (type === 'RESOURCE' || type === 'ROOM') return 'resource';
  switch (parameterWord(line, 'ROLE')) {
    case 'OPT-PARTICIPANT':
      return 'optional';
    case 'NON-PARTICIPANT':
      return 'informed';
    default:
      return parameterWord(line, 'EXPECT') === 'FYI' ? 'informed' : 'required';
  }
}

/** By PARTSTAT; vCalendar 1.0 has it in STATUS. COMPLETED and IN-PROCESS of tasks say that it was accepted. */
const RESPONSES: ReadonlyMap<string, Response> = new Map([
  ['', 'none'],
  ['NEEDS-ACTION', 'none'],
  ['NEEDS ACTION', 'none'],
  ['SENT', 'none'],
  ['ACCEPTED', 'accepted'],
  ['CONFIRMED', 'accepted'],
  ['IN-PROCESS', 'accepted'],
  ['COMPLETED', 'accepted'],
  ['DECLINED', 'declined'],
  ['TENTATIVE', 'tentative'],
  ['DELEGATED', 'delegated'],
]);
/** Answers and types that the meaning tells apart as well as the line did. */
const PLAIN = /^(|NEEDS[- ]ACTION|ACCEPTED|CONFIRMED|DECLINED|TENTATIVE|DELEGATED)$/;
const PLAIN_TYPES = /^(|INDIVIDUAL|ROOM|RESOURCE)$/;
const PLAIN_ROLES = /^(|CHAIR|REQ-PARTICIPANT|OPT-PARTICIPANT|NON-PARTICIPANT|ATTENDEE|ORGANIZER|OWNER)$/;

function responseOf(line: ContentLine): Response {
  return RESPONSES.get(answerOf(line)) ?? 'none';
}

function answerOf(line: ContentLine): string {
  return parameterWord(line, 'PARTSTAT') || parameterWord(line, 'STATUS');
}

function isPlainAnswer(line: ContentLine): boolean {
  const isPlainRole = PLAIN_ROLES.test(parameterWord(line, 'ROLE'));
  return PLAIN.test(answerOf(line)) && PLAIN_TYPES.test(parameterWord(line, 'CUTYPE')) && isPlainRole;
}
