/** Lists of what is being done with the mailboxes of a project, and what waits to be. */
import type { Instant } from '../../base/clock.ts';
import { JOB_STATES, type JobSort, type MailboxJob } from '../../model/mailbox-job.ts';
import { IN_HAND } from '../../model/mailbox-states.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import type { ProjectId } from '../../model/project.ts';
import { type Listing, pageOf } from './listing.ts';
import { MAILBOX_COLUMNS, type MailboxRow, mailboxOf } from './project-mailboxes.ts';
import type { Scope } from './scope.ts';

interface JobRow extends MailboxRow {
  readonly worker: string | null;
  readonly since: Instant | null;
}

/** `isInHand`: those that a worker has, or those that wait; null for both. */
export async function listJobs(
  scope: Scope,
  project: ProjectId,
  isInHand: boolean | null,
  ask: PageAsk<JobSort>,
): Promise<Page<MailboxJob>> {
  const values = [project, Object.keys(JOB_STATES), IN_HAND, isInHand];
  const page = await pageOf<JobRow, JobSort>(scope, LISTING, values, ask);
  return { ...page, items: page.items.map(jobOf) };
}

function jobOf({ worker, since, ...row }: JobRow): MailboxJob {
  return { mailbox: mailboxOf(row), worker, since };
}

const LISTING: Listing<JobSort> = {
  name: 'job-list',
  columns: `${MAILBOX_COLUMNS},
      -- Who had it last stays in the row.
      case when state = any($4::text[]) then worker end as worker,
      case when state = any($3::text[]) then (
        select at_ms from events
        where events.organisation_id = $1 and subject_id = project_mailboxes.id and to_state = project_mailboxes.state
        order by number desc limit 1
      ) else coalesce(survey_asked_at_ms, check_asked_at_ms) end as since`,
  table: 'project_mailboxes',
  where: `organisation_id = $1 and project_id = $2
    and (state = any($3::text[]) or survey_asked_at_ms is not null or check_asked_at_ms is not null)
    and ($5::boolean is null or (state = any($4::text[])) = $5)`,
  valuesCount: 5,
  sorts: { name: { column: 'name', type: 'text' }, state: { column: 'state', type: 'text' } },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};
