/** Mailboxes for benchmarks: the same bytes for the same profile, made quickly and shaped like real ones. */
import { type Instant, instant } from '../src/base/clock.ts';
import { type Random, seededRandom } from '../src/base/random.ts';
import type { FolderPath } from '../src/model/folder.ts';

export type ProfileName = 'S' | 'M' | 'L';

export interface BenchMessage {
  readonly path: FolderPath;
  readonly bytes: Buffer;
  readonly receivedAt: Instant;
  readonly flags: readonly ('seen' | 'answered' | 'flagged')[];
  readonly keywords: readonly string[];
}

interface Profile {
  readonly what: string;
  readonly folders: readonly FolderPath[];
  readonly messages: number;
  /** The middle of the sizes, and how far they spread (the standard deviation of the natural logarithm). */
  readonly bytesMedian: number;
  readonly spread: number;
  /** So many messages have a large attachment instead, of between these sizes. */
  readonly large: { readonly messages: number; readonly bytesMin: number; readonly bytesMax: number } | null;
}

const PLAIN_FOLDERS: readonly FolderPath[] = [
  ['INBOX'],
  ['Sent'],
  ['Trash'],
  ['Archive'],
  ['Archive', '2022'],
  ['Archive', '2023'],
  ['Customers'],
  ['Customers', 'Orders & offers'],
  ['Käufe'],
  ['Lists'],
];

/** Forty folders, as a mailbox of many years has them. */
const MANY_FOLDERS: readonly FolderPath[] = [
  ...PLAIN_FOLDERS,
  ['Drafts'],
  ['Junk'],
  ...Array.from({ length: 12 }, (_, month): FolderPath => ['Archive', '2024', `Month ${month + 1}`]),
  ...Array.from({ length: 12 }, (_, index): FolderPath => ['Customers', `Client ${String.fromCharCode(65 + index)}`]),
  ['日本語', '請求書'],
  ['Письма', 'Счета'],
  ['Say "hello", 100%'],
  ['Nothing in here'],
];

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  S: { what: 'small', folders: PLAIN_FOLDERS, messages: 2000, bytesMedian: 3700, spread: 0.25, large: null },
  M: {
    what: 'realistic',
    folders: MANY_FOLDERS,
    messages: 5000,
    bytesMedian: 12_000,
    spread: 1.5,
    large: { messages: 13, bytesMin: 5_000_000, bytesMax: 25_000_000 },
  },
  L: {
    what: 'many small',
    folders: [['INBOX'], ...Array.from({ length: 19 }, (_, index): FolderPath => ['Bulk', `Folder ${index + 1}`])],
    messages: 100_000,
    bytesMedian: 1900,
    spread: 0.2,
    large: null,
  },
};

/**
 * The messages of a profile, in no order of folders. `part` 0 is the mailbox; every other part is mail that came later.
 * About one in a hundred is the same message twice in one folder, and one in a hundred has no Message-ID.
 */
export function* corpus(name: ProfileName, part = 0, count = PROFILES[name].messages): Generator<BenchMessage> {
  const profile = PROFILES[name];
  const random = seededRandom(name.charCodeAt(0) * 65_537 + part * 257 + 1);
  const text = textPool(seededRandom(11));
  const base64 = base64Pool(seededRandom(12));
  const largeEvery = profile.large === null || part !== 0 ? 0 : Math.floor(count / profile.large.messages);
  let last: BenchMessage | null = null;
  for (let index = 0; index < count; index++) {
    const isLarge = largeEvery > 0 && index % largeEvery === largeEvery - 1;
    if (last !== null && !isLarge && random.int(100) === 0) {
      yield last;
      continue;
    }
    const bytes = isLarge ? largeSize(profile, random) : sizeOf(profile, random);
    const receivedAt = instant((1_325_376_000 + random.int(410_000_000)) * 1000);
    const message: BenchMessage = {
      path: folderFor(name, profile.folders, index, random),
      bytes: messageBytes({ bytes, receivedAt, id: part * 10_000_000 + index, random, text, base64 }),
      receivedAt,
      flags: (['seen', 'answered', 'flagged'] as const).filter((_flag, place) => random.int(10) < [7, 2, 1][place]!),
      keywords: random.int(20) === 0 ? ['$Forwarded'] : [],
    };
    last = isLarge ? null : message;
    yield message;
  }
}

