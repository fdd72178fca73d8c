/** Numbers about the whole installation, for who measures. They tell of no organisation. */
import type { MailboxState } from '../../model/mailbox-states.ts';
import type { Db } from '../db.ts';

/** How many mailboxes are in each state, over all organisations. By the index of states: 20,000 mailboxes take 10 ms or so. */
export async function mailboxesByState(db: Db): Promise<ReadonlyMap<MailboxState, number>> {
  const text = 'select state, count(*) as count from project_mailboxes group by state';
  const rows = await db.query<{ state: MailboxState; count: number }>({ name: 'by-state', text, values: [] });
  return new Map(rows.map(({ state, count }) => [state, count]));
}
