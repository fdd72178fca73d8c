/** UID SEARCH (RFC 9051 §6.4.4). */
import { unreachable } from '../../base/assert.ts';
import { fieldNameText, stringPiece } from './bytes/command-text.ts';
import type { Cursor } from './bytes/cursor.ts';
import type { ImapConnection } from './connection.ts';
import type { Piece } from './line/command-writer.ts';
import { selected } from './select.ts';
import { readUidSet, type UidSet, uidSet, uidSetTexts } from './uid-set.ts';

export type SearchKey =
  | { readonly is: 'all' }
  | { readonly is: 'uid'; readonly uids: UidSet }
  /** The field holds this text; case does not matter. `value` is one character a byte. */
  | { readonly is: 'header'; readonly field: string; readonly value: string };

/** UIDs in the selected mailbox that meet all criteria. */
export function uidSearch(c: ImapConnection, keys: readonly SearchKey[], signal: AbortSignal): Promise<UidSet> {
  const isExtended = c.has('ESEARCH') || c.has('IMAP4REV2');
  let found: UidSet = [];
  return c.run(
    {
      name: 'UID SEARCH',
      pieces: [
        isExtended ? 'UID SEARCH RETURN (ALL)' : 'UID SEARCH',
        ...keys.flatMap((key) => [' ', ...piecesOf(key)]),
      ],
      within: selected(c),
      untagged: (response) => {
        if (response.is !== 'named' || (response.name !== 'SEARCH' && response.name !== 'ESEARCH')) return false;
        found = response.name === 'SEARCH' ? readSearch(response.cursor()) : readEsearch(response.cursor());
        return true;
      },
      done: () => found,
    },
    signal,
  );
}

function piecesOf(key: SearchKey): readonly Piece[] {
  switch (key.is) {
    case 'all':
      return ['ALL'];
    case 'uid':
      return [`UID ${uidSetTexts(key.uids, Number.POSITIVE_INFINITY).join(',')}`];
    case 'header':
      return [`HEADER ${fieldNameText(key.field)} `, stringPiece(key.value)];
    default:
      return unreachable(key);
  }
}

/** `* SEARCH 2 3 6 (MODSEQ 9)` */
function readSearch(cursor: Cursor): UidSet {
  const uids: number[] = [];
  while (!cursor.isAtEnd) {
    if (cursor.isAt('(')) cursor.skipValue();
    else uids.push(cursor.number());
  }
  return uidSet(uids);
}

/** `* ESEARCH (TAG "G1") UID ALL 2,3:6` (RFC 4731) */
function readEsearch(cursor: Cursor): UidSet {
  let found: UidSet = [];
  while (!cursor.isAtEnd) {
    if (cursor.isAt('(')) {
      cursor.skipValue();
      continue;
    }
    const name = cursor.word().toUpperCase();
    cursor.spaces();
    if (name === 'ALL') found = readUidSet(cursor.word());
    else if (name !== 'UID') cursor.skipValue();
  }
  return found;
}
