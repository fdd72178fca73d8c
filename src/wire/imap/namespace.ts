/** NAMESPACE (RFC 9051 §6.3.10). */
import type { Cursor } from './bytes/cursor.ts';
import type { ImapConnection } from './connection.ts';

export interface Namespace {
  /** As the server spelled it, with its last delimiter: `INBOX.`. */
  readonly prefix: string;
  readonly delimiter: string | null;
}

export interface Namespaces {
  readonly personal: readonly Namespace[];
  readonly others: readonly Namespace[];
  readonly shared: readonly Namespace[];
}

/** All empty where the server has no NAMESPACE. */
export async function namespace(c: ImapConnection, signal: AbortSignal): Promise<Namespaces> {
  let found: Namespaces = { personal: [], others: [], shared: [] };
  if (!c.has('NAMESPACE') && !c.has('IMAP4REV2')) return found;
  return c.run(
    {
      name: 'NAMESPACE',
      pieces: ['NAMESPACE'],
      untagged: (response) => {
        if (response.is !== 'named' || response.name !== 'NAMESPACE') return false;
        found = readNamespaces(response.cursor());
        return true;
      },
      done: () => found,
    },
    signal,
  );
}

function readNamespaces(cursor: Cursor): Namespaces {
  return { personal: readNamespace(cursor), others: readNamespace(cursor), shared: readNamespace(cursor) };
}

/** NIL, or a list of (prefix delimiter extensions…). */
function readNamespace(cursor: Cursor): readonly Namespace[] {
  cursor.spaces();
  if (!cursor.isAt('(')) {
    cursor.nstring();
    return [];
  }
  const found: Namespace[] = [];
  cursor.list(() => {
    cursor.expect('(');
    cursor.spaces();
    const prefix = cursor.astring();
    cursor.spaces();
    const delimiter = cursor.nstring();
    found.push({ prefix, delimiter: delimiter === '' ? null : delimiter });
    for (cursor.spaces(); !cursor.take(')'); cursor.spaces()) cursor.skipValue();
  });
  return found;
}
