import { describe, expect, test } from 'vitest';
import { openMailSink } from '../../test/service/mail-sink.ts';
import { CONTACT, mailSettings, noticesWorld, OPERATOR } from '../../test/service/notices-world.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { instant } from '../base/clock.ts';
import type { Notice } from '../model/notice.ts';
import { announce } from '../project/announce.ts';

const db = await freshDatabase();
const store = testStore(db);
let worlds = 0;

/** What an earlier test left is not due for this one. */
async function world() {
  await db.query({ name: '', text: "update deliveries set state = 'failed' where state = 'waiting'", values: [] });
  worlds += 1;
  return noticesWorld(store, `World ${worlds}`);
}

async function tell(w: Awaited<ReturnType<typeof world>>, given: Partial<Notice> = {}): Promise<void> {
  const notice = { kind: 'closed', project: w.project, mailbox: null, facts: { project: 'Move' }, ...given } as Notice;
  await w.inTenant(async (tenant) => {
    await tenant.lockProject(w.project);
    await announce(tenant, notice, w.deps);
  });
}

describe('a notice', () => {
  test('goes out once to each recipient, from the transaction of its ticket entry to the mail server', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await tell(w);
    expect(new Set((await w.deliveries()).map(({ state, address }) => `${state} ${address}`))).toEqual(
      new Set([`waiting ${CONTACT}`, `waiting ${OPERATOR}`]),
    );
    await w.send();
    await w.send();
    expect(sink.mails.flatMap(({ to }) => to).sort()).toEqual([CONTACT, OPERATOR]);
    expect((await w.deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent']);
    const { raw } = sink.mails.find(({ to }) => to.includes(CONTACT)) ?? { raw: '' };
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw).toMatch(/^Message-ID:\s+<godwit\.[0-9a-f-]{36}\.[a-z2-7]{32}@move\.example\.com>\r$/im);
    expect(raw).toMatch(/^Reply-To: <?ticket\+[a-z2-7]{32}@move\.example\.com>?\r$/m);
    expect(raw).toContain('Content-Type: multipart/alternative');
    const entries = await w.inTenant((tenant) =>
      tenant.entries(w.project, { by: 'number', isDescending: false, after: null, limit: 10 }),
    );
    expect(entries.items).toMatchObject([{ part: { is: 'notice', kind: 'closed' } }]);
  });

  test('is not sent at all when what it tells of was not kept', async () => {
    const w = await world();
    const lost = w.inTenant(async (tenant) => {
      await announce(tenant, { kind: 'closed', project: w.project, mailbox: null, facts: { project: 'Move' } }, w.deps);
      throw new Error('the disk is full');
    });
    await expect(lost).rejects.toThrow('the disk is full');
    expect(await w.deliveries()).toEqual([]);
  });

  test('waits and says why while there is no mail server, and goes out once there is one', async () => {
    const w = await world();
    await w.set(null);
    await tell(w);
    await w.send();
    expect(await w.deliveries()).toMatchObject([
      { state: 'waiting', tries: 0, problem: { code: 'mail.not-set' } },
      { state: 'waiting', tries: 0, problem: { code: 'mail.not-set' } },
    ]);
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await w.send();
    expect(sink.mails).toHaveLength(2);
  });

  test('is given up, and shown so, when no mail server came for three days', async () => {
    const w = await world();
    await w.set(null);
    await tell(w);
    for (let hours = 0; hours < 80; hours++) {
      await w.send();
      w.clock.advance(3_600_000 + 1);
    }
    expect((await w.deliveries()).map(({ state, problem }) => [state, problem?.code])).toEqual([
      ['failed', 'mail.not-set'],
      ['failed', 'mail.not-set'],
    ]);
  });
});

describe('the user of a mailbox', () => {
  const invited = async (w: Awaited<ReturnType<typeof world>>) => {
    const facts = { mailbox: 'ann', date: 'today', link: 'https://move.example.com/m/the-private-link' };
    await tell(w, { kind: 'user-invited', mailbox: w.mailbox, facts });
    await w.send();
  };

  test('gets the private link, which stands nowhere else and is kept no longer than it is needed', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await w.inTenant((tenant) => tenant.setMailboxContact(w.mailbox, 'ann@home.example', w.clock.now()));
    await invited(w);
    expect(sink.mails).toMatchObject([{ to: ['ann@home.example'] }]);
    expect(sink.mails[0]?.raw).toContain('the-private-link');
    const [entry] = (await w.inTenant((tenant) => tenant.entries(w.project, PAGE))).items;
    expect(entry?.part).toMatchObject({ facts: { link: '•••', date: 'today' } });
    const [sent] = await w.deliveries();
    expect((await w.inTenant((tenant) => tenant.letter(sent?.id ?? missing())))?.secretFacts).toBeNull();
    await w.inTenant((tenant) => tenant.sendAgain(sent?.id ?? missing(), w.clock.now()));
    await w.send();
    expect(await w.deliveries()).toMatchObject([{ state: 'failed', problem: { code: 'mail.link-gone' } }]);
  });

  test('is written to in the mailbox itself before it moves, and afterwards nowhere that nobody named', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await invited(w);
    expect(sink.mails).toMatchObject([{ to: ['ann@example.com'] }]);
    const move = { from: 'listed', to: 'copying', problem: null, goesOnAt: null, term: null } as const;
    await w.inTenant((tenant) => tenant.moveMailbox(w.mailbox, move));
    await invited(w);
    expect(sink.mails).toHaveLength(1);
    expect(await w.deliveries()).toContainEqual(
      expect.objectContaining({
        state: 'failed',
        address: null,
        problem: expect.objectContaining({ code: 'mail.no-address' }),
      }),
    );
  });
});

