/** Runs the checks of a domain: asks name servers, web hosts and mailboxes. All that is written is a message on trial in the new mailbox. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { judgeContact } from '../../check/judge-contact.ts';
import { judgeOrganisation } from '../../check/organisation/judge-organisation.ts';
import { type CheckReport, reportOf } from '../../check/report.ts';
import type { DavProtocol } from '../../check/web/find-dav.ts';
import type { CheckJob, RunControl } from '../../cli/machinery.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { readKnownOrganisation } from '../../plan/known-organisation.ts';
import { checkApi } from './check-api.ts';
import { checkMailboxes } from './check-mailboxes.ts';
import { checkTarget } from './check-target.ts';
import { lookAtDomain } from './look-at-domain.ts';
import { readDocument } from './read-document.ts';

export async function runCheck(
  job: CheckJob,
  control: RunControl,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<CheckReport> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  // First: a file that is not there is known at once, and not after a minute of asking.
  const organisation = await checkOrganisation(job, clock);
  const { domain } = job;
  const look = { ...job, unnamedDav: unnamedDav(job) };
  const seen = await lookAtDomain(look, signal, { clock, random });
  const contact = job.contact === null ? [] : [judgeContact(job.contact, domain)];
  const api = job.api === null ? [] : await checkApi(job.api, job, control, { clock, random });
  const mailboxes = await checkMailboxes(job.mailboxes, control, { clock, random });
  const { targetMailbox, authorities } = job;
  const target =
    targetMailbox === null
      ? []
      : await checkTarget(targetMailbox, { authorities, sourceBytes: mailboxes.bytes }, control, { clock, random });
  return reportOf(domain, [...seen, ...contact, ...organisation, ...api, ...mailboxes.results, ...target], job.waivers);
}

/** What the inventory says about the domain; nothing where nobody took one. */
async function checkOrganisation(
  { domain, inventory, targetMailboxBytes }: CheckJob,
  clock: Clock,
): Promise<readonly CheckResult[]> {
  if (inventory === null) return [];
  const known = readKnownOrganisation(await readDocument(inventory, '--inventory'), inventory);
  return judgeOrganisation(known, { domain, targetBytes: targetMailboxBytes, now: clock.now() });
}

/** Where a source is named, it is listed, and nobody has to look for it. */
function unnamedDav({ mailboxes }: CheckJob): readonly DavProtocol[] {
  const named = new Set(mailboxes.flatMap(({ sources }) => sources.map(({ address }) => address.is)));
  return (['caldav', 'carddav'] as const).filter((protocol) => !named.has(protocol));
}
