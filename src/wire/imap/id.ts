/** ID (RFC 2971). */
import { stringPiece } from './bytes/command-text.ts';
import type { Cursor } from './bytes/cursor.ts';
import { readable } from './bytes/status-response.ts';
import type { ImapConnection } from './connection.ts';
import type { Piece } from './line/command-writer.ts';

/** What the server says about itself, keys in lower case, values fit to be shown. Empty without ID. */
export async function id(
  c: ImapConnection,
  ours: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  let found: ReadonlyMap<string, string> = new Map();
  if (!c.has('ID')) return found;
  const said: Piece[] = Object.entries(ours).flatMap((pair, at) => [
    at === 0 ? '' : ' ',
    stringPiece(pair[0]),
    ' ',
    stringPiece(pair[1]),
  ]);
  return c.run(
    {
      name: 'ID',
      pieces: said.length === 0 ? ['ID NIL'] : ['ID (', ...said, ')'],
      untagged: (response) => {
        if (response.is !== 'named' || response.name !== 'ID') return false;
        found = readId(response.cursor());
        return true;
      },
      done: () => found,
    },
    signal,
  );
}

function readId(cursor: Cursor): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!cursor.isAt('(')) return found;
  cursor.list(() => {
    const key = cursor.astring().toLowerCase();
    cursor.spaces();
    const value = cursor.nstring();
    if (value !== null) found.set(key, readable(value));
  });
  return found;
}
