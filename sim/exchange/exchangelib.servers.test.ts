import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { PASSWORD, rigsOfFile, USER } from '../../test/exchange/rig.ts';
import { skipped } from '../../test/servers/with-dovecot.ts';

const NAME = 'exchangelib, a client that works against real servers,';
/** Debian's python, for which python3-exchangelib is packaged. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, '../../test/exchange/independent-client.py');
const RUN_MS_MAX = 60_000;

const startRig = rigsOfFile();
const why = whyMissing();
if (why === null) describe(NAME, declareTests);
else skipped(NAME, why);

function whyMissing(): string | null {
  try {
    execFileSync(PYTHON, ['-c', 'import exchangelib'], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `python3-exchangelib is not installed (${String(error).split('\n')[0]})`;
  }
}

function declareTests(): void {
  test('fills a calendar and a task list and reads from them what it wrote', async () => {
    const { exchange } = await startRig();
    const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, exchange.url, USER, PASSWORD], {
      timeout: RUN_MS_MAX,
    });
    expect(JSON.parse(stdout)).toEqual(SEEN);
    expect(exchange.counters).toMatchObject({ sentMail: 0, schemaViolations: 0 });
  });
}

/** What is seen, in Greenwich. */
const SEEN = {
  single: {
    times: ['2026-03-02T15:00:00+00:00', '2026-03-02T16:00:00+00:00'],
    words: ['hello', 'R', 'Private', 'OOF'],
    categories: ['a', 'b'],
    reminder: false,
    attendee: ['bob@example.net', 'Accept'],
    organizer: USER,
    type: ['Single', true, false],
  },
  day: ['2026-04-01', '2026-04-01'],
  series: [
    ['RecurringMaster', '2026-03-02T15:00:00+00:00', '2026-03-14T14:00:00+00:00'],
    ['RecurringMaster', '2026-03-02T15:00:00+00:00', '2026-03-23T14:00:00+00:00'],
    ['RecurringMaster', '2026-03-31T14:00:00+00:00', '2026-09-30T14:00:00+00:00'],
    ['RecurringMaster', '2026-03-31T14:00:00+00:00', '2026-09-30T14:00:00+00:00'],
    ['RecurringMaster', '2027-02-28T15:00:00+00:00', '2033-02-28T15:00:00+00:00'],
    ['RecurringMaster', '2026-05-04T14:00:00+00:00', '2032-05-03T14:00:00+00:00'],
  ],
  exceptions: {
    changed: ['2026-03-09T14:00:00+00:00', '2026-03-09T15:00:00+00:00'],
    gone: '2026-03-13T14:00:00+00:00',
    master: 'series 1',
    view: [
      ['2026-03-02T15:00:00+00:00', 'Occurrence'],
      ['2026-03-06T15:00:00+00:00', 'Occurrence'],
      ['2026-03-09T15:00:00+00:00', 'Exception'],
      ['2026-03-16T14:00:00+00:00', 'Occurrence'],
    ],
  },
  tasks: {
    days: ['2026-04-06', '2026-04-08', '2026-04-06'],
    progress: ['InProgress', 50],
    done: ['Completed', 100, true],
    left: 0,
  },
  left: 0,
};
