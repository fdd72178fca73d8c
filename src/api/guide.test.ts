/** The guide, played over the interface alone: from the first question to the release of the licences, over business days. */
import { afterAll, expect, test } from 'vitest';
import { asker, cookieOf } from '../../test/service/api.ts';
import { done } from '../../test/service/filled-organisation.ts';
import { tokenIn } from '../../test/service/linked.ts';
import { ticketStage } from '../../test/service/ticket-stage.ts';

const stage = await ticketStage();
const { api, clock, operator, lookAtClock, work } = stage;
afterAll(() => api.close());
const NAMES = ['ann@example.com', 'ben@example.com'];
const DAY_MS = 24 * 3_600_000;
const KEYS = { userKey: 'planted-user-key', secretKey: 'planted-secret-key' };

test('with a lock-out, as the guide has it', async () => {
  const move = await stage.drafted(undefined, NAMES);
  const { admin, url } = move;
  await expectPrepared(move);
  await expectOrdered(move);
  await expectStarted(move);
  await expectMoved(move);
  await expectHandedOver(move);
  await expectGivenBack(move);
  const told = (await move.entries()).filter(({ part }) => part.is === 'notice').map(({ part }) => part.kind);
  expect(new Set(told)).toEqual(
    new Set([
      'request-received',
      'plan',
      'answer-incomplete',
      'date-alternative',
      'date-confirmed',
      'reminder',
      'started',
      'completed',
      'passwords-ready',
      'verification-opened',
      'verification-closed',
      'licence-removal',
      'closed',
    ]),
  );
  const { timeline } = await done(admin.ask('GET', `${url}/closing-report`));
  expect((timeline as { name: string }[]).at(-1)?.name).toBe('close');
});

type Move = Awaited<ReturnType<typeof stage.drafted>>;

/** R12, R13, R29, R41, R42, R50: questions are answered, everybody is prepared or waived, the domain is looked at. */
async function expectPrepared({ admin, url, mailboxes, say }: Move): Promise<void> {
  await say(admin, 'questions', { text: 'Do we need Exchange at all?' });
  await say(operator, 'replies', { text: 'For calendars in Outlook, yes.' });
  const { movingContacts: _unused, ...arrangement } = await done(operator.ask('GET', `${url}/arrangement`));
  const led = { ...arrangement, way: 'lock-out', contacts: ['ada@outside.example'], reason: 'as agreed' };
  await done(operator.ask('PUT', `${url}/arrangement`, led));
  const early = await admin.ask('POST', `${url}/ticket/request`, {});
  expect(early.json()).toMatchObject({ code: 'project.move-refused' });
  const [ann = '', ben = ''] = mailboxes;
  await done(admin.ask('POST', `${ann}/acts`, { act: 'finish-preparing' }));
  await done(admin.ask('POST', `${ben}/acts`, { act: 'waive', reason: 'has nothing on a PC' }));
  for (const act of ['assess', 'decide', 'finish-preparing']) await done(admin.ask('POST', `${url}/acts`, { act }));
  await done(admin.ask('PUT', `${url}/domains/example.com`, { is: 'passed', reason: 'godwit check' }));
}

/** R43–R51: the plan comes by ticket; a date too early gets others at once; what is missing is named. */
async function expectOrdered({ admin, url, say, ticket }: Move): Promise<void> {
  await say(admin, 'request', { text: 'Please move us.' });
  await say(operator, 'plan', {});
  expect(await done(admin.ask('GET', `${url}/plans/latest`))).toMatchObject({ version: 1 });
  await say(admin, 'answer', { acknowledged: { version: 1, name: 'Ada Finch' } });
  const tooEarly = { at: '2026-11-27T18:00', zone: 'Europe/Berlin' };
  await say(admin, 'answer', { wished: tooEarly, addresses: [...NAMES] });
  const offered = (await ticket()) as { state: string; offered: { dates: readonly string[] } | null };
  expect(offered.offered?.dates.length).toBeGreaterThan(0);
  await say(admin, 'answer', { wished: { at: offered.offered?.dates[0] } });
  await say(operator, 'confirmation', { text: 'See you then.' });
  expect(await done(admin.ask('GET', url))).toMatchObject({ state: 'scheduled' });
}

