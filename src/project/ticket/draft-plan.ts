/** What the plan of a project would be if it were sent now: from its mailboxes, what was found in them, and what was decided. */
import { dateText } from '../../base/civil-days.ts';
import type { Instant } from '../../base/clock.ts';
import { wallAt } from '../../base/wall-clock.ts';
import type { PagePlace } from '../../model/page.ts';
import type { Mailbox, Project } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { Wave } from '../../model/wave.ts';
import type { KnownMove, KnownProject } from '../../plan/document/known-project.ts';
import { nextVersion, parsePlan, type StoredPlan } from '../../plan/document/plan-version.ts';
import { writeProjectPlan } from '../../plan/document/project-plan.ts';
import type { Crew } from '../../plan/forecast/estimate-organisation.ts';
import type { ProjectDeps } from '../act.ts';
import { keptAnswers, keptInventory } from '../papers/kept-papers.ts';
import { holidaysAround } from './date-rules-of.ts';
import { projectDomains } from './domains.ts';

export interface DraftAsked {
  /** Machines that copy, and how many mailboxes each at once. */
  readonly crew: Crew;
}

export interface Draft extends StoredPlan {
  /** False where nothing changed since the last version that was kept; then it is that one. */
  readonly isNew: boolean;
}

/** The project is there. */
export async function draftPlan(
  tenant: Tenant,
  project: Project,
  asked: DraftAsked,
  deps: ProjectDeps,
): Promise<Draft> {
  const before = await readKeptPlan(tenant, project, null);
  const known = await knownProject(tenant, project, asked, deps);
  const { timeZone, requestedOn } = known;
  const title = `Plan of the move ${project.name}`;
  const madeOn = dateText(wallAt(timeZone, deps.clock.now()).day);
  const plan = nextVersion({ title, sections: writeProjectPlan(known), madeOn }, before?.plan ?? null);
  return { plan, requestedOn, isNew: plan !== before?.plan };
}

/** All that is known of it. The project is there. */
export async function knownProject(
  tenant: Tenant,
  project: Project,
  { crew }: DraftAsked,
  { clock }: ProjectDeps,
): Promise<KnownProject> {
  const { id, name } = project;
  const now = clock.now();
  const { timeZone } = await tenant.projectSettings(id);
  const state = await tenant.ticketState(id);
  const today = wallAt(timeZone, now).day;
  // The clock of the notice begins with the request; before there is one, each plan counts from its own day.
  const requestedOn = state.requestedAt === null ? today : wallAt(timeZone, state.requestedAt).day;
  return {
    name,
    moves: await movesOf(tenant, project, now),
    waves: await wavesOf(tenant, project),
    domains: await checkedDomains(tenant, project),
    answers: await keptAnswers(tenant, id),
    inventory: await keptInventory(tenant, id),
    arrangement: await tenant.arrangement(id),
    timeZone,
    holidays: new Set((await holidaysAround(tenant, id, now)).keys()),
    requestedOn,
    switchAt: state.confirmedAt ?? state.wished?.at ?? null,
    crew,
    worked: (await tenant.course(id)).worked,
  };
}

async function checkedDomains(tenant: Tenant, { id }: Project): Promise<KnownProject['domains']> {
  const checks = new Map((await tenant.papers(id, 'domain-check')).map(({ about, document }) => [about, document]));
  const domains = await projectDomains(tenant, id);
  return domains.map((one) => ({ ...one, results: checks.get(one.domain) ?? null }));
}

/** As it was sent; null where there is no such version. */
export async function readKeptPlan(
  tenant: Tenant,
  { id }: Pick<Project, 'id'>,
  version: number | null,
): Promise<StoredPlan | null> {
  const kept = await tenant.keptPlan(id, version);
  return kept === null ? null : parsePlan(kept.document, `version ${kept.version} of the plan`);
}

const PAGE = 500;

/** Of all mailboxes that move, by name. */
export async function movesOf(tenant: Tenant, { id }: Project, now: Instant): Promise<readonly KnownMove[]> {
  const moves: KnownMove[] = [];
  for (let after: PagePlace | null = null; ; ) {
    const page = await tenant.mailboxes(id, { ...EVERY, now }, { by: 'name', isDescending: false, limit: PAGE, after });
    for (const mailbox of page.items) {
      if (mailbox.state === 'cancelled' || mailbox.state === 'rolled-back') continue;
      moves.push(await moveOf(tenant, mailbox));
    }
    if (page.next === null) return moves;
    after = page.next;
  }
}

const EVERY = {
  states: [],
  text: null,
  problem: null,
  hasExceptions: null,
  isWaiting: null,
  isUncounted: null,
} as const;

async function moveOf(tenant: Tenant, mailbox: Mailbox): Promise<KnownMove> {
  const isOpen = mailbox.state === 'listed' || mailbox.state === 'preparing';
  return {
    mailbox,
    survey: mailbox.surveyed === null ? null : await tenant.survey(mailbox.id),
    check: mailbox.checkedAt === null ? null : await tenant.check(mailbox.id),
    steps: isOpen ? (await tenant.mailboxUser(mailbox.id)).steps : [],
  };
}

async function wavesOf(tenant: Tenant, { id }: Project): Promise<readonly Wave[]> {
  const ask = { by: 'startsAt', isDescending: false, limit: PAGE, after: null } as const;
  const { items } = await tenant.waves(id, [], ask);
  return items.filter(({ state }) => state !== 'cancelled');
}
