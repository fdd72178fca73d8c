/**
 * How many mailboxes begin when, in the whole installation: one team does the work of all its customers. Nothing but numbers is
 * told of any of them.
 */
import type { Instant } from '../../base/clock.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Db } from '../db.ts';
import { LOCKS } from '../locks.ts';
import { NOT_MOVED } from './project-course.ts';

/** Between each of the moments and the next: one fewer than there are moments. */
export async function startsBetween(
  tx: Db,
  moments: readonly Instant[],
  except: ProjectId,
): Promise<readonly number[]> {
  const rows = await tx.query<{ bucket: number; mailboxes: number }>({
    name: 'starts-between',
    text: STARTS,
    values: [moments, except, NOT_MOVED],
  });
  const counts = new Map(rows.map(({ bucket, mailboxes }) => [bucket, mailboxes]));
  return moments.slice(1).map((_moment, at) => counts.get(at + 1) ?? 0);
}

const STARTS = `
  with starts as (
    select ticket.confirmed_at_ms as at_ms
    from ticket_states as ticket
    join projects as project on project.id = ticket.project_id and project.state <> 'cancelled'
    join project_mailboxes as mailbox
      on mailbox.project_id = ticket.project_id and mailbox.wave_id is null and mailbox.state <> all($3)
    where ticket.project_id <> $2
    union all
    select wave.starts_at_ms
    from waves as wave
    join project_mailboxes as mailbox on mailbox.wave_id = wave.id and mailbox.state <> all($3)
    where wave.state <> 'cancelled'
  )
  select width_bucket(at_ms, $1::bigint[]) as bucket, count(*) as mailboxes
  from starts
  where at_ms >= ($1::bigint[])[1] and at_ms < ($1::bigint[])[cardinality($1::bigint[])]
  group by 1`;

export async function lockStarts(tx: Db): Promise<void> {
  const text = 'select pg_advisory_xact_lock($1, 0)';
  await tx.query({ name: 'starts-lock', text, values: [LOCKS.starts] });
}
