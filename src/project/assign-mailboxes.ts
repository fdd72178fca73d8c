/** Mailboxes that are put into a wave, or taken out of the one they are in. */
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import { AT_WORK, GOING_BACK, IN_HAND, MAILBOX, NOT_BEGUN, SETTLED } from '../model/mailbox-states.ts';
import type { Mailbox, MailboxId, Project, ProjectId } from '../model/project.ts';
import { inWords } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave, WaveId } from '../model/wave.ts';
import { isCutOverAhead, WAVE_AHEAD } from '../model/wave-states.ts';
import type { ProjectDeps } from './act.ts';
import { addJobs } from './jobs.ts';

export interface Assignment {
  readonly project: ProjectId;
  /** Null: they move with their project. */
  readonly wave: WaveId | null;
  readonly mailboxes: readonly MailboxId[];
}

/**
 * All of them or none. Those that come into a wave that runs begin at once. Throws `service.not-found`, and
 * `project.move-refused` with the first mailbox that stands against it.
 */
export async function assignMailboxes(
  tenant: Tenant,
  { project: projectId, wave: waveId, mailboxes: ids }: Assignment,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  const project = await tenant.lockProject(projectId);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const wave = waveId === null ? null : await tenant.lockWave(waveId);
  if (waveId !== null && wave?.project !== projectId) throw new Failure('service.not-found', { what: 'wave' });
  if (wave !== null && !TAKES.includes(wave.state)) {
    throw new Failure('project.move-refused', {
      what: 'wave',
      event: 'take mailboxes',
      why: `It is ${inWords(wave.state)}.`,
    });
  }
  const distinct = [...new Set(ids)].sort();
  for (const id of distinct) refuseAssignment(await tenant.lockMailbox(id), project, wave);
  const at = clock.now();
  const before = await tenant.assignMailboxes(projectId, waveId, distinct);
  const changed = before.filter((mailbox) => mailbox.wave !== waveId);
  for (const mailbox of changed) {
    const about = { subject: 'mailbox', subjectId: mailbox.id, project: projectId } as const;
    const facts = { old: mailbox.wave, new: waveId };
    tenant.append({ ...about, at, actor: by, name: 'assign', from: null, to: null, reason: null, facts });
  }
  const isGoing = project.state === 'running' && (wave === null || wave.state === 'running');
  if (wave !== null && wave.state === 'running') await queueNew(tenant, wave, by, clock.now());
  const own = changed.map((mailbox) => ({ ...mailbox, wave: waveId }));
  const now = wave !== null && wave.state === 'running' ? await tenant.mailboxesOf(wave.id, AT_WORK) : own;
  if (isGoing)
    await addJobs(
      tenant,
      now.filter(({ id }) => own.some((one) => one.id === id)),
    );
}

const TAKES: readonly Wave['state'][] = [...WAVE_AHEAD, 'running', 'paused'];

async function queueNew(tenant: Tenant, { id, project }: Wave, by: Actor, at: ReturnType<ProjectDeps['clock']['now']>) {
  const { to } = MAILBOX.events.queue;
  for (const { id: mailbox, state } of await tenant.moveMailboxes({ project, only: id }, NOT_BEGUN, to)) {
    const about = { subject: 'mailbox', subjectId: mailbox, project } as const;
    tenant.append({ ...about, at, actor: by, name: 'queue', from: state, to, reason: null, facts: { wave: id } });
  }
}

function refuseAssignment(mailbox: Mailbox | null, { id }: Project, wave: Wave | null): asserts mailbox is Mailbox {
  if (mailbox?.project !== id) throw new Failure('service.not-found', { what: 'mailbox' });
  const why = assignmentRefusal(mailbox, wave);
  if (why !== null) {
    throw new Failure('project.move-refused', { what: 'mailbox', event: 'be put into the wave', why });
  }
}

/** Why it cannot be put there; null when it can. */
function assignmentRefusal({ name, state, wave: own }: Mailbox, wave: Wave | null): string | null {
  if (own === (wave?.id ?? null)) return null;
  if (GOING_BACK.some((one) => one === state) || SETTLED.includes(state) || MAILBOX.final.includes(state))
    return `${name} is ${inWords(state)}.`;
  if (IN_HAND.some((one) => one === state)) return `${name} is being worked on; pause it first.`;
  const isKept = state !== 'in-step' || (wave !== null && isCutOverAhead(wave));
  return isKept ? null : `${name} is in step with its source; only a wave whose cut-over lies ahead can take it.`;
}
