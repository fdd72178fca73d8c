/**
 * Tables and directories of contacts (CSV, LDIF) as items. Each file is turned into cards once, in the file that unpacked
 * things lie in; from then on it is read as a vCard file of any size is.
 */

import { writeCard } from '../../content/vcard/write-card.ts';
import type { Contact, ContactGroup } from '../../model/contact.ts';
import { type Bytes, Window } from './bytes.ts';
import { cardFormat } from './card-format.ts';
import type { CardIndex } from './card-index.ts';
import type { Expansion } from './containers/expansion.ts';
import type { Format, OpenFile } from './format.ts';
import { IndexShelf } from './index-shelf.ts';

/** One row or entry: somebody, or why it is nobody. Null says nothing and is nothing. */
export type Person =
  | { readonly card: Contact | ContactGroup | null }
  | { readonly line: number; readonly reason: string };
export type People = (open: OpenFile, signal: AbortSignal) => AsyncIterable<Person>;

/** Of rows that are refused so many are named. */
const REFUSED_MAX = 10_000;

interface Cards {
  readonly bytes: Bytes;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
  readonly length: number;
}

export function peopleFormat(people: People, expansion: Expansion): Format {
  const inner = cardFormat(new IndexShelf<CardIndex>());
  const written = new IndexShelf<Cards>();
  const cardsOf = (open: OpenFile, signal: AbortSignal): Promise<Cards> =>
    written.get(open.file, () => writeCards(people(open, signal), expansion, signal));
  return {
    async *items(open, signal) {
      const cards = await cardsOf(open, signal);
      yield* inner.items(asFile(open, cards), signal);
      for (const { line, reason } of cards.refused) {
        yield { is: 'broken', kind: 'contact', sizeBytes: 0, reason: `line ${line}: ${reason}` };
      }
    },
    async *find(open, locals, signal) {
      yield* inner.find(asFile(open, await cardsOf(open, signal)), locals, signal);
    },
  };
}

async function writeCards(people: AsyncIterable<Person>, expansion: Expansion, signal: AbortSignal): Promise<Cards> {
  const refused: { line: number; reason: string }[] = [];
  let failure: unknown = null;
  async function* cards(): AsyncGenerator<Buffer> {
    try {
      for await (const person of people) {
        if ('reason' in person) {
          if (refused.length < REFUSED_MAX) refused.push(person);
        } else if (person.card !== null) yield writeCard(person.card, '4.0');
      }
    } catch (error) {
      failure = error;
    }
  }
  const { bytes } = await expansion.add(cards(), signal);
  if (failure !== null) throw failure;
  return { bytes, refused, length: refused.length };
}

/** The cards under the name of the file that they are from. */
function asFile({ file }: OpenFile, { bytes }: Cards): OpenFile {
  const { name, path, modifiedMs, stamp, nesting } = file;
  const cards = {
    name,
    path,
    modifiedMs,
    stamp,
    nesting,
    sizeBytes: bytes.sizeBytes,
    open: () => Promise.resolve(bytes),
  };
  return { file: cards, window: new Window(bytes) };
}
