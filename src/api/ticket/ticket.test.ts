import { afterAll, describe, expect, test } from 'vitest';
import { type Asker, mailboxBody, newOrganisation } from '../../../test/service/api.ts';
import { lasting, ticketStage } from '../../../test/service/ticket-stage.ts';

const stage = await ticketStage();
const { api, operator, admin } = stage;
afterAll(() => api.close());

const ACKNOWLEDGED = { version: 1, name: 'Ada Finch' };
/** The clock of these tests begins on a Monday, and the project asks on that day. */
const DATE = { at: '2026-12-04T18:00', zone: 'Europe/Berlin' };

describe('a project that is led by its ticket', () => {
  test('goes from a question to a date that holds, by entries alone', async () => {
    const { url, say, ticket, entries } = await stage.ready();
    await say(admin, 'questions', { text: 'Do we need Exchange at all?' });
    await say(operator, 'replies', { text: 'Whoever wants calendars in Outlook does.' });
    expect((await admin.ask('POST', `${url}/acts`, { act: 'request' })).json().title).toMatch(/done in the ticket/);
    const asked = await say(admin, 'request', { text: 'Please move us.' });
    expect(asked).toMatchObject({ project: 'requested', earliest: '2026-12-01', planVersion: null });
    expect(asked.words[0]).toContain('Monday, 23 November 2026, does not count');
    expect((await operator.ask('POST', `${url}/acts`, { act: 'send-plan' })).statusCode).toBe(409);
    await say(operator, 'plan', { text: 'Here it is.' });
    await say(admin, 'questions', { text: 'What is a wave?' });
    const whole = { acknowledged: ACKNOWLEDGED, wished: DATE, addresses: 'all' };
    expect(await say(admin, 'answer', whole)).toMatchObject({ project: 'answered', isComplete: true, missing: [] });
    const held = await say(operator, 'confirmation', { text: 'It holds.' });
    expect(held).toMatchObject({ project: 'scheduled', confirmedAt: '2026-12-04T17:00:00Z' });
    const told = await entries();
    const team = 'the migrations team';
    const ada = 'admin@mine.example';
    expect(told.map(({ part, author }) => [part.kind ?? part.is, author.name])).toEqual([
      ['question', ada],
      ['reply', team],
      ['request', ada],
      ['request-received', 'Godwit'],
      ['plan', team],
      ['plan', 'Godwit'],
      ['question', ada],
      ['answer', ada],
      ['confirmation', team],
      ['date-confirmed', 'Godwit'],
    ]);
    expect((await ticket()).confirmedAt).toBe('2026-12-04T17:00:00Z');
    expect(await say(admin, 'answer', { ...whole, text: 'As I said.' })).toMatchObject({
      ...held,
      actions: expect.anything(),
    });
    const backwards = (await admin.ask('GET', `${url}/ticket?sort=-number&limit=2`)).json();
    expect(backwards).toMatchObject({ total: 11, items: [{ number: 11 }, { number: 10 }] });
  });

  test('is not asked for while somebody is unprepared or a domain is open', async () => {
    const { url, mailbox } = await stage.drafted();
    const why = async () => (await admin.ask('GET', `${url}/ticket/state`)).json().actions[0];
    expect(await why()).toMatchObject({ name: 'request', allowed: false });
    await admin.ask('POST', `${mailbox}/acts`, { act: 'finish-preparing' });
    for (const act of ['assess', 'decide', 'finish-preparing']) await admin.ask('POST', `${url}/acts`, { act });
    expect((await why()).why).toMatch(/^Autodiscover of each domain/);
    const refused = await admin.ask('POST', `${url}/ticket/request`, {});
    expect([refused.statusCode, refused.json().title]).toEqual([409, expect.stringContaining('Autodiscover')]);
    const domains = (await admin.ask('GET', `${url}/domains`)).json();
    expect(domains).toEqual({ domains: [{ domain: 'example.com', note: null }] });
    expect((await admin.ask('PUT', `${url}/domains/other.example`, { is: 'waived', reason: 'x' })).statusCode).toBe(
      404,
    );
    expect((await admin.ask('PUT', `${url}/domains/example.com`, { is: 'waived', reason: '' })).statusCode).toBe(400);
    await admin.ask('PUT', `${url}/domains/Example.com`, { is: 'waived', reason: 'nobody uses Outlook' });
    expect(await why()).toMatchObject({ name: 'request', allowed: true });
    expect((await admin.ask('POST', `${url}/ticket/request`, {})).statusCode).toBe(200);
  });
});

