import { afterAll, describe, expect, test } from 'vitest';
import { done } from '../../../test/service/filled-organisation.ts';
import { ticketStage } from '../../../test/service/ticket-stage.ts';

const stage = await ticketStage();
afterAll(() => stage.api.close());
const { admin } = stage;

const NEEDS = { outlook: [], phone: [], sharing: [], documents: [], storage: 'enough', programs: ['webmail'] };
const ANSWERS = {
  version: 1,
  organisation: { name: 'Finch', contact: 'Ada, 555 0100' },
  groups: [
    {
      name: 'Sales',
      needs: { ...NEEDS, outlook: ['calendar'], programs: ['outlook-classic'] },
      people: [{ address: 'ann@example.com', pop: 'yes', localMail: 'no', reachAt: 'ann@home.example' }],
    },
    { name: 'Stock', needs: NEEDS, people: ['zoe@example.com'] },
  ],
};

/** In the form of `godwit inventory --json`, with what is not kept. */
function inventoryOf(addresses: readonly string[]) {
  const mailboxes = addresses.map((address) => ({
    address,
    platform: 'rackspace-email',
    bytesMax: 26_843_545_600,
    bytesUsed: 1_000_000,
    autoReply: { isOn: true, text: 'planted words' },
    contact: { mobileNumber: 'planted number' },
  }));
  return {
    exitCode: 0,
    takenAt: '2026-11-20T08:00:00Z',
    origins: ['x'],
    domains: [],
    mailboxes,
    lists: [],
    exceptions: [],
  };
}

describe('answers and advice', () => {
  test('are compared without a project, and nothing of them is kept', async () => {
    const advice = await done(admin.ask('POST', `${stage.url}/advice`, ANSWERS));
    expect(advice['groups']).toMatchObject([
      { name: 'Sales', chosen: 'exchange', way: 'migration' },
      { name: 'Stock', way: 'stay' },
    ]);
    const { comparison, offers } = await done(admin.ask('GET', `${stage.url}/offers`));
    expect(offers).toHaveLength(3);
    expect(comparison).toContainEqual(expect.objectContaining({ title: 'Mailbox storage', cells: expect.any(Array) }));
  });

  test('are kept with a project, and stand in its preparation and its plan', async () => {
    const { url, mailbox } = await stage.drafted(undefined, ['ann@example.com', 'ben@example.com']);
    expect((await admin.ask('GET', `${url}/advice`)).statusCode).toBe(404);
    await done(admin.ask('PUT', `${url}/answers`, ANSWERS));
    expect(await done(admin.ask('GET', `${url}/answers`))).toMatchObject({ answers: ANSWERS });
    expect((await done(admin.ask('GET', `${url}/advice`)))['groups']).toHaveLength(2);
    const { people, isReady } = await done(admin.ask('GET', `${url}/preparation`));
    expect(isReady).toBe(false);
    expect(people).toMatchObject([
      {
        address: 'ann@example.com',
        group: 'Sales',
        tasks: expect.arrayContaining([expect.objectContaining({ id: 'move-pop' })]),
      },
      { address: 'ben@example.com', group: 'Everybody' },
    ]);
    const sheet = await done(admin.ask('GET', `${mailbox}/sheet`));
    expect(JSON.stringify(sheet['guides'])).toContain('Ada, 555 0100');
    expect((await admin.ask('GET', `${mailbox}/sheet/page`)).body).toContain('ann@example.com');
    expect((await admin.ask('GET', `${url}/preparation/page`)).body).toContain('0 of 2 people are prepared');
    await done(admin.ask('POST', `${mailbox}/acts`, { act: 'finish-preparing' }));
    expect(await done(admin.ask('GET', `${url}/preparation`))).toMatchObject({ preparedCount: 1 });
    expect((await admin.ask('GET', `${url}/plan-draft`)).body).toContain('Sales');
  });

  test('are refused with the place of the fault', async () => {
    const { url } = await stage.drafted();
    const wrong = { ...ANSWERS, groups: [{ ...ANSWERS.groups[0], decision: 'fax' }] };
    const refused = await admin.ask('PUT', `${url}/answers`, wrong);
    expect(refused.statusCode).toBe(422);
    expect(refused.json().title).toContain('fax');
    const misspelled = { ...ANSWERS, groups: [{ ...ANSWERS.groups[0], needs: { ...NEEDS, phone: ['fax'] } }] };
    expect((await admin.ask('PUT', `${url}/answers`, misspelled)).json().title).toContain('groups[0].needs.phone[0]');
    expect((await admin.ask('GET', `${url}/answers`)).statusCode).toBe(404);
  });
});

describe('the inventory', () => {
  test('is handed in without what people wrote, and the plan names whom it leaves out', async () => {
    const { url } = await stage.drafted();
    const handedIn = inventoryOf(['ann@example.com', 'ben@example.com']);
    const kept = await admin.ask('PUT', `${url}/inventory`, handedIn);
    expect(kept.json()).toMatchObject({
      problem: null,
      inventory: { mailboxes: [{ address: 'ann@example.com' }, {}] },
    });
    expect(kept.body).not.toContain('planted');
    expect((await admin.ask('GET', `${url}/plan-draft`)).body).toContain('ben@example.com');
    const refused = await admin.ask('PUT', `${url}/inventory`, { takenAt: 'x' });
    expect(refused.statusCode).toBe(422);
  });

  test('can only be asked for where there is a connection to the admin API', async () => {
    const { url } = await stage.drafted();
    const refused = await admin.ask('POST', `${url}/inventory`);
    expect([refused.statusCode, refused.json().title]).toEqual([404, expect.stringContaining('connection')]);
    await done(admin.ask('PUT', `${url}/connection`, { userKey: 'planted-key', secretKey: 'planted-key' }));
    const asked = await admin.ask('POST', `${url}/inventory`);
    expect(asked.statusCode).toBe(202);
    expect(asked.json()).toMatchObject({ madeAt: null, inventory: null, askedAt: expect.any(String) });
  });
});

test('a domain is checked when somebody asks, and only one that moves', async () => {
  const { url } = await stage.drafted();
  expect((await admin.ask('GET', `${url}/domains/example.com/check`)).statusCode).toBe(404);
  const asked = await admin.ask('POST', `${url}/domains/example.com/check`, { target: 'exchange-online' });
  expect([asked.statusCode, asked.json().results]).toEqual([202, null]);
  expect((await admin.ask('POST', `${url}/domains/other.example/check`, {})).statusCode).toBe(404);
});
