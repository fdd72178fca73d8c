/** The register of the programs that run on this database. They say that they are there when they say which keys they have. */
import { type MailboxInHand, PROGRAM_FORGOTTEN_MS, type RunningProgram } from '../../model/program.ts';
import type { Db } from '../db.ts';

/** Each may have some mailboxes in hand, and no installation has hundreds of programs. */
const IN_HAND_MAX = 5000;

/** Those that were heard within a day, by name. It tells of all organisations: for operators. */
export async function listPrograms(db: Db): Promise<readonly RunningProgram[]> {
  const rows = await db.query<Omit<RunningProgram, 'inHand'>>({
    name: 'programs',
    text: PROGRAMS,
    values: [PROGRAM_FORGOTTEN_MS],
  });
  const names = rows.map(({ name }) => name);
  const held = await db.query<MailboxInHand & { readonly worker: string }>({
    name: 'in-hand',
    text: HELD,
    values: [names, IN_HAND_MAX],
  });
  const inHandOf = (name: string): readonly MailboxInHand[] => held.filter(({ worker }) => worker === name);
  return rows.map((row) => ({ ...row, inHand: inHandOf(row.name) }));
}

const PROGRAMS = `
  with moment as materialized (
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as now
  )
  select holder as name, clock_ahead_ms as "clockAheadMs", seen_at_ms - clock_ahead_ms as "heardAt",
    greatest(0, now - (seen_at_ms - clock_ahead_ms)) as "silentMs",
    about->>'does' as does, about->>'host' as host, about->>'version' as version,
    (about->>'beganAt')::bigint as "beganAt", about->'bounds' as bounds
  from key_holders
  cross join moment
  where about is not null and now - (seen_at_ms - clock_ahead_ms) < $1
  order by holder`;

const HELD = `
  select worker, organisation_id as organisation, project_id as project, id as mailbox, state,
    progress_at_ms as "notedAt"
  from project_mailboxes
  where state in ('copying', 'following', 'final-queued', 'catching-up', 'verifying') and worker = any ($1)
  order by id
  limit $2`;