const PAGE = { by: 'number', isDescending: false, after: null, limit: 10 } as const;

describe('an attempt that fails', () => {
  test('is repeated later and later under the same Message-ID, and given up after three days', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await tell(w, { kind: 'plan', facts: { project: 'Move', version: '1' } });
    const pauses: number[] = [];
    for (let tries = 0; tries < 100; tries++) {
      sink.answerNext('451 later');
      await w.send();
      const [one] = await w.deliveries();
      if (one?.state !== 'waiting') break;
      expect(one).toMatchObject({ tries: tries + 1, problem: { code: 'mail.put-off' } });
      pauses.push(one.dueAt - w.clock.now());
      w.clock.advance(one.dueAt - w.clock.now());
    }
    expect(await w.deliveries()).toMatchObject([{ state: 'failed', problem: { code: 'mail.put-off' } }]);
    expect(pauses[0]).toBeGreaterThanOrEqual(45_000);
    expect(pauses[0]).toBeLessThanOrEqual(75_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5 * 3_600_000);
    const sum = pauses.reduce((all, one) => all + one, 0);
    expect(sum).toBeGreaterThan(2.5 * 24 * 3_600_000);
    expect(sum).toBeLessThanOrEqual(3 * 24 * 3_600_000);
    expect(new Set(sink.mails.map(({ raw }) => /^Message-ID:\s+(.*)\r$/im.exec(raw)?.[1])).size).toBe(1);
  });

  test('is not repeated where the server will never take it; somebody may send it again', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await tell(w, { kind: 'plan', facts: { project: 'Move', version: '1' } });
    sink.answerNext('550 no such user');
    await w.send();
    const [refused] = await w.deliveries();
    expect(refused).toMatchObject({ state: 'failed', problem: { code: 'mail.refused' } });
    expect(await w.inTenant((tenant) => tenant.sendAgain(refused?.id ?? missing(), w.clock.now()))).toBe(true);
    await w.send();
    expect(await w.deliveries()).toMatchObject([{ state: 'sent', problem: null }]);
    expect(sink.mails).toHaveLength(2);
  });

  test('keeps no other mail from going out', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await tell(w);
    sink.answerNext('451 later');
    await w.send();
    expect((await w.deliveries()).map(({ state }) => state).sort()).toEqual(['sent', 'waiting']);
  });
});

function missing(): never {
  throw new Error('it is not there');
}

describe('several programs', () => {
  test('send nothing twice', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    for (let count = 0; count < 15; count++) await tell(w);
    await Promise.all(['a', 'b', 'c', 'd'].map((worker) => w.send({ worker })));
    expect(sink.mails).toHaveLength(30);
    expect(new Set((await w.deliveries()).map(({ state }) => state))).toEqual(new Set(['sent']));
  });

  test('leave what one of them has claimed, until its claim is over; what it says later is not heard', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await tell(w, { kind: 'plan', facts: { project: 'Move', version: '1' } });
    const now = w.clock.now();
    const claim = { holder: 'dead', now, until: instant(now + 600_000), limit: 10 };
    const [claimed] = await store.inHouse((house) => house.claimDeliveries(claim));
    await w.send({ worker: 'next' });
    expect(sink.mails).toHaveLength(0);
    w.clock.advance(600_001);
    await w.send({ worker: 'next' });
    expect(sink.mails).toHaveLength(1);
    const late = { is: 'sent' } as const;
    const heard = w.inTenant((t) => t.settleDelivery(claimed?.id ?? missing(), 'dead', late, w.clock.now()));
    expect(await heard).toBe(false);
  });
});

describe('quiet hours', () => {
  const quietHours = { fromMinute: 20 * 60, untilMinute: 7 * 60 };

  test('put off what is not urgent, by the clock of the project, and nothing else', async () => {
    const w = await world();
    await using sink = await openMailSink();
    await w.set(mailSettings(sink.port));
    await w.inTenant(async (tenant) => {
      await tenant.setArrangement(w.project, { ...w.arrangement, quietHours });
      await tenant.setProjectSettings(w.project, {
        ...(await tenant.projectSettings(w.project)),
        timeZone: 'America/New_York',
      });
    });
    // 09:00 in UTC is 04:00 in New York.
    await tell(w, { kind: 'plan', facts: { project: 'Move', version: '1' } });
    const urgent = { project: 'Move', date: 'today', why: 'nobody did' };
    await tell(w, { kind: 'date-unconfirmed', facts: urgent });
    await w.send();
    expect(sink.mails).toHaveLength(2);
    expect(await w.deliveries()).toContainEqual(
      expect.objectContaining({
        kind: 'plan',
        state: 'waiting',
        dueAt: Date.UTC(2026, 0, 5, 12),
        problem: { code: 'mail.quiet-hours', facts: {} },
      }),
    );
    w.clock.advance(3 * 3_600_000);
    await w.send();
    expect(sink.mails).toHaveLength(3);
  });
});
