/** What a verification had to say is kept with its mailbox, by whoever holds it. */
import type { Report } from '../model/report.ts';
import type { Held, TurnDeps } from './turn.ts';

/** Whatever the grade: what is not proven has to be seen as well. Nothing is kept once the mailbox is in other hands. */
export async function keepReport({ task, term }: Held, report: Report, { store, clock }: TurnDeps): Promise<void> {
  await store.inTenant(task.organisation, (tenant) =>
    tenant.keepReport(task.mailbox.id, term, { at: clock.now(), report }),
  );
}
