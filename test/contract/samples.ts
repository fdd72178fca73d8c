/** Folder names and messages that have broken mail programs, for the contract suites. All written for this purpose. */
import { type Instant, instant } from '../../src/base/clock.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { Flag } from '../../src/model/item.ts';

export interface SampleMessage {
  readonly what: string;
  readonly bytes: Buffer;
  /** Different for every sample, in whole seconds: what a listing is matched by. */
  readonly receivedAt: Instant;
  readonly flags: readonly Flag[];
  readonly keywords: readonly string[];
}

type S = SampleMessage;
/** A tuple, so that a test can take one apart by position. */
export type SampleMessages = readonly [S, S, S, S, S, S, S, S, S, S];

/** One of each kind of trouble. A server whose separator is among the characters cannot have that name. */
export const ODD_FOLDERS: readonly FolderPath[] = [
  ['with/slash'],
  ['with.dot'],
  ['comma, semicolon; colon: equals='],
  ['Bills & Tax &- 2016'],
  ['"quoted" and back\\slash'],
  ['100% of *everything*'],
  ['{12} [brackets] (parens)'],
  [' blank before'],
  ['blank after '],
  ["it's ~ here"],
  ['Entwürfe – Größe'],
  ['日本語の受信箱'],
  ['Кириллица'],
  ['مجلد\u200f عربي'],
  ['✈️ Reisen 🏝'],
  ['e\u0301 decomposed'],
  [`long ${'x'.repeat(190)}`],
  ['Deep', 'er', 'and', 'deeper', 'still', 'down'],
  ['NIL'],
];

/** Two folders that differ in the case of their letters only. */
export const CASE_TWINS: readonly FolderPath[] = [['Projects'], ['projects']];

/** The messages of the suites. `from` numbers them apart where a test needs several sets. */
export function sampleMessages(from = 0): SampleMessages {
  // All of them past: Dovecot stores its own time in place of a date in the future.
  const at = (index: number): Instant => instant(Date.UTC(2004, 1, 29, 23, 59, 1) + (from + index) * 86_400_000 * 7);
  const sample = (index: number, what: string, text: string, rest: Partial<SampleMessage> = {}): SampleMessage => ({
    what,
    bytes: Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'),
    receivedAt: at(index),
    flags: [],
    keywords: [],
    ...rest,
  });
  return [
    sample(0, 'plain', `${headers(from)}Hello.\n`),
    sample(1, 'read and answered', `${headers(from + 1)}Hello.\n`, { flags: ['answered', 'seen'] }),
    sample(2, 'flagged with keywords', `${headers(from + 2)}Hello.\n`, {
      flags: ['flagged'],
      keywords: ['Project-X', 'blue'],
    }),
    sample(3, 'draft', `${headers(from + 3)}Not yet.\n`, { flags: ['draft', 'seen'] }),
    sample(4, 'forwarded', `${headers(from + 4)}Hello.\n`, { flags: ['forwarded', 'seen'] }),
    sample(5, 'header only', headers(from + 5)),
    sample(6, 'without final line end', `${headers(from + 6)}the last line has no end`),
    sample(7, 'lines that look like protocol', `${headers(from + 7)}.\n..\n)\na OK done\n* BYE\n{5}\nFrom here\n`),
    sample(8, '8-bit text', `${headers(from + 8)}Gr\u00fc\u00dfe \u00e9\u00e8\n`),
    sample(9, 'a header line of 2000 characters', `X-Long: ${'y'.repeat(2000)}\n${headers(from + 9)}Hello.\n`),
  ];
}

/** A message of about that many bytes, larger than what is held in memory where asked so. */
export function bigMessage(bytes: number, index = 50): SampleMessage {
  const line = `${'0123456789abcdef'.repeat(4)}\r\n`;
  const text = `${headers(index).replaceAll('\n', '\r\n')}${line.repeat(Math.ceil(bytes / line.length))}`;
  const receivedAt = instant(Date.UTC(2011, 5, 5, 5, 5, 5) + index * 1000);
  return { what: `${bytes} bytes`, bytes: Buffer.from(text), receivedAt, flags: ['seen'], keywords: [] };
}

/** The middle of a contract message: every one has its own subject and message id. */
function headers(index: number): string {
  return [
    `Message-ID: <contract-${index}@example.test>`,
    'Date: Mon, 02 Feb 2004 10:11:12 +0100',
    'From: Ann Example <ann@example.test>',
    'To: Ben Example <ben@example.test>',
    `Subject: contract ${index}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: 8bit',
    '',
    '',
  ].join('\n');
}
