/** What workers note at the mailboxes of projects: who has one, how far it is, and what a project comes to. */
import { assert } from '../../base/assert.ts';
import type { Instant } from '../../base/clock.ts';
import type { SourceHost, Standing } from '../../model/mailbox-book.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import {
  type MailboxId,
  type MailboxMeasure,
  type MailboxProgress,
  NO_PROGRESS,
  type ProjectId,
  type ProjectSums,
  type StateCounts,
} from '../../model/project.ts';
import type { Db } from '../db.ts';
import { LOCKS } from '../locks.ts';
import type { Scope, TenantStatement } from './scope.ts';
import { ofBoth, type Whole } from './whole.ts';

export async function claimMailbox(scope: Scope, id: MailboxId, worker: string, at: Instant): Promise<number> {
  const [row] = await scope.run<{ term: number }>(CLAIM, id, worker, at);
  assert(row !== undefined, 'a mailbox that is claimed was found before');
  return row.term;
}

const CLAIM: TenantStatement = {
  name: 'claim-mailbox',
  text: `
    update project_mailboxes
    set term = term + 1, worker = $3, progress_at_ms = $4
    where organisation_id = $1 and id = $2
    returning term`,
};

/** Of all organisations, for a host does not know them: this is why it is not asked in the scope of one. */
export async function isRoomAt(tx: Db, { name, max, aliveSince }: SourceHost): Promise<boolean> {
  const lock = 'select pg_advisory_xact_lock($1, hashtext($2))';
  await tx.query({ name: 'source-host-lock', text: lock, values: [LOCKS.sourceHost, name] });
  const [row] = await tx.query<{ count: number }>({ name: 'at-host', text: AT_HOST, values: [name, aliveSince] });
  return row !== undefined && row.count < max;
}

const AT_HOST = `
  select count(*) as count
  from project_mailboxes
  where source_host = $1 and progress_at_ms > $2
    -- One that waits for its final pass is counted while the delta before it ends.
    and state in ('copying', 'following', 'final-queued', 'catching-up', 'verifying', 'returning')`;

export async function standingOf(scope: Scope, id: MailboxId): Promise<Standing | null> {
  const [row] = await scope.run<Standing>(STANDING, id);
  return row ?? null;
}

const STANDING: TenantStatement = {
  name: 'standing',
  text: `
    select mailbox.state, term, project.id as project, project.state as "projectState", wave.state as "waveState"
    from project_mailboxes as mailbox
    join projects as project on project.id = mailbox.project_id
    left join waves as wave on wave.id = mailbox.wave_id
    where mailbox.organisation_id = $1 and mailbox.id = $2`,
};

export async function noteProgress(
  scope: Scope,
  id: MailboxId,
  term: number,
  { progress, at, isListed, pace }: MailboxMeasure,
): Promise<boolean> {
  const numbers = COUNTED.map((name) => progress[name]);
  return (await scope.run(NOTE, id, term, at, isListed, JSON.stringify(pace), ...numbers)).length === 1;
}

/** In the order of the values below. */
const COUNTED = [
  'itemsFound',
  'itemsCopied',
  'itemsVerified',
  'itemsFailed',
  'bytesFound',
  'bytesCopied',
  'bytesVerified',
  'bytesFailed',
] as const satisfies readonly (keyof MailboxProgress)[];

const NOTE: TenantStatement = {
  name: 'note-progress',
  text: `
    update project_mailboxes
    set progress_at_ms = $4, is_listed = is_listed or $5, pace = $6::json,
      items_found = $7, items_copied = $8, items_verified = $9, items_failed = $10,
      bytes_found = $11, bytes_copied = $12, bytes_verified = $13, bytes_failed = $14,
      active_at_ms = case
        when (items_found, items_copied, items_verified, items_failed, bytes_found, bytes_copied)
          is distinct from ($7::bigint, $8::bigint, $9::bigint, $10::bigint, $11::bigint, $12::bigint) then $4
        else active_at_ms
      end
    where organisation_id = $1 and id = $2 and term = $3
    returning id`,
};

export async function countsOf(scope: Scope, project: ProjectId): Promise<StateCounts> {
  const rows = await scope.run<Pick<SumsRow, 'state' | 'mailboxes'>>(COUNTS, project);
  return { mailboxes: Object.fromEntries(rows.map(({ state, mailboxes }) => [state, mailboxes])) };
}

const COUNTS: TenantStatement = {
  name: 'state-counts',
  text: `
    select state, count(*) as mailboxes
    from project_mailboxes
    where organisation_id = $1 and project_id = $2
    group by state`,
};

interface SumsRow extends MailboxProgress {
  readonly state: MailboxState;
  readonly mailboxes: number;
}

export async function sumsOf(scope: Scope, of: Whole): Promise<ProjectSums> {
  const rows = await scope.run<SumsRow>(SUMS[of.is], of.id);
  const names = Object.keys(NO_PROGRESS) as (keyof MailboxProgress)[]; // the keys of a progress are its keys
  const sums = names.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]);
  return {
    mailboxes: Object.fromEntries(rows.map(({ state, mailboxes }) => [state, mailboxes])),
    progress: { ...NO_PROGRESS, ...Object.fromEntries(sums) },
  };
}

const SUMS = ofBoth(
  'sums',
  (isIn) => `
    select state, count(*) as mailboxes,
      sum(items_found)::bigint as "itemsFound", sum(items_copied)::bigint as "itemsCopied",
      sum(items_verified)::bigint as "itemsVerified", sum(items_failed)::bigint as "itemsFailed",
      sum(bytes_found)::bigint as "bytesFound", sum(bytes_copied)::bigint as "bytesCopied",
      sum(bytes_verified)::bigint as "bytesVerified", sum(bytes_failed)::bigint as "bytesFailed"
    from project_mailboxes
    where organisation_id = $1 and ${isIn}
    group by state`,
);
