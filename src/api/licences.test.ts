import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type Asker, apiRig, asker, firstOperator, idOf, newOrganisation } from '../../test/service/api.ts';
import { REPORT } from '../../test/service/engine.ts';
import { signedIn } from '../../test/service/filled-organisation.ts';
import { linkRig } from '../../test/service/linked.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api, clock } = rig;
afterAll(() => api.close());
await firstOperator(rig);
const DAY_MS = 24 * 3_600_000;
const HOLD_DAYS = 14;
const MAILBOXES = 2;
const RUNS = 60;

type Step =
  | { readonly do: 'project' | 'mailbox'; readonly act: string; readonly which: number; readonly reason: boolean }
  | { readonly do: 'pass'; readonly days: number }
  | { readonly do: 'copy' };

const which = fc.nat(MAILBOXES - 1);
/** A reason is given more often than not, so that sequences get somewhere. */
const reason = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false));
const ofProject = fc.constantFrom(
  'hand-over',
  'verify',
  'request-removal',
  'close',
  'reopen',
  'verify',
  'request-removal',
);
const ofMailbox = fc.constantFrom(
  'confirm',
  'waive-confirmation',
  'accept',
  'release',
  'finish-clients',
  'issue-credentials',
  'roll-back',
  'cancel',
  'reopen',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('project' as const), act: ofProject, which, reason }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('mailbox' as const), act: ofMailbox, which, reason }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.constantFrom(1, 6, 15) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('copy' as const) }) },
);
const project = (act: string): Step => ({ do: 'project', act, which: 0, reason: true });
const mailbox = (act: string, at: number): Step => ({ do: 'mailbox', act, which: at, reason: true });
/** The way to the end; most sequences leave something of it out, and do something else in between. */
const WAY: readonly Step[] = [
  project('hand-over'),
  mailbox('accept', 0),
  mailbox('confirm', 0),
  mailbox('accept', 1),
  mailbox('waive-confirmation', 1),
  project('verify'),
  { do: 'copy' },
  { do: 'pass', days: 15 },
  project('request-removal'),
  project('close'),
];
const kept = fc.oneof({ weight: 12, arbitrary: fc.constant(true) }, fc.constant(false));
const sequences = fc
  .tuple(...WAY.map((one) => fc.tuple(kept, fc.constant(one), fc.array(step, { maxLength: 2 }))))
  .map((parts) => parts.flatMap(([isKept, one, more]) => [...more, ...(isKept ? [one] : [])]));
const begins = fc.array(fc.constantFrom('verified', 'verified', 'verified', 'partial', 'paused', 'queued', 'in-step'), {
  minLength: MAILBOXES,
  maxLength: MAILBOXES,
});

interface Place {
  readonly url: string;
  readonly mailboxes: readonly { readonly id: string; readonly one: string }[];
  readonly provenAt: ReadonlyMap<string, number>;
}

/** Signed in anew once time has passed. */
let operating = asker(api, await signedIn(rig, 'operator@godwit.example'));
const place = await newOrganisation(api, operating, 'Finch');
let projects = 0;

/** A project that was moved, with its mailboxes in these states; those that are verified were so at some moment. */
async function moved(states: readonly string[]): Promise<Place> {
  projects += 1;
  const { projectUrl: url, linked } = await linkRig(rig, { ...place, admin: operating }, `Move ${projects}`);
  const provenAt = new Map<string, number>();
  const mailboxes = [];
  for (const state of states) {
    const { id, one } = await linked();
    await db.query({ name: '', text: 'update project_mailboxes set state = $2 where id = $1', values: [id, state] });
    if (['verified', 'partial'].includes(state)) {
      provenAt.set(id, clock.now());
      await rig.deps.store.inTenant(
        idOf(place) as OrganisationId,
        (tenant) => tenant.keepReport(id as MailboxId, 0, { at: clock.now(), report: REPORT }), // as they were given
      );
    }
    mailboxes.push({ id, one });
  }
  const id = url.split('/').at(-1);
  await db.query({ name: '', text: `update projects set state = 'completed' where id = $1`, values: [id] });
  return { url, mailboxes, provenAt };
}

/** What stands against the state that was reached; none where it may be. Told by what happened, and not by the tables. */
async function complaints({ url, mailboxes, provenAt }: Place, who: Asker): Promise<readonly string[]> {
  const { state } = (await who.ask('GET', url)).json();
  const rows = (await who.ask('GET', `${url}/mailboxes`)).json().items as { id: string; state: string }[];
  const isAsked = ['decommissioning', 'closed'].includes(state);
  const released = rows.filter((row) => row.state === 'released');
  if (!isAsked && released.length === 0) return [];
  const found: string[] = isAsked ? [] : ['a licence was released that nobody asked to be removed'];
  const { lastCopy } = (await who.ask('GET', `${url}/finish`)).json();
  if (lastCopy === null) found.push('there is no last copy');
  for (const { id, one } of mailboxes) {
    const row = rows.find((each) => each.id === id);
    if (row === undefined || ['cancelled', 'rolled-back'].includes(row.state)) continue;
    const proof = provenAt.get(id);
    if (proof === undefined) found.push(`${row.state}: it was never verified`);
    else if (clock.now() - proof < HOLD_DAYS * DAY_MS) found.push('the hold is not over');
    const { items } = (await who.ask('GET', `${url}/events?limit=500&subjectId=${one.split('/').at(-1)}`)).json();
    const said = (items as { name: string; reason: string | null }[]).filter(
      ({ name, reason: why }) => name === 'confirm' || (name === 'waive-confirmation' && (why ?? '') !== ''),
    );
    if (said.length === 0) found.push(`${row.state}: nobody has confirmed it, and nobody has waived that`);
  }
  return found;
}

async function doStep(one: Step, { url, mailboxes }: Place): Promise<void> {
  if (one.do === 'pass') {
    clock.advance(one.days * DAY_MS);
    operating = asker(api, await signedIn(rig, 'operator@godwit.example'));
    return;
  }
  const who = operating;
  if (one.do === 'copy') {
    await who.ask('PUT', `${url}/finish/last-copy`, { is: 'waived', reason: 'a test' });
    return;
  }
  const at = one.do === 'project' ? url : (mailboxes[one.which]?.one ?? url);
  await who.ask('POST', `${at}/acts`, { act: one.act, reason: one.reason ? 'a reason' : null });
}

test('no sequence of calls reaches the release of a licence that must not go', async () => {
  let reached = 0;
  const property = fc.asyncProperty(begins, sequences, async (states, sequence) => {
    const made = await moved(states);
    for (const one of sequence) {
      await doStep(one, made);
      expect(await complaints(made, operating), JSON.stringify(one)).toEqual([]);
    }
    const { state } = (await operating.ask('GET', made.url)).json();
    if (['decommissioning', 'closed'].includes(state)) reached += 1;
  });
  await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: 20_000 });
  expect(reached).toBeGreaterThan(0);
}, 120_000);
