import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import type { RunControl } from '../../cli/machinery.ts';
import { destinationOf, measured, readMeasuredRuns } from './measured-runs.ts';

let stateFolder = '';
let now = 0;
const clock = { now: () => instant(now), sleep: async () => undefined };
const signal = new AbortController().signal;
const target = { is: 'archive', path: '/nowhere' } as const;

beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'godwit-measured-'));
});

afterEach(() => rm(stateFolder, { recursive: true, force: true }));

test('what copies took is there in the next run, and a line that a crash cut short is passed over', async () => {
  const heard: string[] = [];
  const control: RunControl = {
    watch: ({ is }) => heard.push(is),
    expect: () => undefined,
    stopping: signal,
    signal,
    log: silentLog,
  };
  const copy = (items: number): Promise<string> =>
    measured({ stateFolder, target }, control, clock, async ({ watch }) => {
      now += 1000;
      if (items > 0) watch({ is: 'settled', folder: ['INBOX'], items, bytes: 500, failed: 0 });
      now += 4000;
      return 'moved';
    });
  expect(await copy(12)).toBe('moved');
  await appendFile(join(stateFolder, 'measured-runs.jsonl'), '{"endedAt":5,"serv\nnull\n{"service":"exchange"}\n');
  await copy(0);
  await copy(7);
  expect(heard).toEqual(['settled', 'settled']);
  expect(await readMeasuredRuns(stateFolder)).toEqual([
    expect.objectContaining({ service: 'archive', targetHost: '', items: 12, bytes: 500, startMs: 1000, copyMs: 4000 }),
    expect.objectContaining({ items: 7 }),
  ]);
});

test('a copy that fails is not measured, and one whose measures cannot be kept has still succeeded', async () => {
  const control: RunControl = {
    watch: () => undefined,
    expect: () => undefined,
    stopping: signal,
    signal,
    log: silentLog,
  };
  await expect(
    measured({ stateFolder, target }, control, clock, async () => Promise.reject(new Error('broken'))),
  ).rejects.toThrow('broken');
  expect(await readMeasuredRuns(stateFolder)).toEqual([]);
  await appendFile(join(stateFolder, 'a-file'), '');
  const nowhere = { stateFolder: join(stateFolder, 'a-file'), target };
  const end = measured(nowhere, control, clock, async ({ watch }) => {
    watch({ is: 'settled', folder: ['INBOX'], items: 1, bytes: 1, failed: 0 });
    return 'moved';
  });
  expect(await end).toBe('moved');
});

test.each([
  { host: 'outlook.office365.com', service: 'exchange-online' },
  { host: 'Outlook.Office.com', service: 'exchange-online' },
  { host: 'partner.outlook.cn', service: 'exchange-online' },
  { host: 'outlook.office365.com.example.com', service: 'exchange' },
  { host: 'mail.example.com', service: 'exchange' },
])('$host is $service', ({ host, service }) => {
  const url = `https://${host}/EWS/Exchange.asmx`;
  const address = { is: 'ews', url, host, mailbox: 'ann@example.com', user: 'ann@example.com' } as const;
  expect(destinationOf(address)).toEqual({ service, host: host.toLowerCase() });
});
