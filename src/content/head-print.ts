/** The part of a fingerprint that comes from the message's own header. */
import type { AddressField, AddressPrint, DatePrint, Fingerprint, Importance } from './fingerprint.ts';
import { readAddresses } from './mail-address.ts';
import { parseMailDate } from './mail-date.ts';
import { decodeRaw, decodeWords } from './mail-words.ts';
import type { Field } from './mime-header.ts';
import { printSet, printText, type SetPrint, type TextPrint } from './text-print.ts';

export type HeadPrint = Pick<
  Fingerprint,
  'subjects' | 'messageIds' | 'keptMessageIds' | 'addresses' | 'dates' | 'inReplyTo' | 'references' | 'importance'
>;

/** Fields of one name that are looked at; a correct message has one. */
const REPEATED_MAX = 10;
/** How RFC 5322 §3.3 writes a date today, comments aside. */
const STRICT_DATE =
  /^(?:[a-z]{3},\s*)?\d{1,2}\s+[a-z]{3}\s+\d{4}\s+\d\d:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|gmt|utc|[ecmp][sd]t)\s*(?:\([^()]*\)\s*)?$/i;

/** An id that is written as RFC 5322 §3.6.4 wants; others are put in order by some servers. */
const PLAIN_ID = /^[\w!#$%&'*+/=?^`{|}~.-]+@(?:[\w!#$%&'*+/=?^`{|}~.-]+|\[[^\s[\]<>]*\])$/;

export function printHead(fields: readonly Field[]): HeadPrint {
  const valuesOf = (name: string): readonly string[] =>
    fields
      .filter((field) => field.name === name)
      .slice(0, REPEATED_MAX)
      .map(({ value }) => value);
  return {
    subjects: valuesOf('subject').flatMap(printSubject),
    messageIds: printIds(valuesOf('message-id'), true),
    keptMessageIds: printIds(valuesOf('x-ms-exchange-parent-message-id'), true),
    addresses: printAddresses(valuesOf),
    dates: valuesOf('date').flatMap(printDate),
    inReplyTo: printIds(valuesOf('in-reply-to'), false),
    references: printIds(valuesOf('references'), false),
    importance: printImportance(fields),
  };
}

/** What cannot be decoded with certainty is compared as it is written, too: that is how some servers keep it. */
function printSubject(raw: string): readonly TextPrint[] {
  const decoded = printText(decodeWords(raw));
  return decoded.sure ? [decoded] : [decoded, printText(decodeRaw(raw))];
}

function printAddresses(valuesOf: (name: string) => readonly string[]): Record<AddressField, AddressPrint> {
  const print = (name: AddressField): AddressPrint => {
    const values = valuesOf(name);
    const read = values.map(readAddresses);
    const isSure = read.every(({ sure }) => sure);
    return {
      ...printSet(
        read.flatMap(({ addresses }) => addresses),
        isSure,
      ),
      fields: values.length,
    };
  };
  return {
    from: print('from'),
    sender: print('sender'),
    'reply-to': print('reply-to'),
    to: print('to'),
    cc: print('cc'),
    bcc: print('bcc'),
  };
}

function printDate(raw: string): readonly DatePrint[] {
  const at = parseMailDate(raw);
  return at === null ? [] : [{ at, sure: STRICT_DATE.test(raw.trim()) }];
}

/** Ids in angle brackets; where `mayBeBare`, a field without any is an id as a whole. */
function printIds(values: readonly string[], mayBeBare: boolean): SetPrint {
  const ids: string[] = [];
  let sure = true;
  for (const value of values) {
    const bracketed = [...value.matchAll(/<([^<>]*)>/g)].map(([, id = '']) => id.replace(/\s+/g, ''));
    const bare = value.replace(/\s+/g, '').replace(/[<>]/g, '');
    if (bracketed.length > 0) ids.push(...bracketed.filter((id) => id !== ''));
    else if (mayBeBare && bare !== '') ids.push(bare);
    // Anything beside the ids, or no brackets at all, is read differently by every server.
    sure &&= bracketed.length > 0 && value.replace(/<[^<>]*>/g, '').trim() === '';
  }
  return printSet(ids, sure && values.length === 1 && ids.every((id) => PLAIN_ID.test(id)));
}

/** What the fields that senders use for it say together; unsure when they contradict each other. */
function printImportance(fields: readonly Field[]): Fingerprint['importance'] {
  const levels = fields.flatMap(({ name, value }): readonly Importance[] => {
    const word = value.trim().toLowerCase();
    if (name === 'x-priority') return levelOfNumber(word);
    if (!/^(importance|priority|x-msmail-priority)$/.test(name)) return [];
    if (/^(high|urgent)/.test(word)) return ['high'];
    if (/^(low|non-urgent)/.test(word)) return ['low'];
    return word.startsWith('normal') ? ['normal'] : [];
  });
  const [level] = levels;
  return level === undefined ? null : { level, sure: levels.every((other) => other === level) };
}

/** X-Priority counts from 1 (highest) to 5 (lowest). */
function levelOfNumber(word: string): readonly Importance[] {
  const number = /^[1-5]\b/.exec(word)?.[0];
  if (number === undefined) return [];
  return [number < '3' ? 'high' : number === '3' ? 'normal' : 'low'];
}
