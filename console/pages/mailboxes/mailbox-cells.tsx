/** One row: what it is, how it stands, how far, and what is said about it. */
import type { MouseEvent } from 'react';
import { Ago } from '../../parts/moment.tsx';
import { Progress } from '../../parts/progress.tsx';
import { MailboxBadge } from '../../parts/state-badge.tsx';
import { clockText, countText } from '../../texts/numbers.ts';
import { sayMailboxes } from '../../texts/project.ts';
import styles from './mailboxes-page.module.css';
import type { MailboxRow } from './use-mailboxes.ts';

export interface MailboxCellsProps {
  readonly row: MailboxRow;
  readonly onOpen: () => void;
}

export function MailboxCells({ row, onOpen }: MailboxCellsProps) {
  const { name, state, progress, total, problem, waiting, lastActivityAt } = row;
  const open = (event: MouseEvent): void => {
    event.preventDefault();
    onOpen();
  };
  const note = waiting === null ? (problem?.cause ?? '') : sayMailboxes('waiting', { at: clockText(waiting.until) });
  return (
    <>
      <div role="cell" className={styles['name']}>
        <a href={`?pane=${row.id}`} onClick={open} className="foreign">
          {name}
        </a>
      </div>
      <div role="cell">
        <MailboxBadge state={state} />
      </div>
      <div role="cell">
        <Progress progress={progress} total={total} isShort />
      </div>
      <div role="cell" className="number">
        {progress.itemsFailed === 0 ? '' : countText(progress.itemsFailed)}
      </div>
      <div role="cell">{lastActivityAt === null ? '' : <Ago at={lastActivityAt} />}</div>
      <div role="cell" className={`${styles['note']} foreign`} title={note}>
        {note}
      </div>
    </>
  );
}
