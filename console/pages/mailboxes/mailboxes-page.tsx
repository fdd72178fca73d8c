/** All mailboxes of a project: found, filtered and sorted in the address, with one of them beside the table. */

import { useProjectIds } from '../../asking/place.ts';
import { useGo, usePlace } from '../../parts/page-link.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { countText } from '../../texts/numbers.ts';
import { sayParts } from '../../texts/parts.ts';
import { sayMailboxes } from '../../texts/project.ts';
import { changed, filterOf } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { MailboxPane } from './mailbox-pane.tsx';
import { MailboxTable } from './mailbox-table.tsx';
import styles from './mailboxes-page.module.css';
import { useMailboxes } from './use-mailboxes.ts';

export function MailboxesPage() {
  const ids = useProjectIds();
  const { path, question } = usePlace();
  const go = useGo();
  const asked = useMailboxes(ids, filterOf(question));
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = asked.data?.pages[0]?.total ?? rows.length;
  const pane = question.get('pane');
  const change = (changes: Readonly<Record<string, string | null>>, isReplaced: boolean): void =>
    go(path + changed(question, changes), isReplaced);
  return (
    <>
      <FilterBar question={question} onChange={change} />
      <p role="status" className={styles['total']}>
        {asked.data === undefined
          ? sayParts('loading', { what: sayMailboxes('what') })
          : sayMailboxes('total', { count: total }).replace(String(total), countText(total))}
      </p>
      {asked.error === null ? null : <ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />}
      <div className={styles['beside']}>
        <MailboxTable
          rows={rows}
          total={total}
          question={question}
          onChange={change}
          onNearEnd={() => {
            if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage();
          }}
        />
        {pane === null ? null : (
          <MailboxPane ids={{ ...ids, mailbox: pane }} onClose={() => change({ pane: null }, false)} />
        )}
      </div>
    </>
  );
}
