import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { idIn, listIn, OWNER, startGraphRig } from '../../test/graph/rig.ts';
import { type RunningExchange, startExchange } from '../exchange/start-exchange.ts';

const USER = `/users/${encodeURIComponent(OWNER)}`;
const folder = mkdtempSync(join(tmpdir(), 'sim-both-'));
let exchange: RunningExchange | null = null;
afterEach(async () => {
  await exchange?.close();
  rmSync(folder, { recursive: true });
});

test('what Graph wrote is in the store of EWS, and is still there after both have ended', async () => {
  const options = {
    folder,
    accounts: [{ user: OWNER, password: 'p', mayImpersonate: 'all', auth: ['basic'] }],
    mailboxes: [{ address: OWNER }],
  } as const;
  exchange = await startExchange(options);
  const rig = await startGraphRig({}, { store: exchange.mailboxes });
  const made = await rig.ask('POST', `${USER}/mailFolders/inbox/messages`, { subject: 'seen by both' });
  await rig.ask('POST', `${USER}/outlook/masterCategories`, { displayName: 'Blue' });
  const immutable = await rig.ask('GET', `${USER}/messages/${idIn(made)}`, undefined, {
    prefer: 'IdType="ImmutableId"',
  });
  await rig.ask('POST', `${USER}/messages/${idIn(made)}/move`, { destinationId: 'junkemail' });
  const subjects = (running: RunningExchange) =>
    running.inspect(OWNER).flatMap(({ path, items }) => items.map(({ subject }) => [path.join('/'), subject]));
  expect(subjects(exchange)).toEqual([['Junk Email', 'seen by both']]);
  await rig.close();
  await exchange.close();
  exchange = await startExchange(options);
  expect(subjects(exchange)).toEqual([['Junk Email', 'seen by both']]);
  const again = await startGraphRig({}, { store: exchange.mailboxes });
  expect((await again.ask('GET', `${USER}/messages/${idIn(immutable)}`)).json).toMatchObject({
    subject: 'seen by both',
  });
  expect(listIn(await again.ask('GET', `${USER}/outlook/masterCategories`))).toMatchObject([{ displayName: 'Blue' }]);
  await again.close();
});