describe('an answer', () => {
  test('keeps what was given, and names what is missing until nothing is', async () => {
    const { say, entries } = await stage.planned();
    const first = await say(admin, 'answer', { wished: { at: '2026-12-07T09:30' } });
    expect(first).toMatchObject({ project: 'plan-sent', isComplete: false });
    expect(first.missing.map(({ part }: { part: string }) => part)).toEqual(['acknowledgement', 'date', 'addresses']);
    expect(first.missing[1].why).toBe('The time zone in which 2026-12-07T09:30 is meant.');
    await say(admin, 'answer', { wished: { zone: 'Asia/Kathmandu' } });
    const listed = ['ANN@example.com', 'ann@example.com', 'bob@example.com'];
    const wrong = await say(admin, 'answer', { acknowledged: ACKNOWLEDGED, addresses: listed });
    const compared = { unknown: ['bob@example.com'], doubled: ['ANN@example.com'], leftOut: [] };
    expect(wrong.addresses).toEqual({ isAll: false, count: 3, ...compared });
    expect(wrong.missing).toEqual([{ part: 'addresses', why: expect.stringContaining('bob@example.com is listed') }]);
    const done = await say(admin, 'answer', { addresses: ['ann@example.com'] });
    expect(done).toMatchObject({ project: 'answered', wished: { at: '2026-12-07T03:45:00Z' }, isComplete: true });
    const kinds = (await entries()).filter(({ part }) => part.kind === 'answer-incomplete');
    expect(kinds).toHaveLength(3);
    expect(kinds[0]?.part.facts).toMatchObject({ missing: expect.stringContaining('Version 1 of the plan') });
  });

  test.each([
    [{ wished: { at: '2026-12-07' } }, 400, 'is no date and time'],
    [{ wished: { at: '2027-02-30T09:00', zone: 'UTC' } }, 400, 'no day of the calendar'],
    [{ wished: { at: '2027-03-28T02:30', zone: 'Europe/Berlin' } }, 400, 'does not come in Europe/Berlin'],
    [{ wished: { at: '2027-03-28T03:30', zone: 'Mars/Base' } }, 400, 'no time zone'],
    [{ wished: { zone: 'UTC' } }, 400, 'needs its date'],
    [{ wished: { at: '2031-03-28T03:30', zone: 'UTC' } }, 400, 'years ahead'],
    [{ text: 'Yes\0.', addresses: 'all' }, 400, 'holds a NUL'],
    [{ text: 'Yes.' }, 400, 'at least one of its parts'],
    [{ acknowledged: { version: 2, name: 'Ada' } }, 409, 'No version 2'],
  ])('is not %j', async (body, status, why) => {
    const { url } = await stage.planned();
    const answer = await admin.ask('POST', `${url}/ticket/answer`, body);
    expect([answer.statusCode, answer.json().title]).toEqual([status, expect.stringContaining(why)]);
  });

  test('that was complete does not become less', async () => {
    const { url, say } = await stage.planned();
    await say(admin, 'answer', { acknowledged: ACKNOWLEDGED, wished: DATE, addresses: 'all' });
    const worse = await admin.ask('POST', `${url}/ticket/answer`, { addresses: ['nobody@example.com'] });
    expect([worse.statusCode, worse.json().title]).toEqual([409, expect.stringContaining('would not be complete')]);
    const other = await say(admin, 'answer', { wished: { at: '2026-12-08T09:00+05:30' } });
    expect(other).toMatchObject({ project: 'answered', wished: { at: '2026-12-08T03:30:00Z' } });
  });

  test('is looked at again when the date is confirmed: a mailbox that came later does not slip through', async () => {
    const { url, say } = await stage.planned();
    await say(admin, 'answer', { acknowledged: ACKNOWLEDGED, wished: DATE, addresses: ['ann@example.com'] });
    await admin.ask('POST', `${url}/mailboxes`, mailboxBody('late@example.com'));
    const refused = await operator.ask('POST', `${url}/ticket/confirmation`, {});
    expect(refused.json().title).toMatch(/late@example\.com is in the project and not listed/);
    const done = await say(admin, 'answer', { addresses: ['late@example.com', 'ann@example.com'] });
    expect(done).toMatchObject({ project: 'answered', addresses: { leftOut: [], unknown: [] } });
    expect(await say(operator, 'confirmation', {})).toMatchObject({ project: 'scheduled' });
  });

  test('counts no more when the plan has changed, until that one is acknowledged', async () => {
    const { url, say, entries, mailbox } = await stage.planned();
    await say(admin, 'answer', { acknowledged: ACKNOWLEDGED, wished: DATE, addresses: 'all' });
    const [first] = (await admin.ask('GET', `${url}/plans`)).json().items;
    expect(first).toMatchObject({ version: 1 });
    await admin.ask('PUT', `${url}/arrangement`, { ...(await arrangementOf(url)), way: 'lock-out', reason: null });
    const draft = (await admin.ask('GET', `${url}/plan-draft`)).json();
    expect(draft).toMatchObject({ version: 2, isNew: true });
    expect(draft.changes.map(({ id }: { id: string }) => id)).toContain('summary');
    const sent = await say(operator, 'plan', {});
    expect(sent).toMatchObject({ project: 'plan-sent', planVersion: 2, isComplete: false, answeredAt: null });
    expect(sent.missing).toEqual([{ part: 'acknowledgement', why: expect.stringContaining('version 1 was') }]);
    expect((await entries()).at(-1)?.part).toMatchObject({ kind: 'answer-incomplete' });
    const again = await operator.ask('POST', `${url}/ticket/plan`, {});
    expect([again.statusCode, again.json().title]).toEqual([409, expect.stringContaining('Nothing changed since')]);
    const stale = await say(admin, 'answer', { acknowledged: ACKNOWLEDGED });
    expect(stale.project).toBe('plan-sent');
    const done = await say(admin, 'answer', { acknowledged: { version: 2, name: 'Ada Finch' } });
    expect(done).toMatchObject({ project: 'answered', wished: { at: '2026-12-04T17:00:00Z' } });
    const page = await admin.ask('GET', `${url}/plans/latest/page`);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('What changed since version 1');
    expect((await admin.ask('GET', `${url}/plans/1`)).json()).toMatchObject({ version: 1, changes: [] });
    expect((await admin.ask('GET', `${url}/plans/3`)).statusCode).toBe(404);
    expect(mailbox).toContain(url);
  });
});

