/** Events and contacts that have broken programs, for the contract suite of sources. All written for this purpose. */
import { instant } from '../../src/base/clock.ts';
import type { SampleMessage, SampleMessages } from '../contract/samples.ts';

export interface DavSamples {
  samples(from: number): SampleMessages;
  big(bytes: number): SampleMessage;
  /** The same item after its user has changed it. */
  changed(sample: SampleMessage): Buffer;
  /** Servers write lines anew, in another order: what must be equal are the lines. */
  meaningOf(bytes: Buffer): string;
}

/** Samples are told apart by a second each; no server ever sees it but in the names of resources. */
function identity(index: number): SampleMessage['receivedAt'] {
  return instant(Date.UTC(2020, 0, 1) + index * 1000);
}

function sample(index: number, what: string, lines: readonly string[]): SampleMessage {
  const bytes = Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'utf8');
  return { what, bytes, receivedAt: identity(index), flags: [], keywords: [] };
}

const BIG_INDEX = 500_000;
const NAMED = 'NAME OF IT';

/** Ten of them, each with one of the lines that make trouble. */
function ten(
  from: number,
  make: (index: number, what: string, more: readonly string[]) => SampleMessage,
): SampleMessages {
  const one = (nth: number, what: string, ...more: string[]): SampleMessage => make(from + nth, what, more);
  return [
    one(0, 'plain'),
    one(1, 'markup in its text', `${NAMED}:<b>Tom & Jerry</b> ]]> &amp\\; "x"`),
    one(2, 'umlauts and symbols', `${NAMED}:Grüße ✈️ 日本語 Кириллица`),
    one(3, 'escapes', `${NAMED}:a\\, b\\; c \\\\ d\\ne`),
    one(4, 'a folded line', `${NAMED}:${'y'.repeat(60)}`, ` ${'z'.repeat(60)}`),
    one(5, 'a property of nobody', 'X-NOBODY:knows it'),
    one(6, 'an address', `${NAMED}:see https://example.test/?a=1&b=%20`),
    one(7, 'right to left', `${NAMED}:مجلد عربي`),
    one(8, 'a decomposed letter', `${NAMED}:e\u0301`),
    one(9, 'two properties of one name', 'X-TWICE:one', 'X-TWICE:two'),
  ];
}

function named(lines: readonly string[], name: string): readonly string[] {
  return lines.map((line) => line.replace(NAMED, name));
}

function changedText(from: string, to: string): (one: SampleMessage) => Buffer {
  return ({ bytes }) => Buffer.from(bytes.toString('utf8').replace(from, to), 'utf8');
}

function linesOf(bytes: Buffer): string {
  const unfolded = bytes.toString('utf8').replaceAll(/\r?\n[ \t]/g, '');
  return unfolded.split(/\r?\n/).sort().join('\n').trim();
}

function event(index: number, what: string, more: readonly string[]): SampleMessage {
  return sample(index, what, [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Godwit//Tests//EN',
    'BEGIN:VEVENT',
    `UID:contract-${index}@example.test`,
    'DTSTAMP:20040202T101112Z',
    'DTSTART:20040203T090000Z',
    'DTEND:20040203T100000Z',
    `SUMMARY:contract ${index}`,
    ...named(more, 'DESCRIPTION'),
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
}

export const EVENT_SAMPLES: DavSamples = {
  samples: (from) => ten(from, event),
  big: (bytes) =>
    event(BIG_INDEX, `${bytes} bytes`, [`DESCRIPTION:${'0123456789abcdef'.repeat(Math.ceil(bytes / 16))}`]),
  changed: changedText('SUMMARY:', 'SUMMARY:changed '),
  meaningOf: linesOf,
};

function card(index: number, what: string, more: readonly string[]): SampleMessage {
  return sample(index, what, [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:contract-${index}`,
    `FN:Contract ${index}`,
    `N:Contract;${index};;;`,
    ...named(more, 'NOTE'),
    'END:VCARD',
  ]);
}

export const CARD_SAMPLES: DavSamples = {
  samples: (from) => ten(from, card),
  big: (bytes) => card(BIG_INDEX, `${bytes} bytes`, [`NOTE:${'0123456789abcdef'.repeat(Math.ceil(bytes / 16))}`]),
  changed: changedText('FN:', 'FN:changed '),
  meaningOf: linesOf,
};
