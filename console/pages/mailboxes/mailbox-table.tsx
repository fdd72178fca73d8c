/** The table itself: only the rows in sight are drawn, so ten thousand are as quick as ten. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { sayMailboxes } from '../../texts/project.ts';
import { SORTS } from './filter.ts';
import type { FilterBarProps } from './filter-bar.tsx';
import { MailboxCells } from './mailbox-cells.tsx';
import styles from './mailboxes-page.module.css';
import type { MailboxRow } from './use-mailboxes.ts';

const ROW_HEIGHT = 40;
/** So many rows before the last known one the next page is asked for. */
const AHEAD = 100;

export interface MailboxTableProps extends FilterBarProps {
  readonly rows: readonly MailboxRow[];
  readonly total: number;
  readonly onNearEnd: () => void;
}

export function MailboxTable({ rows, total, question, onChange, onNearEnd }: MailboxTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last > rows.length - AHEAD) onNearEnd();
  });
  return (
    <div ref={scroller} className={styles['scroller']}>
      {/* A grid of divs: a real table cannot leave out the rows that nobody sees. */}
      <div role="table" aria-label={sayMailboxes('table')} aria-rowcount={total + 1}>
        <HeadRow question={question} onChange={onChange} />
        <div role="rowgroup" className={styles['body']} style={{ blockSize: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const isOpen = question.get('pane') === row.id;
            return (
              <div
                key={row.id}
                role="row"
                aria-rowindex={index + 2}
                data-open={isOpen}
                className={styles['row']}
                style={{ transform: `translateY(${start}px)` }}
              >
                <MailboxCells row={row} onOpen={() => onChange({ pane: row.id }, false)} />
              </div>
            );
          })}
        </div>
      </div>
      {total === 0 ? <Nothing /> : null}
    </div>
  );
}

const COLUMNS = [
  { word: 'name', sort: 'name' },
  { word: 'state', sort: 'state' },
  { word: 'progress', sort: 'copied' },
  { word: 'failed', sort: 'failed' },
  { word: 'activity', sort: 'lastActivityAt' },
  { word: 'note', sort: null },
] as const satisfies readonly { readonly word: string; readonly sort: (typeof SORTS)[number] | null }[];

function HeadRow({ question, onChange }: FilterBarProps) {
  const sorted = question.get('sort') ?? 'name';
  return (
    <div role="row" aria-rowindex={1} className={`${styles['row']} ${styles['head']}`}>
      {COLUMNS.map(({ word, sort }) => {
        if (sort === null) {
          return (
            <div key={word} role="columnheader">
              {sayMailboxes(word)}
            </div>
          );
        }
        const direction = sorted === sort ? 'ascending' : sorted === `-${sort}` ? 'descending' : 'none';
        return (
          <div key={word} role="columnheader" aria-sort={direction}>
            <button
              type="button"
              onClick={() => onChange({ sort: direction === 'ascending' ? `-${sort}` : sort }, true)}
            >
              {sayMailboxes(word)}
              <span aria-hidden="true">{direction === 'none' ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}</span>
            </button>
          </div>
        );
      })}
    </div>
  );
}

function Nothing() {
  return (
    <div className={styles['nothing']}>
      <p>{sayMailboxes('none')}</p>
      <p>{sayMailboxes('noneWhy')}</p>
    </div>
  );
}
