import { afterAll, describe, expect, test } from 'vitest';
import { openMailSink } from '../../../test/service/mail-sink.ts';
import { mailSettings } from '../../../test/service/notices-world.ts';
import { ticketStage } from '../../../test/service/ticket-stage.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import { takeMail } from '../../notices/incoming/take-mail.ts';
import { sendDue } from '../../notices/send-due.ts';

const stage = await ticketStage();
const { api, store, clock, operator, admin } = stage;
afterAll(() => api.close());
const deps = {
  store,
  clock,
  random: systemRandom,
  log: silentLog,
  worker: 'w',
  addressesOf: async () => [],
  authorities: [],
  isInsecureLoopbackAllowed: true,
};
const ADMIN = 'admin@mine.example';
const OPERATOR = 'operator@godwit.example';

describe('a ticket', () => {
  test('goes on by mail: each side hears what the other says, once, and a reply stands in the thread', async () => {
    await using sink = await openMailSink();
    await store.inHouse((house) => house.setMailSettings(mailSettings(sink.port), clock.now()));
    const { say, entries } = await stage.ready();
    const heard = async () => {
      const before = sink.mails.length;
      await sendDue(deps, new AbortController().signal);
      return sink.mails.slice(before).map(({ to, raw }) => `${to.join()} ${subjectOf(raw)}`);
    };
    await heard();
    await say(admin, 'questions', { text: 'Which day would be best?' });
    expect(await heard()).toEqual([`${OPERATOR} A question: Move`]);
    await say(operator, 'replies', { text: 'A Friday evening.' });
    expect(await heard()).toEqual([`${ADMIN} A reply: Move`]);
    const raw = sink.mails.at(-1)?.raw ?? '';
    expect(raw).toContain('A Friday evening.');
    const to = /^Reply-To:\s+(.*)\r$/im.exec(raw)?.[1] ?? '';
    const reply = `From: ${ADMIN}\r\nTo: ${to}\r\n\r\nThen a Friday.\r\n\r\n> A Friday evening.\r\n`;
    expect(await takeMail(Buffer.from(reply), deps)).toBe('entry');
    expect(await heard()).toEqual([`${OPERATOR} A reply: Move`]);
    expect((await entries()).at(-1)).toMatchObject({ text: 'Then a Friday.', author: { name: ADMIN } });
    await say(admin, 'request', { text: 'Please move us.' });
    const told = await heard();
    expect(told.toSorted((one, other) => one.localeCompare(other))).toEqual([
      `${ADMIN} Your request for Move has arrived`,
      `${OPERATOR} Your request for Move has arrived`,
    ]);
    expect(sink.mails.slice(-2).every((mail) => mail.raw.includes('Please move us.'))).toBe(true);
  });
});

function subjectOf(raw: string): string {
  return (/^Subject: (.*)\r$/m.exec(raw)?.[1] ?? '').replace(/Move \d+/, 'Move');
}
