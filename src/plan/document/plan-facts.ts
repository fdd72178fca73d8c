/** Everything that a plan is written from. */
import type { Advice, GroupAdvice } from '../advice/advise.ts';
import type { Organisation } from '../advice/answers.ts';
import type { MailboxFigures } from '../advice/mailbox-figures.ts';
import type { PlanDates } from '../calendar/plan-dates.ts';
import type { Destination } from '../forecast/destination.ts';
import type { Crew, OrganisationEstimate, SizedMailbox } from '../forecast/estimate-organisation.ts';
import type { KnownOrganisation } from '../known-organisation.ts';
import type { Preparation } from '../preparation/prepare.ts';
import type { CheckFinding } from './check-findings.ts';
import type { Wave } from './waves.ts';

export interface PlanFacts {
  readonly organisation: Organisation;
  readonly advice: Advice;
  readonly preparation: Preparation;
  /** Null: nobody said yet where it goes. */
  readonly destination: Destination | null;
  readonly moving: readonly MovingMailbox[];
  /** Mailboxes of the inventory that are in no group. */
  readonly ungrouped: readonly string[];
  readonly surveys: ReadonlyMap<string, MailboxFigures>;
  readonly inventory: KnownOrganisation | null;
  /** What did not pass, or was accepted with a reason. */
  readonly findings: readonly CheckFinding[];
  /** Domains whose checks were given. */
  readonly checkedDomains: readonly string[];
  readonly crew: Crew;
  readonly estimate: OrganisationEstimate;
  /** In their order; the first is the trial where there is one. */
  readonly waves: readonly Wave[];
  readonly dates: PlanDates;
}

export interface MovingMailbox extends SizedMailbox {
  readonly group: GroupAdvice['group'];
}
