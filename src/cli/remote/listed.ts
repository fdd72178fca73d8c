/** A list of the service, with the filter that was typed. */
import { allOf, type PageAsked, ROWS_MAX } from './pages.ts';
import type { Remote } from './remote.ts';
import type { Said } from './remote-command.ts';
import type { RemoteOptions } from './remote-options.ts';
import { type Column, rowsText } from './rows.ts';

/** What was typed is checked by the service, which knows what may be asked: it is no word of the types yet. */
type Typed = { readonly [Name in 'text' | 'state' | 'sort' | 'problem' | 'waiting' | 'hasExceptions']?: never };

interface PageOf<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

export async function listed<Row>(
  { options, command }: Remote,
  ask: (query: PageAsked & Typed) => Promise<PageOf<Row>>,
  columns: readonly Column<Row>[],
): Promise<Said> {
  const filter = filterOf(options) as Typed; // see there
  const items = await allOf((page) => ask({ ...filter, ...page }), options.limit ?? ROWS_MAX);
  return { json: { items }, text: rowsText(items, columns, command.terminal) };
}

function filterOf({ text, state, sort, problem, waiting, failed }: RemoteOptions): Readonly<Record<string, unknown>> {
  return { text, state, sort, problem, waiting, hasExceptions: failed };
}
