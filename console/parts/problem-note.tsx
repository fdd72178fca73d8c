/** What went wrong, as the service says it: the cause, and what to do. */
import { Button } from '@mantine/core';
import { ServiceProblem } from '../../src/client/client.ts';
import { sayParts } from '../texts/parts.ts';
import { Icon } from './icon.tsx';
import styles from './problem-note.module.css';

export interface ProblemNoteProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

export function ProblemNote({ error, onRetry }: ProblemNoteProps) {
  const { cause, remedy } = saidBy(error);
  return (
    <div className={styles['note']} role="alert">
      <Icon name="warning" />
      <div>
        <p className={`${styles['cause']} foreign`}>{cause}</p>
        <p className="foreign">{remedy}</p>
        {onRetry === undefined ? null : (
          <Button variant="default" onClick={onRetry} mt="xs">
            {sayParts('retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

function saidBy(error: Error): { readonly cause: string; readonly remedy: string } {
  if (error instanceof ServiceProblem) return { cause: error.message, remedy: error.detail };
  return { cause: sayParts('silent'), remedy: sayParts('silentRemedy') };
}
