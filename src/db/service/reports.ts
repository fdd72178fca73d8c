/** The table of what verifications had to say. */
import type { MailboxId } from '../../model/project.ts';
import type { KeptReport } from '../../model/report.ts';
import type { Scope, TenantStatement } from './scope.ts';

export async function keepReport(scope: Scope, id: MailboxId, term: number, kept: KeptReport): Promise<boolean> {
  return (await scope.run(KEEP, id, term, kept.at, JSON.stringify(kept.report))).length === 1;
}

const KEEP: TenantStatement = {
  name: 'keep-report',
  text: `
    insert into reports (organisation_id, mailbox_id, at_ms, report)
    select $1, id, $4, $5::json
    from project_mailboxes
    where organisation_id = $1 and id = $2 and term = $3
    on conflict (mailbox_id) do update set at_ms = excluded.at_ms, report = excluded.report
    where reports.organisation_id = $1
    returning mailbox_id`,
};

export async function reportOf(scope: Scope, id: MailboxId): Promise<KeptReport | null> {
  const [row] = await scope.run<KeptReport>(REPORT, id);
  return row ?? null;
}

const REPORT: TenantStatement = {
  name: 'report',
  text: 'select at_ms as at, report from reports where organisation_id = $1 and mailbox_id = $2',
};
