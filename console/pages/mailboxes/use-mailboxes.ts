/** The mailboxes of a project, page after page as they come into sight. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Answer } from '../../../src/client/client.ts';
import { callWith } from '../../asking/ask.ts';
import type { ProjectIds } from '../../parts/paths.ts';
import type { Filter } from './filter.ts';

export type MailboxRow = Answer<'listMailboxes'>['items'][number];

const PAGE_LENGTH = 200;

export function useMailboxes(ids: ProjectIds, filter: Filter) {
  return useInfiniteQuery({
    queryKey: ['listMailboxes', { path: ids, query: filter }, 'pages'],
    queryFn: ({ pageParam }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return callWith('listMailboxes', { path: ids, query: { ...filter, ...cursor, limit: PAGE_LENGTH } });
    },
    initialPageParam: null as string | null, // the first page has no cursor
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}
