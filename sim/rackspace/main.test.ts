import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

test('a simulator of its own says where it listens, takes faults, tells its state, and stops when it is told', async () => {
  const args = [MAIN, '--domain', 'example.com', '--user-key', 'u', '--secret-key', 's', '--mailboxes', '7'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { url } = JSON.parse(String(first.value)) as { url: string };
  expect((await fetch(`${url}/customers/me/domains`)).status).toBe(403);
  const faults = [{ when: {}, then: { is: 'http', status: 502, body: 'x' } }];
  await fetch(new URL('/sim/faults', url), { method: 'POST', body: JSON.stringify(faults) });
  expect((await fetch(`${url}/customers/me/domains`)).status).toBe(502);
  const state: unknown = await (await fetch(new URL('/sim/state', url))).json();
  expect(state).toMatchObject({ mailboxes: 7, counters: { requests: 2, refused: { 'no X-Api-Signature': 1 } } });
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

test('a simulator without what it needs says what is missing and ends with 1', async () => {
  const child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'ignore', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
  expect(Buffer.concat(chunks).toString()).toContain('--user-key KEY');
});
