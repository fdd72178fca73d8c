import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { assert } from '../../src/base/assert.ts';
import { startTargetJournal } from './target-journal.ts';

const ENVELOPE = '<s:Envelope><s:Body><m:CreateItem/></s:Body></s:Envelope>';
/** Says when a write has left it, and waits for the answer. */
const WRITER = `
  process.on('message', (url) => {
    const headers = { authorization: 'Basic ' + Buffer.from('ann:pw').toString('base64') };
    const asked = require('node:http').request(url, { method: 'POST', headers });
    asked.on('error', () => undefined);
    asked.end('${ENVELOPE}', () => process.send('sent'));
  });`;

test.skipIf(process.platform !== 'linux')('a write is known as that of a process that is dead by then', async () => {
  const target = createServer((request, answer) => void request.resume().on('end', () => answer.end()));
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  onTestFinished(() => void target.close());
  const place = target.address();
  assert(place !== null && typeof place === 'object', 'a listening TCP server has a port');
  const journal = await startTargetJournal(place.port);
  onTestFinished(() => journal.close());
  const child = fork('-e', [WRITER], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { pid } = child;
  assert(pid !== undefined, 'it was started');
  journal.know(pid);
  child.send(`http://127.0.0.1:${journal.port}/`);
  await once(child, 'message');
  process.kill(pid, 'SIGSTOP');
  await journal.seen();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect.poll(() => journal.written.length).toBe(1);
  expect(journal.written).toMatchObject([{ pid, mailbox: 'ann', operation: 'CreateItem' }]);
});
