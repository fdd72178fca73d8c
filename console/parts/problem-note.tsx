/** What went wrong, as the service says it: the cause, and what to do. */
import { Button } from '@mantine/core';
import { ServiceProblem } from '../../src/client/client.ts';
import { sayParts } from '../texts/parts.ts';
import { ProblemBox } from './problem-box.tsx';

export interface ProblemNoteProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

export function ProblemNote({ error, onRetry }: ProblemNoteProps) {
  return (
    <ProblemBox {...saidBy(error)} isNew>
      {onRetry === undefined ? null : (
        <Button variant="default" onClick={onRetry} mt="xs">
          {sayParts('retry')}
        </Button>
      )}
    </ProblemBox>
  );
}

function saidBy(error: Error): { readonly cause: string; readonly remedy: string } {
  if (error instanceof ServiceProblem) return { cause: error.message, remedy: error.detail };
  return { cause: sayParts('silent'), remedy: sayParts('silentRemedy') };
}
