import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { scriptedEngine } from '../../test/service/engine.ts';
import { addCustomer, type Customer, NOW, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { silentLog } from '../base/log.ts';
import { systemRandom as random } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import type { MailboxState } from '../model/mailbox-states.ts';
import type { ProjectState } from '../model/project-states.ts';
import { doJob } from '../work/do-job.ts';
import { purgeUnneeded } from './purge-passwords.ts';

const DAY_MS = 24 * 3_600_000;
const db = await freshDatabase();
const store = testStore(db);
const clock = fakeClock(NOW);
const signal = new AbortController().signal;

const purge = () => purgeUnneeded(store, { days: 30, worker: 'a test', signal }, { clock, random });

async function put({ project, mailbox }: Customer, state: MailboxState, projectState: ProjectState): Promise<void> {
  await db.query({ name: '', text: 'update project_mailboxes set state = $2 where id = $1', values: [mailbox, state] });
  await db.query({ name: '', text: 'update projects set state = $2 where id = $1', values: [project, projectState] });
}

async function keptCount({ organisation, mailbox }: Customer): Promise<number> {
  return store.inTenant(organisation, async (tenant) => (await tenant.passwordsKept(mailbox)).kept.length);
}

describe('stored passwords', () => {
  test.each([
    { state: 'released', projectState: 'running', kept: 0 },
    { state: 'cancelled', projectState: 'paused', kept: 0 },
    { state: 'verified', projectState: 'completed', kept: 0 },
    { state: 'attention', projectState: 'running', kept: 2 },
    { state: 'verified', projectState: 'running', kept: 2 },
    { state: 'listed', projectState: 'draft', kept: 2 },
  ] as const)('are $kept thirty days after it is $state in a project that is $projectState', async (one) => {
    const mine = await addCustomer(store, random.id());
    const problem = "update project_mailboxes set problem_code = 'target.full', problem_facts = '{}' where id = $1";
    await db.query({ name: '', text: problem, values: [mine.mailbox] });
    await put(mine, one.state, one.projectState);
    await purge();
    clock.advance(30 * DAY_MS - 1);
    await purge();
    expect(await keptCount(mine)).toBe(2);
    clock.advance(1);
    await Promise.all([purge(), purge()]);
    expect(await keptCount(mine)).toBe(one.kept);
    const events = await store.inTenant(mine.organisation, (tenant) => tenant.events(0, 100));
    const purged = events.filter(({ name }) => name === 'purge-passwords');
    expect(purged.map(({ facts, actor }) => [facts, actor.is])).toEqual(
      one.kept === 0 ? [[{ places: 'source 0, target' }, 'godwit']] : [],
    );
    expect(JSON.stringify(events)).not.toContain('kept-secret');
  });

  test('stay where a project was opened again in between, and where one was handed in anew', async () => {
    const [opened, handed] = [await addCustomer(store, 'Opened'), await addCustomer(store, 'Handed in')];
    for (const one of [opened, handed]) await put(one, 'verified', 'completed');
    await purge();
    clock.advance(29 * DAY_MS);
    await put(opened, 'verified', 'paused');
    await store.inTenant(handed.organisation, (tenant) =>
      tenant.keepPassword(handed.mailbox, 'target', new Secret('new'), clock.now()),
    );
    await purge();
    await put(opened, 'verified', 'completed');
    clock.advance(DAY_MS);
    await purge();
    expect(await keptCount(opened)).toBe(2);
  });

  test('are missed by name when something needs them afterwards', async () => {
    const mine = await addCustomer(store, 'Needed');
    await put(mine, 'verified', 'completed');
    await purge();
    clock.advance(30 * DAY_MS);
    await purge();
    await put(mine, 'queued', 'running');
    const engine = scriptedEngine();
    const deps = {
      store,
      engine,
      clock,
      random,
      log: silentLog,
      worker: 'w',
      perHostMax: () => 9,
      stopping: signal,
      signal,
    };
    const { organisation, mailbox } = mine;
    await doJob({ kind: 'mailbox.copy', organisation, mailbox }, signal, deps);
    const found = await store.inTenant(organisation, (tenant) => tenant.mailbox(mailbox));
    expect(found).toMatchObject({
      state: 'attention',
      problem: { code: 'secret.purged', facts: { places: 'the source 0 and the target', at: expect.any(String) } },
    });
    expect(engine.calls).toEqual([]);
  });
});

test('sessions and invitations that are over are forgotten, and others are kept', async () => {
  const hash = (byte: number) => Buffer.alloc(32, byte);
  const [past, future] = [clock.now(), clock.now() + 1];
  const add = (text: string, values: readonly unknown[]) => db.query({ name: '', text, values });
  const invitation = "insert into invitations (token_hash, role, expires_at_ms) values ($1, 'operator', $2)";
  await add(invitation, [hash(1), past]);
  await add(invitation, [hash(2), future]);
  const person = random.id();
  const eve =
    "insert into people (id, role, name, address, password_hash) values ($1, 'operator', 'Eve', 'eve@x', 'no')";
  await add(eve, [person]);
  const session = `
    insert into sessions (token_hash, person_id, until_ms, id, created_at_ms, last_used_at_ms, address)
    values ($1, $2, $3, $4, 0, 0, '127.0.0.1')`;
  await add(session, [hash(3), person, past, random.id()]);
  await add(session, [hash(4), person, future, random.id()]);
  await purge();
  const left = await db.query<{ hash: Buffer }>({
    name: '',
    text: 'select token_hash as hash from invitations union all select token_hash from sessions',
    values: [],
  });
  expect(left.map(({ hash: [byte] }) => byte ?? 0).sort((a, b) => a - b)).toEqual([2, 4]);
});