/** R48, R52–R54: reminded before, checked, locked out, told. */
async function expectStarted({ admin, url, mailboxes, ticket }: Move): Promise<void> {
  await done(admin.ask('PUT', `${url}/connection`, KEYS));
  const { confirmedAt } = (await ticket()) as { confirmedAt: string };
  const begins = Date.parse(confirmedAt);
  clock.advance(begins - DAY_MS - clock.now());
  await lookAtClock();
  clock.advance(begins - clock.now());
  await done(operator.ask('POST', `${url}/pre-flight`));
  for (const one of mailboxes) expect(await work(one)).toEqual(['check']);
  const { findings } = await done(operator.ask('POST', `${url}/pre-flight`));
  for (const { check, thing } of findings as { check: string; thing: string }[]) {
    await done(operator.ask('POST', `${url}/pre-flight/waivers`, { check, thing, reason: 'seen by the target admin' }));
  }
  await lookAtClock();
  expect(await done(admin.ask('GET', url))).toMatchObject({ state: 'starting' });
  for (const one of mailboxes) expect(await work(one)).toEqual(['lock password']);
  expect(await done(admin.ask('GET', url))).toMatchObject({ state: 'running' });
}

/** R26, R55–R59: copied, what arrived meanwhile follows, read back and proven; told at the end. */
async function expectMoved({ admin, url, mailboxes }: Move): Promise<void> {
  for (const one of mailboxes) {
    for (let round = 0; round < 4; round += 1) await work(one);
    expect(await done(admin.ask('GET', one))).toMatchObject({ state: 'verified' });
    expect(await done(admin.ask('GET', `${one}/report`))).toMatchObject({ exceptionsCount: 1 });
  }
  const { locks } = await done(admin.ask('GET', `${url}/locks`));
  expect((locks as { state: string }[]).map(({ state }) => state)).toEqual(['released', 'released']);
  expect(await done(admin.ask('GET', url))).toMatchObject({ state: 'completed' });
}

/** R60–R66: new passwords by links that show them once; users look, one misses something, and all of it is settled. */
async function expectHandedOver({ admin, url, mailboxes }: Move): Promise<void> {
  const [ann = '', ben = ''] = mailboxes;
  const ids = mailboxes.map((one) => one.split('/').at(-1));
  const made = await admin.ask('POST', `${url}/hand-overs`, { handOvers: ids.map((mailbox) => ({ mailbox })) });
  const handOvers = made.json() as { id: string; path: string }[];
  const { passwords } = await done(admin.ask('POST', `${url}/hand-overs/revelation`, { reason: 'to set them' }));
  expect(passwords).toHaveLength(2);
  const set = await admin.ask('POST', `${url}/hand-overs/setting`, { handOvers: handOvers.map(({ id }) => id) });
  expect(set.statusCode).toBe(204);
  for (const { path } of handOvers) {
    const open = path.replace('/hand-over/', '/api/hand-overs/');
    expect((await asker(api).ask('POST', open)).statusCode).toBe(200);
    expect((await asker(api).ask('POST', open)).statusCode).toBe(410);
  }
  await done(operator.ask('POST', `${url}/acts`, { act: 'hand-over' }));
  const user = await signedInUser(admin, url, ann);
  await done(user.ask('POST', '/api/user/mailbox/missing', { folder: 'Sent', from: '', about: 'last week' }));
  const { items } = await done(admin.ask('GET', `${url}/cases?open=true`));
  const [one] = items as { id: string }[];
  await done(
    admin.ask('POST', `${url}/cases/${one?.id}/closing`, { outcome: 'found', text: 'It was in another folder.' }),
  );
  await done(user.ask('POST', '/api/user/mailbox/acts', { act: 'confirm' }));
  await done(admin.ask('POST', `${ben}/acts`, { act: 'waive-confirmation', reason: 'on leave' }));
  await done(admin.ask('POST', `${url}/acts`, { act: 'verify' }));
}

async function signedInUser(admin: Move['admin'], url: string, mailbox: string) {
  const [link] = (await admin.ask('POST', `${url}/links`, { mailboxes: [mailbox.split('/').at(-1)] })).json();
  const opened = await asker(api).ask('POST', '/api/user/session', { token: tokenIn(link) });
  return asker(api, cookieOf(opened));
}

/** R67: the licences go once the hold is over and a last copy is noted, by name and not before. */
async function expectGivenBack({ admin, url }: Move): Promise<void> {
  const soon = await admin.ask('POST', `${url}/acts`, { act: 'request-removal' });
  expect(soon.json().title).toContain('The hold is not over');
  await done(admin.ask('PUT', `${url}/finish/last-copy`, { is: 'kept', where: 'vault 7' }));
  clock.advance(14 * DAY_MS);
  await done(admin.ask('POST', `${url}/acts`, { act: 'request-removal' }));
  const { text } = await done(admin.ask('GET', `${url}/finish/removal`));
  for (const name of NAMES) expect(String(text)).toContain(name);
  await done(operator.ask('POST', `${url}/acts`, { act: 'close' }));
  expect(await done(admin.ask('GET', url))).toMatchObject({ state: 'closed', mailboxes: { released: 2 } });
}
