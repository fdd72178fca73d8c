/** The shapes of the work of a project. */
import { z } from 'zod';
import { flagFilter, listQuery } from './lists.ts';
import { waitingShape } from './mailboxes.ts';
import { instant } from './words.ts';

export const jobListQuery = listQuery(['name', '-name', 'state', '-state']).extend({
  working: flagFilter.meta({ description: 'true: those that a worker has; false: those that wait.' }),
});

export const jobShape = z.object({
  mailbox: z.object({ id: z.uuid(), name: z.string(), state: z.string() }),
  kind: z.enum(['copy', 'delta', 'final', 'verify', 'survey', 'check']),
  worker: z.string().nullable().meta({ description: 'Who has it; null while it waits.' }),
  since: instant.meta({ description: 'When it came into this state, or when the look into it was asked for.' }),
  lastHeardAt: instant.meta({ description: 'When its worker said something of it last; null while it waits.' }),
  waiting: waitingShape,
});