describe('a date', () => {
  const whole = { acknowledged: ACKNOWLEDGED, addresses: 'all' };

  test('that is too early is refused with the next free ones at once, and one of those is taken', async () => {
    const { say, entries } = await stage.planned();
    const early = { at: '2026-11-27T12:00', zone: 'Europe/Berlin' };
    const refused = await say(admin, 'answer', { ...whole, wished: early });
    expect(refused).toMatchObject({ project: 'alternative-proposed', offered: { by: 'godwit' } });
    expect(refused.offered.dates.slice(0, 2)).toEqual(['2026-12-01T11:00:00Z', '2026-12-02T11:00:00Z']);
    expect(refused.offered.why).toContain('at least 5 full business days');
    const notice = (await entries()).at(-1);
    expect(notice?.part).toMatchObject({
      kind: 'date-alternative',
      facts: { wished: expect.stringMatching(/27 November/) },
    });
    const taken = await say(admin, 'answer', { wished: { at: '2026-12-02T12:00' } });
    expect(taken).toMatchObject({ project: 'answered', wished: { zone: 'Europe/Berlin', at: '2026-12-02T11:00:00Z' } });
    expect(await say(operator, 'confirmation', {})).toMatchObject({ project: 'scheduled' });
  });

  test('that fits confirms itself where the arrangement says so, by Godwit', async () => {
    const { url, say, entries } = await stage.planned();
    await operator.ask('PUT', `${url}/arrangement`, { ...(await arrangementOf(url)), confirms: 'by-itself' });
    const refused = await say(admin, 'answer', { ...whole, wished: { at: '2026-11-24T09:00Z' } });
    expect(refused.project).toBe('alternative-proposed');
    const done = await say(admin, 'answer', { wished: { at: refused.offered.dates[0] } });
    expect(done).toMatchObject({ project: 'scheduled', confirmedAt: refused.offered.dates[0], offered: null });
    const last = (await entries()).filter(({ part }) => part.is === 'confirmation');
    expect(last).toMatchObject([{ author: { name: 'Godwit' } }]);
    const other = await say(admin, 'answer', { wished: { at: '2026-12-09T09:00Z' } });
    expect(other).toMatchObject({ project: 'scheduled', confirmedAt: '2026-12-09T09:00:00Z' });
  });

  test('that the team offers holds as soon as it is taken', async () => {
    const { url, say } = await stage.planned();
    await say(admin, 'answer', { ...whole, wished: DATE });
    const early = { dates: ['2026-11-25T09:00:00Z'], text: 'x' };
    const refused = await operator.ask('POST', `${url}/ticket/alternatives`, early);
    expect([refused.statusCode, refused.json().title]).toEqual([409, expect.stringContaining('Free: ')]);
    const dates = ['2026-12-11T17:00:00Z', '2026-12-10T17:00:00Z'];
    expect((await admin.ask('POST', `${url}/ticket/alternatives`, { dates, text: 'x' })).statusCode).toBe(409);
    const offered = await say(operator, 'alternatives', { dates, text: 'We are busy on that Friday.' });
    expect(offered.offered).toMatchObject({ by: 'operator', dates: dates.toReversed() });
    const taken = await say(admin, 'answer', { wished: { at: '2026-12-10T18:00', zone: 'Europe/Berlin' } });
    expect(taken).toMatchObject({ project: 'scheduled', confirmedAt: '2026-12-10T17:00:00Z' });
  });

  test('is given to no more mailboxes of all customers than may begin on a day, and tells only numbers of the others', async () => {
    const elsewhere = await newOrganisation(api, operator, 'Elsewhere');
    const theirs = lasting(stage, 'admin@elsewhere.example');
    const other = await stage.planned({ admin: theirs, url: elsewhere.url });
    const mine = await stage.planned();
    for (const { url } of [other, mine]) {
      const set = { ...(await arrangementOf(url)), mailboxesPerDay: 1, confirms: 'by-itself' };
      expect((await operator.ask('PUT', `${url}/arrangement`, set)).statusCode).toBe(200);
    }
    const day = { at: '2027-01-14T18:00', zone: 'Europe/Berlin' };
    const both = await Promise.all([
      other.say(theirs, 'answer', { ...whole, wished: day }),
      mine.say(admin, 'answer', { ...whole, wished: day }),
    ]);
    expect(new Set(both.map(({ project }) => project))).toEqual(new Set(['alternative-proposed', 'scheduled']));
    const late = both.find(({ project }) => project === 'alternative-proposed');
    expect(late.offered.dates[0]).toBe('2027-01-15T17:00:00Z');
    expect(late.offered.why).toContain('1 begin on Thursday, 14 January 2027 already');
    const dates = (await admin.ask('GET', `${mine.url}/dates?from=2027-01-14&count=1&time=18:00`)).json();
    expect(dates.days.map(({ left }: { left: number }) => left)).toEqual(
      both[1].project === 'scheduled' ? [0] : [0, 0],
    );
  });
});

async function arrangementOf(url: string, who: Asker = operator): Promise<object> {
  const { movingContacts: _, ...arrangement } = (await who.ask('GET', `${url}/arrangement`)).json();
  return arrangement;
}
