/** Brings together what is known of a move, so that a plan can be written of it. Pure. */
import type { MeasuredRun } from '../../model/measured-run.ts';
import type { Advice } from '../advice/advise.ts';
import type { Answers, Group } from '../advice/answers.ts';
import { figuresByUser, type MailboxFigures } from '../advice/mailbox-figures.ts';
import { planDates } from '../calendar/plan-dates.ts';
import type { Destination } from '../forecast/destination.ts';
import { type Crew, estimateOrganisation } from '../forecast/estimate-organisation.ts';
import type { KnownOrganisation } from '../known-organisation.ts';
import type { Preparation } from '../preparation/prepare.ts';
import type { CheckFindings } from './check-findings.ts';
import type { MovingMailbox, PlanFacts } from './plan-facts.ts';
import { wavesOf } from './waves.ts';

export interface KnownFacts {
  readonly answers: Answers;
  readonly advice: Advice;
  readonly preparation: Preparation;
  readonly inventory: KnownOrganisation | null;
  readonly surveys: readonly MailboxFigures[];
  readonly checks: readonly CheckFindings[];
  /** Null: nobody said yet. */
  readonly destination: Destination | null;
  readonly measured: readonly MeasuredRun[];
  readonly crew: Crew;
  /** The day on which the move was asked for, where the answers do not say it. */
  readonly requestedOn: number;
}

/** The mean of half a million moves that another tool counted: 0.48 GiB. */
const ASSUMED_BYTES = 500_000_000;
/** Where no survey has counted items: a letter with the share of attachments that it has on average. */
const ASSUMED_ITEM_BYTES = 100_000;

export function gatherFacts(known: KnownFacts): PlanFacts {
  const { answers, advice, preparation, inventory, checks, destination, measured, crew } = known;
  const surveys = figuresByUser(known.surveys);
  const moving = movingMailboxes(known, surveys);
  const estimate = estimateOrganisation(moving, destination, measured, crew);
  const { calendar } = answers.organisation;
  const dates = planDates({
    ...calendar,
    requestedOn: calendar.requestedOn ?? known.requestedOn,
    duration: estimate.range,
  });
  const named = new Set(advice.groups.flatMap(({ group }) => group.people.map(({ address }) => address)));
  const isPlanned = (address: string): boolean =>
    named.has(address) || moving.some((mailbox) => mailbox.address === address);
  const ungrouped = moving.length > 0 && named.size === 0 ? [] : (inventory?.mailboxes ?? []);
  return {
    organisation: answers.organisation,
    advice,
    preparation,
    destination,
    moving,
    ungrouped: ungrouped.map(({ address }) => address).filter((address) => !isPlanned(address)),
    surveys: new Map([...surveys].filter(([address]) => moving.some((mailbox) => mailbox.address === address))),
    inventory,
    findings: checks.flatMap(({ findings }) => findings),
    checkedDomains: checks.map(({ domain }) => domain),
    crew,
    estimate,
    waves: wavesOf(moving, destination, measured, crew),
    dates,
  };
}

/** Where nobody is named and all are one group, that is everybody whom the inventory knows on the old platform. */
function movingMailboxes(
  { advice, inventory }: KnownFacts,
  surveys: ReadonlyMap<string, MailboxFigures>,
): readonly MovingMailbox[] {
  const groups = advice.groups.filter(({ chosen }) => chosen.way === 'migration').map(({ group }) => group);
  const people = groups.flatMap((group) => group.people.map(({ address }) => ({ address, group })));
  const [only, second] = advice.groups;
  const isEverybody = people.length === 0 && second === undefined && only?.chosen.way === 'migration';
  const all = isEverybody ? everybody(inventory, only.group) : people;
  const listed = new Map(inventory?.mailboxes.map((mailbox) => [mailbox.address, mailbox]));
  const itemBytes = meanItemBytes(surveys);
  return all.map(({ address, group }): MovingMailbox => {
    const figures = surveys.get(address);
    if (figures !== undefined) return { address, group, ...surveyed(figures) };
    const bytes = listed.get(address)?.bytesUsed ?? null;
    const work = sized(bytes ?? ASSUMED_BYTES, itemBytes);
    return { address, group, work, from: bytes === null ? 'assumed' : 'inventory', leavablePart: null };
  });
}

function everybody(
  inventory: KnownOrganisation | null,
  group: Group,
): readonly { readonly address: string; readonly group: Group }[] {
  const mailboxes = inventory?.mailboxes.filter(({ platform }) => platform !== 'exchange') ?? [];
  return mailboxes.map(({ address }) => ({ address, group }));
}

function surveyed(figures: MailboxFigures): Pick<MovingMailbox, 'work' | 'from' | 'leavablePart'> {
  const leavable = figures.folders
    .filter(({ role }) => role === 'junk' || role === 'trash')
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const leavablePart = figures.bytes === 0 ? 0 : Math.min(1, leavable / figures.bytes);
  return { work: { items: figures.items, bytes: figures.bytes }, from: 'survey', leavablePart };
}

function meanItemBytes(surveys: ReadonlyMap<string, MailboxFigures>): number {
  const all = [...surveys.values()];
  const items = all.reduce((sum, one) => sum + one.items, 0);
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  return items === 0 || bytes === 0 ? ASSUMED_ITEM_BYTES : bytes / items;
}

function sized(bytes: number, itemBytes: number): MovingMailbox['work'] {
  return { bytes, items: Math.max(1, Math.round(bytes / itemBytes)) };
}
