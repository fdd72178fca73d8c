/** Address books in LDIF (RFC 2849): each entry as somebody. */
import { contactOfLdif } from '../../content/ldif/contact-of-ldif.ts';
import { LdifError } from '../../content/ldif/ldif-entry.ts';
import type { Expansion } from './containers/expansion.ts';
import type { Format, OpenFile } from './format.ts';
import { scanLines } from './logical-line-scanner.ts';
import { type Person, peopleFormat } from './people-format.ts';

/** One entry; photos have a few hundred kilobytes. */
const ENTRY_BYTES_MAX = 32 * 1024 * 1024;
/** Entries of one file: where they begin and end is held. */
const ENTRIES_MAX = 1_000_000;

export function ldifFormat(expansion: Expansion): Format {
  return peopleFormat(peopleIn, expansion);
}

async function* peopleIn(open: OpenFile, signal: AbortSignal): AsyncGenerator<Person> {
  for (const { from, until, line } of await entriesOf(open, signal)) {
    signal.throwIfAborted();
    if (until - from > ENTRY_BYTES_MAX)
      yield { line, reason: `the entry has ${until - from} bytes, more than ${ENTRY_BYTES_MAX}` };
    else yield personOf(await open.window.at(from, until - from), line);
  }
}

function personOf(entry: Buffer, line: number): Person {
  try {
    return { card: contactOfLdif(entry) };
  } catch (error) {
    if (!(error instanceof LdifError)) throw error;
    return { line, reason: error.message };
  }
}

interface EntryPlace {
  readonly from: number;
  readonly until: number;
  readonly line: number;
}

/** Entries are separated by empty lines; the line that tells the version, and comments, are none. */
async function entriesOf({ window }: OpenFile, signal: AbortSignal): Promise<readonly EntryPlace[]> {
  const places: EntryPlace[] = [];
  let open: EntryPlace | null = null;
  await scanLines(
    window,
    [0, window.sizeBytes],
    ({ head, start, end, number }) => {
      const isEmpty = head.length === 0;
      if (isEmpty && open !== null && places.length < ENTRIES_MAX) places.push(open);
      if (isEmpty) open = null;
      else if (open !== null) open = { ...open, until: end };
      else if (/^dn:/i.test(head.toString('latin1', 0, 3))) open = { from: start, until: end, line: number };
    },
    signal,
  );
  if (open !== null) places.push(open);
  return places;
}
