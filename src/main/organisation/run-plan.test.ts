import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TO_EXCHANGE } from '../../../test/advice-samples.ts';
import { fakeClock } from '../../../test/fake-clock.ts';
import { instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { PlanJob, SimulateJob } from '../../cli/machinery.ts';
import { exchangeAt } from '../../plan/forecast/destination.ts';
import { runPlan, runSimulation } from './run-plan.ts';

let folder = '';
const NOVEMBER = instant(Date.UTC(2026, 10, 23, 9));
const DAY_MS = 86_400_000;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-plan-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function jobFor(people: readonly string[]): Promise<PlanJob> {
  const groups = [{ name: 'Sales', needs: TO_EXCHANGE, people }];
  const file = join(folder, 'answers.json');
  await writeFile(file, JSON.stringify({ version: 1, organisation: { name: 'Zoë & Sons' }, groups }));
  return {
    answers: { file },
    saveTo: null,
    offers: null,
    inventory: null,
    surveys: [],
    checks: [],
    destination: exchangeAt('mail.example.com'),
    crew: { workers: 1, atOnce: 4 },
    stateFolder: join(folder, 'state'),
    out: join(folder, 'plans'),
  };
}

const at = (days: number) => ({ clock: fakeClock(instant(NOVEMBER + days * DAY_MS)) });

describe('a plan in a folder', () => {
  test('is a page, a paper and a document, for nobody else to read', async () => {
    const { files, isNew, isReady } = await runPlan(await jobFor(['ann@example.com']), at(0));
    expect(files).toEqual(['html', 'pdf', 'json'].map((ending) => join(folder, 'plans', `plan-1.${ending}`)));
    expect([isNew, isReady]).toEqual([true, false]);
    for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600);
    const pdf = await readFile(files[1] ?? '', 'latin1');
    expect(pdf.startsWith('%PDF-1.')).toBe(true);
    expect(pdf.trimEnd().endsWith('%%EOF')).toBe(true);
    expect(Number(/\/Type \/Pages\n\/Count (\d+)/.exec(pdf)?.[1])).toBeGreaterThan(2);
  });

  test('gets a new version when the facts change, and only then; the notice runs from the first', async () => {
    const first = await runPlan(await jobFor(['ann@example.com']), at(0));
    const same = await runPlan(await jobFor(['ann@example.com']), at(3));
    expect(same).toMatchObject({ isNew: false, plan: { version: 1, madeOn: '2026-11-23' }, files: first.files });
    const changed = await runPlan(await jobFor(['ann@example.com', 'bob@example.com']), at(4));
    expect(changed).toMatchObject({ isNew: true, plan: { version: 2, madeOn: '2026-11-27' } });
    expect(JSON.stringify(changed.plan.sections)).toContain('Tuesday, 1 December 2026 at the earliest');
    expect((await readdir(join(folder, 'plans'))).sort()).toEqual([
      'plan-1.html',
      'plan-1.json',
      'plan-1.pdf',
      'plan-2.html',
      'plan-2.json',
      'plan-2.pdf',
    ]);
  });

  test('that lacks its document, as after a crash, is made anew', async () => {
    const { files } = await runPlan(await jobFor(['ann@example.com']), at(0));
    await rm(files[2] ?? '');
    const again = await runPlan(await jobFor(['bob@example.com']), at(0));
    expect(again).toMatchObject({ isNew: true, plan: { version: 1 } });
    expect(await readFile(files[0] ?? '', 'utf8')).toContain('bob@example.com');
  });

  test('cannot be made where something else lies', async () => {
    await writeFile(join(folder, 'plans'), '');
    await expect(runPlan(await jobFor(['ann@example.com']), at(0))).rejects.toBeInstanceOf(Failure);
  });
});

describe('played moves', () => {
  const job: SimulateJob = {
    inventory: null,
    surveys: [],
    mailboxesCount: 30,
    sizes: { medianBytes: 1e8, ninetiethBytes: 1e9, itemBytes: 1e5 },
    service: 'exchange-online',
    workers: [1, 4],
    atOnce: 4,
    rounds: 5,
    seed: 7,
  };

  test('are drawn from what is stated, or from an inventory', async () => {
    const stated = await runSimulation(job, at(0));
    expect(stated).toMatchObject({ mailboxes: 30, isKnown: false });
    expect(stated.rows.map(({ workers }) => workers)).toEqual([1, 4]);
    const inventory = join(folder, 'inventory.json');
    const mailboxes = [
      { address: 'ann@example.com', bytesUsed: 5e9 },
      { address: 'bob@example.com', bytesUsed: null },
    ];
    const document = { takenAt: '2026-11-23T00:00:00Z', domains: [], lists: [], exceptions: [], mailboxes };
    await writeFile(inventory, JSON.stringify(document));
    const known = await runSimulation({ ...job, inventory, mailboxesCount: null }, at(0));
    expect(known).toMatchObject({ mailboxes: 1, bytes: 5e9, isKnown: true });
    expect(await runSimulation({ ...job, inventory }, at(0))).toMatchObject({ mailboxes: 30, bytes: 150e9 });
  });
});
