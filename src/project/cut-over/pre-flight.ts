/** The pre-flight: whether a project may start, thing by thing, from what was said in the ticket and found by checks. */
import { type Instant, instant } from '../../base/clock.ts';
import { describeCause, describeRemedy, Failure } from '../../base/problem.ts';
import {
  hasPassed,
  type PreFlight,
  type PreFlightCheck,
  type PreFlightFinding,
  type Waiver,
} from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import type { Mailbox, Project, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { type ProjectDeps, whoIs } from '../act.ts';
import { askLook, lookRefusal } from '../ask-look.ts';
import { addressesOf, allToMove } from './moving-mailboxes.ts';

/** A check that is older says nothing any more: passwords change. */
const CHECK_MS_MAX = 24 * 3_600_000;

type Found = Omit<PreFlightFinding, 'waived'>;

/**
 * Looks at everything, keeps what it found, and asks for those checks that are missing or too old: with the next pre-flight
 * they count. Throws `service.not-found`.
 */
export async function runPreFlight(tenant: Tenant, id: ProjectId, by: Actor, deps: ProjectDeps): Promise<PreFlight> {
  const project = await tenant.lockProject(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const mailboxes = await allToMove(tenant, id, deps.clock.now());
  const ticket = await ticketFindings(tenant, project);
  const checked = await checkFindings(tenant, project, mailboxes, by, deps);
  const found = [
    ...ticket,
    ...(await contactFindings(tenant, project, mailboxes)),
    ...collisions(mailboxes),
    ...unprepared(mailboxes),
    ...checked.findings,
    ...(await lockFindings(tenant, project, mailboxes)),
  ];
  const waivers = (await tenant.cutOverPart(id, 'waivers')) ?? [];
  const findings = found.map((finding) => ({ ...finding, waived: reasonFor(finding, waivers) }));
  const at = deps.clock.now();
  const result: PreFlight = { at, findings, checksAsked: checked.asked };
  await keep(tenant, project, result, by);
  return result;
}

/**
 * Lets one thing pass, for a reason. Throws `service.not-found`, `project.reason-missing`, and `project.move-refused` for
 * whoever is no operator; then nothing has changed. The next pre-flight counts it.
 */
export async function waiveFinding(
  tenant: Tenant,
  id: ProjectId,
  { check, thing, reason }: Waiver,
  by: Actor,
  deps: ProjectDeps,
): Promise<PreFlight> {
  if ((await tenant.lockProject(id)) === null) throw new Failure('service.not-found', { what: 'project' });
  const event = 'waive what the pre-flight found';
  if (whoIs(by) !== 'operator') {
    throw new Failure('project.move-refused', { what: 'project', event, why: 'Only an operator may do this.' });
  }
  if (reason.trim() === '') throw new Failure('project.reason-missing', { what: 'project', event });
  const others = ((await tenant.cutOverPart(id, 'waivers')) ?? []).filter(
    (one) => one.check !== check || one.thing !== thing,
  );
  await tenant.setCutOverPart(id, 'waivers', [...others, { check, thing, reason }]);
  const about = { subject: 'project', subjectId: id, project: id, from: null, to: null } as const;
  tenant.append({ ...about, at: deps.clock.now(), actor: by, name: 'waive-finding', reason, facts: { check, thing } });
  return runPreFlight(tenant, id, by, deps);
}

/** Each finding as one line, for the notice that says why nothing begins. */
export function whyNot({ findings, checksAsked }: PreFlight): string {
  const lines = findings.filter(({ waived }) => waived === null).map(({ thing, cause }) => `${thing}: ${cause}`);
  if (checksAsked > 0) lines.push(`${checksAsked} mailboxes are being checked anew`);
  return lines.join('\n');
}

/** Told only where something is different from the last time, since by the clock it is looked at each minute. */
async function keep(tenant: Tenant, { id }: Project, result: PreFlight, by: Actor): Promise<void> {
  const before = await tenant.cutOverPart(id, 'pre-flight');
  await tenant.setCutOverPart(id, 'pre-flight', result);
  await tenant.notePreFlight(id, hasPassed(result) ? result.at : null);
  const isSame = before !== null && JSON.stringify(before.findings) === JSON.stringify(result.findings);
  if (isSame && before.checksAsked === result.checksAsked) return;
  const open = result.findings.filter(({ waived }) => waived === null).length;
  const facts = { open, waived: result.findings.length - open, checksAsked: result.checksAsked };
  const about = { subject: 'project', subjectId: id, project: id, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at: result.at, actor: by, name: 'pre-flight', facts });
}

function reasonFor({ check, thing }: Found, waivers: readonly Waiver[]): string | null {
  return waivers.find((one) => one.check === check && one.thing === thing)?.reason ?? null;
}

async function ticketFindings(tenant: Tenant, { id, name }: Project): Promise<readonly Found[]> {
  const { planVersion: version, acknowledged, confirmedAt } = await tenant.ticketState(id);
  const findings: Found[] = [];
  if (version === null || acknowledged?.version !== version) {
    const cause =
      version === null
        ? 'No plan was sent.'
        : `Nobody has said that version ${version} of the plan was read and understood.`;
    const remedy = 'Send the plan, and have an administrator acknowledge its newest version in the ticket.';
    findings.push({ check: 'plan-acknowledged', thing: name, cause, remedy });
  }
  if (confirmedAt === null) {
    const remedy = 'Confirm the date in the ticket.';
    findings.push({ check: 'date-confirmed', thing: name, cause: 'No date is confirmed.', remedy });
  }
  return findings;
}

async function contactFindings(
  tenant: Tenant,
  { id, name }: Project,
  mailboxes: readonly Mailbox[],
): Promise<readonly Found[]> {
  const { contacts } = await tenant.arrangement(id);
  const check = 'contact-outside';
  const remedy = 'Name an address for notices that lies with another mail service.';
  if (contacts.length === 0)
    return [{ check, thing: name, cause: 'Nobody is named who would hear of trouble.', remedy }];
  const moving = new Set(mailboxes.flatMap(addressesOf));
  const inside = contacts.filter((contact) => moving.has(contact.trim().toLowerCase()));
  return inside.map((thing) => ({ check, thing, cause: 'Notices go to a mailbox that is moving.', remedy }));
}

/** Two mailboxes that are moved into the same one, or out of it. */
function collisions(mailboxes: readonly Mailbox[]): readonly Found[] {
  const owners = Map.groupBy(
    mailboxes.map(({ name, settings: { target } }) => ({
      name,
      key: `${target.address} ${target.user ?? ''}`.toLowerCase(),
    })),
    ({ key }) => key,
  );
  return [...owners.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      check: 'address-collision' as const,
      thing: same.map(({ name }) => name).join(', '),
      cause: 'They would all be moved into the same new mailbox.',
      remedy: 'Give each its own target, or take the others out of the project.',
    }));
}