/** In a real mailbox a few folders hold most of the mail; in the large one all hold the same. */
function folderFor(name: ProfileName, folders: readonly FolderPath[], index: number, random: Random): FolderPath {
  const place =
    name === 'L' ? index % folders.length : Math.floor((folders.length - 1) * (random.int(1000) / 1000) ** 2);
  return folders[place] ?? ['INBOX'];
}

function sizeOf(profile: Profile, random: Random): number {
  // The sum of twelve even draws is close enough to a normal one.
  const normal = Array.from({ length: 12 }, () => random.int(1_000_000) / 1_000_000).reduce(
    (sum, one) => sum + one,
    -6,
  );
  return Math.min(4_000_000, Math.max(700, Math.round(profile.bytesMedian * Math.exp(profile.spread * normal))));
}

function largeSize(profile: Profile, random: Random): number {
  const { bytesMin, bytesMax } = profile.large ?? { bytesMin: 0, bytesMax: 1 };
  return bytesMin + random.int(bytesMax - bytesMin);
}

interface Wanted {
  readonly bytes: number;
  readonly receivedAt: Instant;
  readonly id: number;
  readonly random: Random;
  readonly text: readonly string[];
  readonly base64: Buffer;
}

function messageBytes({ bytes, receivedAt, id, random, text, base64 }: Wanted): Buffer {
  const head = [
    `Return-Path: <bounce-${id}@lists.example.org>`,
    `Received: from mx.example.net (mx.example.net [192.0.2.${id % 250}])\r\n\tby store.example.com with ESMTPS id ${id.toString(36)}`,
    `Date: ${new Date(receivedAt).toUTCString().replace('GMT', '+0000')}`,
    `From: "Sender ${id % 400}" <sender${id % 400}@example.org>`,
    'To: user@example.com',
    `Subject: =?UTF-8?Q?Message_${id}_=C3=BCber?= everyday matters`,
    ...(random.int(100) === 0 ? [] : [`Message-ID: <bench.${id}@example.org>`]),
    'MIME-Version: 1.0',
  ];
  if (bytes < 20_000) {
    head.push('Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', '');
    const start = head.join('\r\n');
    return Buffer.from(start + textOf(text, bytes - start.length, random));
  }
  const boundary = `=_bench_${id.toString(36)}`;
  head.push(`Content-Type: multipart/mixed; boundary="${boundary}"`, '', `--${boundary}`);
  const start = `${head.join('\r\n')}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${textOf(text, 1200, random)}`;
  const attachment = `--${boundary}\r\nContent-Type: application/pdf; name="paper.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  const end = `--${boundary}--\r\n`;
  const rest = bytes - start.length - attachment.length - end.length;
  return Buffer.concat([Buffer.from(start + attachment), base64Of(base64, rest, random), Buffer.from(end)]);
}

const WORDS =
  'the order of last week arrived in part and we ask for Grüße an das Büro über Привет 会議 until Friday'.split(' ');

/** Lines of text to cut messages from: making every one anew would be the slowest part of a benchmark. */
function textPool(random: Random): readonly string[] {
  return Array.from(
    { length: 4000 },
    () => `${Array.from({ length: 6 + random.int(7) }, () => WORDS[random.int(WORDS.length)]).join(' ')}\r\n`,
  );
}

function textOf(pool: readonly string[], bytes: number, random: Random): string {
  let text = '';
  for (let line = random.int(pool.length); text.length < bytes; line = (line + 1) % pool.length) text += pool[line];
  return text;
}

const BASE64_LINE = 78;

function base64Pool(random: Random): Buffer {
  const bytes = Buffer.alloc(57 * 40_000);
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) bytes.writeUInt32LE(random.int(2 ** 32), offset);
  const lines = Array.from({ length: 40_000 }, (_, line) => bytes.toString('base64', line * 57, (line + 1) * 57));
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

function base64Of(pool: Buffer, bytes: number, random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let left = Math.max(1, Math.floor(bytes / BASE64_LINE)); left > 0; ) {
    const first = random.int(pool.length / BASE64_LINE);
    const lines = Math.min(left, pool.length / BASE64_LINE - first);
    parts.push(pool.subarray(first * BASE64_LINE, (first + lines) * BASE64_LINE));
    left -= lines;
  }
  return Buffer.concat(parts);
}
