/** `godwit demo` as the README promises it: no account, no server, a second time, and after it was killed itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/godwit.mjs');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-demo-walk-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the demo', () => {
  test('killed in the middle leaves no process behind', async () => {
    const demo = start();
    while (!demo.output().includes('1 of 3')) await pause(50);
    const children = await descendants(demo.child);
    expect(children.length).toBeGreaterThan(0);
    demo.child.kill('SIGKILL');
    await demo.ended;
    for (let tries = 0; tries < 100 && children.some(isAlive); tries += 1) await pause(50);
    expect(children.filter(isAlive)).toEqual([]);
  });

  test('afterwards runs to its end, proves everything but what was planned, and shows the reports', async () => {
    const demo = start();
    expect(await demo.ended, demo.output()).toBe(0);
    const text = demo.output();
    expect(text).toContain('Godwit is killed, as by a power cut (kill -9)');
    expect(text).toContain('nothing twice');
    expect(text).toContain('224 items proven one by one, 2 exceptions named');
    expect(text).toContain('0 mails or read receipts sent');
    expect(text).toContain('"Film of the workshop, uncut"');
    expect(text).toContain('"Notes to self " is now "Notes to self"');
    expect(text).not.toContain('\x1b');
    const reports = text.match(/\S+report\.html/g) ?? [];
    expect(reports).toHaveLength(3);
    for (const report of reports) expect(await readFile(report, 'utf8')).toContain('</html>');
  });

  test('cleans up its servers and its database, and keeps the reports', async () => {
    const homes = await readdir(folder);
    const finished = homes.filter(
      (home) => existsSync(join(folder, home, 'reports')) && !existsSync(join(folder, home, 'state')),
    );
    expect(finished).toHaveLength(1);
    expect(await readdir(join(folder, finished[0] ?? ''))).toEqual(['reports']);
  });

  test('stopped by Ctrl-C ends soon with exit code 3', async () => {
    const demo = start();
    while (!demo.output().includes('2 of 3')) await pause(50);
    const began = performance.now();
    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(3);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

interface RunningDemo {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

function start(): RunningDemo {
  const child = spawn(process.execPath, [PROGRAM, 'demo', '--state', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (output += String(text)));
  return { child, ended: new Promise((resolve) => child.once('close', resolve)), output: () => output };
}

/** The processes that the demo started and those that they did, without the database, which ends by itself when it is idle. */
async function descendants({ pid = 0 }: ChildProcess): Promise<readonly number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const [, name = '', parent = '0'] = /^\d+ \((.*)\) \S (\d+)/.exec(status) ?? [];
    if (Number(parent) === pid && name !== 'postgres') found.push(Number(entry));
  }
  return found;
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function pause(ms: number): Promise<void> {
  return systemClock.sleep(ms, new AbortController().signal);
}
