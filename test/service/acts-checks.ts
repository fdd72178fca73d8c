/** What holds of a project whatever has happened to it: states, events and jobs agree with the tables. */

import { jobKindOf, mayGoOn } from '../../src/model/mailbox-job.ts';
import { MAILBOX, type MailboxState } from '../../src/model/mailbox-states.ts';
import { PROJECT, type ProjectState } from '../../src/model/project-states.ts';
import type { Who as Cause, Machine } from '../../src/model/states.ts';
import { WAVE, type WaveState } from '../../src/model/wave-states.ts';
import type { World } from './acts-world.ts';

interface Told {
  readonly number: number;
  readonly subject: string;
  readonly subjectId: string;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly actor: { readonly is: string; readonly role?: string };
}

const MACHINES: Readonly<Record<string, Machine<string, string>>> = { project: PROJECT, wave: WAVE, mailbox: MAILBOX };

/** Follows the events of one project from its first. */
export class Chain {
  readonly #states = new Map<string, string>();
  #cursor = '';
  #seen = 0;

  /** Throws for an event, a state or a missing job that no table allows. */
  async check(world: World): Promise<void> {
    for (const event of await this.#newEvents(world)) this.#follow(event);
    const { project, waves, mailboxes } = await rowsOf(world);
    for (const { id, state } of [project, ...waves, ...mailboxes]) {
      const last = this.#states.get(id);
      if (last !== state) throw new Error(`${id} is ${state}, and by its events ${last}`);
    }
    for (const { id, state, wave } of mailboxes) {
      const kind = jobKindOf(state as MailboxState); // parsed by the interface
      const waveState = waves.find((one) => one.id === wave)?.state ?? null;
      // As above.
      const isGoing = kind !== null && mayGoOn(kind, project.state as ProjectState, waveState as WaveState | null);
      // One in step waits for its hour, which gives it a job.
      if (kind === null || state === 'in-step' || !isGoing) continue;
      const jobs = world.jobsOf(id).map((job) => job.kind);
      if (!jobs.includes(kind))
        throw new Error(`mailbox ${id} is ${state}, and no job goes on with it: ${jobs.join()}`);
    }
  }

  async #newEvents(world: World): Promise<readonly Told[]> {
    const query = this.#cursor === '' ? '' : `&cursor=${encodeURIComponent(this.#cursor)}`;
    const page = (await world.as('administrator').ask('GET', `${world.url}/events?limit=500${query}`)).json();
    const fresh = (page.items as Told[]).filter(({ number }) => number > this.#seen);
    this.#seen = fresh.at(-1)?.number ?? this.#seen;
    this.#cursor = page.next ?? this.#cursor;
    return fresh;
  }

  #follow({ subject, subjectId, name, from, to, actor }: Told): void {
    const table = MACHINES[subject];
    if (table === undefined || (from === null && to === null)) return;
    const before = this.#states.get(subjectId) ?? null;
    const what = `${subject} ${subjectId}: ${name} from ${from} to ${to} by ${JSON.stringify(actor)}`;
    if (before !== from) throw new Error(`${what}, and before it was ${before}`);
    if (to !== null) this.#states.set(subjectId, to);
    if (from === null) {
      if (to !== table.initial) throw new Error(`${what} is no beginning`);
      return;
    }
    const step = table.events[name];
    if (step === undefined || !step.from.includes(from) || step.to !== to) throw new Error(`${what} is in no table`);
    const cause = (actor.role ?? actor.is) as Cause; // checked by being looked for
    if (!step.by.includes(cause)) throw new Error(`${what}, which is for ${step.by.join(', ')}`);
  }
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly wave: string | null;
}

export async function rowsOf(world: World) {
  const { url } = world;
  const admin = world.as('administrator');
  const [project, waves, mailboxes] = await Promise.all(
    ['', '/waves', '/mailboxes'].map(async (path) => (await admin.ask('GET', `${url}${path}`)).json()),
  );
  return { project: project as Row, waves: waves.items as Row[], mailboxes: mailboxes.items as Row[] };
}
