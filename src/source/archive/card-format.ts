/** vCard files as items: one for each card, byte for byte. */
import { type Instant, instant } from '../../base/clock.ts';
import { ITEM_BYTES_MAX } from '../../base/limits.ts';
import { type CardIndex, type CardRow, indexCards } from './card-index.ts';
import { nameOfDigest } from './digest-name.ts';
import type { Format, Found, OpenFile } from './format.ts';
import type { IndexShelf } from './index-shelf.ts';
import { hashText, readHash } from './name-hash.ts';
import { contentOfPieces, gather } from './pieces.ts';

export function cardFormat(shelf: IndexShelf<CardIndex>): Format {
  const indexOf = (open: OpenFile, signal: AbortSignal): Promise<CardIndex> =>
    shelf.get(open.file, () => indexCards(open.window, signal));
  return {
    async *items(open, signal) {
      for (const row of (await indexOf(open, signal)).rows()) yield await itemOf(open, row, signal);
    },
    async *find(open, locals, signal) {
      const index = await indexOf(open, signal);
      for (const local of locals) {
        const [hash = '', copy = '0'] = local.split('.');
        const id = readHash(hash);
        const row = id === null ? null : index.find(id, Number(copy));
        const found = row === null ? null : await itemOf(open, row, signal);
        if (found?.is === 'item') yield found;
      }
    },
  };
}

async function itemOf(open: OpenFile, row: CardRow, signal: AbortSignal): Promise<Found> {
  const local = row.copy === 0 ? hashText(row.id) : `${hashText(row.id)}.${row.copy}`;
  const sizeBytes = row.until - row.from;
  if (row.kind === 'broken' || sizeBytes > ITEM_BYTES_MAX) {
    const reason = row.kind === 'broken' ? 'a card begins here and has no end' : `the card has ${sizeBytes} bytes`;
    return { is: 'broken', kind: 'contact', sizeBytes, reason: `line ${row.line}: ${reason}` };
  }
  const pieces = [{ from: row.from, until: row.until }];
  const gathered = await gather(open.window, pieces, true, signal);
  return {
    is: 'item',
    local,
    kind: row.kind,
    version: nameOfDigest(gathered.sha256),
    sizeBytes,
    receivedAt: gathered.held === null ? instant(0) : revisionOf(gathered.held),
    content: async (during) => contentOfPieces(open, pieces, gathered, during),
  };
}

/** REV, as far as it is a full date (RFC 6350 §6.7.4); 0 where the card does not say. */
function revisionOf(card: Buffer): Instant {
  const text = /\nREV[^:\r\n]*:([0-9TZ:.-]{8,30})/i.exec(card.toString('latin1'))?.[1] ?? '';
  const plain = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d))?/.exec(text);
  if (plain === null) return instant(0);
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = plain
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  return instant(Date.UTC(year, month - 1, day, hours, minutes, seconds));
}
