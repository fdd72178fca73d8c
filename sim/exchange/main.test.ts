import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { createItemBody, envelope, mimeElement, PASSWORD, USER } from '../../test/exchange/rig.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

async function start(folder: string) {
  const args = [MAIN, '--folder', folder, '--account', `${USER}:${PASSWORD}`, '--mailbox', USER];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { url } = JSON.parse(String(first.value)) as { url: string };
  const state = async (): Promise<unknown> => await (await fetch(new URL('/sim/state', url))).json();
  return { child, exited, url, state };
}

test('a simulator of its own says where it listens, keeps its store through kill -9, and stops when it is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sim-exchange-'));
  const first = await start(folder);
  const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'text/xml; charset=utf-8' };
  const body = envelope(createItemBody([mimeElement('Subject: x\r\n\r\nx')]));
  expect((await fetch(first.url, { method: 'POST', headers, body })).status).toBe(200);
  first.child.kill('SIGKILL');
  await first.exited;
  const second = await start(folder);
  expect(await second.state()).toMatchObject({ mailboxes: { [USER]: { items: 1 } } });
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

test('a simulator without what it needs says what is missing and ends with 1', async () => {
  const child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'ignore', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
  expect(Buffer.concat(chunks).toString()).toContain('--mailbox ADDRESS');
});
