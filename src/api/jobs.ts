/** What is being done in a project, by whom and since when, and what waits until when and why. */
import type { Instant } from '../base/clock.ts';
import { describeCause } from '../base/problem.ts';
import { type MailboxJob, workKindOf } from '../model/mailbox-job.ts';
import { jobListQuery, jobShape } from './contract/jobs.ts';
import { listShape } from './contract/lists.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { type MailboxDeps, projectOf, waitingOf } from './mailboxes.ts';
import { isoOrNull, waitingOut } from './outlook.ts';
import { pageAsk, pageOut } from './pages.ts';
import type { Api } from './server.ts';

export function jobRoutes(api: Api, deps: MailboxDeps): void {
  const schema = {
    operationId: 'listJobs',
    tags: ['projects'],
    summary: 'What is being done, and what waits to be',
    params: projectParams,
    querystring: jobListQuery,
    response: { 200: listShape(jobShape), '4xx': problemShape },
  };
  const url = '/api/organisations/:organisation/projects/:project/jobs';
  api.get(url, { config: { scope: 'read' }, schema }, async (request) => {
    const { query, params } = request;
    return request.inTenant(async (tenant) => {
      const within = await projectOf(tenant, params);
      const now = deps.clock.now();
      const page = await tenant.jobs(within.project.id, query.working ?? null, pageAsk(query));
      return pageOut(page, query, (job) => jobOut(job, waitingOf(job.mailbox, within, now), now));
    });
  });
}

function jobOut({ mailbox, worker, since }: MailboxJob, waiting: ReturnType<typeof waitingOf>, now: Instant) {
  const { id, name, state, problem, goesOnAt, progressAt } = mailbox;
  // Put back until a time: by the schedule, or by what the last try ended with.
  const isPutBack = worker === null && goesOnAt !== null && goesOnAt > now;
  const until = isPutBack ? { until: goesOnAt, because: problem === null ? 'schedule' : describeCause(problem) } : null;
  return {
    mailbox: { id, name, state },
    kind: workKindOf(mailbox).replace('mailbox.', '') as Kind, // without what all kinds begin with
    worker,
    since: isoOrNull(since),
    lastHeardAt: worker === null ? null : isoOrNull(progressAt),
    waiting: waitingOut(waiting ?? until),
  };
}

type Kind = 'copy' | 'delta' | 'final' | 'verify' | 'survey' | 'check';
