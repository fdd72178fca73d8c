/** Which mailboxes are shown, in which order: all of it stands in the address, in the words of the interface. */
import type { Asked } from '../../../src/client/client.ts';
import { MAILBOX_STATES, type MailboxState } from '../../texts/states.ts';

export type Filter = NonNullable<Asked<'listMailboxes'>['query']>;
export type Sort = NonNullable<Filter['sort']>;

export const SORTS = ['name', 'state', 'found', 'copied', 'failed', 'lastActivityAt'] as const;
const FLAGS = ['hasExceptions', 'waiting', 'uncounted'] as const;

export function filterOf(question: URLSearchParams): Filter {
  const state = question.getAll('state').filter((one): one is MailboxState => one in MAILBOX_STATES);
  const sort = question.get('sort');
  const text = question.get('text');
  const problem = question.get('problem');
  const flags = FLAGS.flatMap((name) => {
    const flag = question.get(name);
    return flag === 'true' || flag === 'false' ? [[name, flag] as const] : [];
  });
  return {
    ...(state.length === 0 ? {} : { state }),
    ...(isSort(sort) ? { sort } : {}),
    ...(text === null || text.trim() === '' ? {} : { text }),
    ...(problem === null ? {} : { problem }),
    ...Object.fromEntries(flags),
  };
}

/** The address with this part of its question changed; null takes the part away. */
export function changed(question: URLSearchParams, changes: Readonly<Record<string, string | null>>): string {
  const next = new URLSearchParams(question);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? '' : `?${text}`;
}

function isSort(text: string | null): text is Sort {
  return text !== null && SORTS.some((one) => text === one || text === `-${one}`);
}
