/** The shapes of the programs that do the work. */
import { z } from 'zod';
import { WORK_BOUNDS_MAX } from '../../model/work-bounds.ts';
import { listShape } from './lists.ts';
import { instant } from './words.ts';

const bounds = z.object({
  mailboxesAtOnce: z.int().max(WORK_BOUNDS_MAX.mailboxesAtOnce),
  mailboxesPerHost: z.int(),
  connectionsPerHost: z.int(),
  requestsPerAccount: z.int(),
  // A program of before does not say it.
  bytesPerSecondPerHost: z.int().optional(),
  bytesPerSecondPerAccount: z.int().optional(),
});

const inHand = z.object({
  organisation: z.uuid(),
  project: z.uuid(),
  mailbox: z.uuid(),
  state: z.string(),
  notedAt: instant.meta({ description: 'When its worker noted last how far it is.' }),
});

export const workersShape = listShape(
  z.object({
    name: z.string().meta({ description: 'The machine and the process, as events name it.' }),
    does: z.enum(['serve', 'worker']),
    host: z.string(),
    version: z.string(),
    since: instant,
    lastHeardAt: instant.meta({ description: 'By the clock of the database.' }),
    silent: z.boolean().meta({ description: 'It has not spoken for a minute, which it does every ten seconds.' }),
    clockAheadSeconds: z.number().meta({ description: 'Its clock, against that of the database.' }),
    bounds,
    inHand: z.array(inHand).meta({ description: 'Mailboxes that it works on; of a silent one, those it left.' }),
  }),
);