function unprepared(mailboxes: readonly Mailbox[]): readonly Found[] {
  return mailboxes
    .filter(({ state }) => state === 'listed' || state === 'preparing')
    .map(({ name }) => ({
      check: 'mailbox-prepared',
      thing: name,
      cause: 'Its user is not prepared.',
      remedy: 'Remind the user by the private link, or waive the preparation of this mailbox.',
    }));
}

async function checkFindings(
  tenant: Tenant,
  project: Project,
  mailboxes: readonly Mailbox[],
  by: Actor,
  deps: ProjectDeps,
): Promise<{ readonly findings: readonly Found[]; readonly asked: number }> {
  const findings: Found[] = [];
  const since = instant(deps.clock.now() - CHECK_MS_MAX);
  let asked = 0;
  for (const mailbox of mailboxes) {
    if (isTooOld(mailbox, since)) {
      asked += 1;
      const where = { project: project.id, mailbox: mailbox.id };
      const isFree = mailbox.checkAskedAt === null && lookRefusal(project, mailbox) === null;
      if (isFree) await askLook(tenant, where, 'check', by, deps);
    }
    findings.push(...(await foundAt(tenant, mailbox, since)));
  }
  return { findings, asked };
}

/** One that has failed since is asked for by people, once they have done something about it. */
function isTooOld({ checkedAt, checkAskedAt, problem }: Mailbox, since: Instant): boolean {
  if (checkAskedAt !== null) return true;
  return problem === null && (checkedAt === null || checkedAt < since);
}

async function foundAt(
  tenant: Tenant,
  { id, name, problem, checkVerdict }: Mailbox,
  since: Instant,
): Promise<readonly Found[]> {
  if (problem !== null) {
    const said = { cause: describeCause(problem), remedy: `${describeRemedy(problem)} Then have it checked again.` };
    return [{ check: 'mailbox-checked', thing: name, ...said }];
  }
  const kept = checkVerdict === 'block' ? await tenant.check(id) : null;
  if (kept === null || kept.at < since) return [];
  return kept.results.flatMap(({ id: of, verdict, fault }) =>
    verdict !== 'block' || fault === null
      ? []
      : { check: checkOf(of), thing: name, cause: fault.cause, remedy: fault.remedy },
  );
}

/** C17 is about the new mailbox: that it is there, takes mail and is large enough. C8 is the room of the old one. */
function checkOf(id: string): PreFlightCheck {
  return /^(?:C17|C8)(?:\.|$)/.test(id) ? 'target-ready' : 'mailbox-checked';
}

async function lockFindings(
  tenant: Tenant,
  { id, name }: Project,
  mailboxes: readonly Mailbox[],
): Promise<readonly Found[]> {
  const { way } = await tenant.arrangement(id);
  if (way === 'non-stop' || (await tenant.connection(id)) !== null) return [];
  const locked = new Set((await tenant.locksOf(id)).flatMap((one) => (one.state === 'locked' ? one.mailbox : [])));
  if (mailboxes.every((one) => locked.has(one.id))) return [];
  const cause = 'People are to be locked out, and there is neither a connection to the admin API nor a lock by hand.';
  const remedy = 'Connect the project to the admin API, or lock people out by hand and say so.';
  return [{ check: 'lock-possible', thing: name, cause, remedy }];
}
