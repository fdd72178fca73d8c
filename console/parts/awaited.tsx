/** Shows an answer once it is there; before, which one is awaited, and in place of it what went wrong. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sayParts } from '../texts/parts.ts';
import styles from './awaited.module.css';
import { ProblemNote } from './problem-note.tsx';

export interface AwaitedProps<Answer> {
  readonly of: UseQueryResult<Answer>;
  /** As it stands in "Asking for the mailboxes …". */
  readonly what: string;
  readonly children: (answer: Answer) => ReactNode;
}

export function Awaited<Answer>({ of, what, children }: AwaitedProps<Answer>) {
  if (of.data !== undefined) {
    // What is known stays in sight: that the line is lost is said elsewhere.
    return children(of.data);
  }
  if (of.error !== null) return <ProblemNote error={of.error} onRetry={() => void of.refetch()} />;
  return (
    <p className={styles['awaited']} role="status">
      {sayParts('loading', { what })}
    </p>
  );
}
