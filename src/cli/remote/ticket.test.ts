import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lineTo } from '../../../test/cli/line-to.ts';
import { run } from '../../../test/cli/run-program.ts';
import type { Asker } from '../../../test/service/api.ts';
import { done } from '../../../test/service/filled-organisation.ts';
import { ticketStage } from '../../../test/service/ticket-stage.ts';

const stage = await ticketStage();
const folder = await mkdtemp(join(tmpdir(), 'godwit-ticket-'));
afterAll(async () => {
  await stage.api.close();
  await rm(folder, { recursive: true, force: true });
});

async function tokenOf(who: Asker, url: string): Promise<string> {
  const body = { name: 'All', scopes: ['read', 'move', 'manage'], expiresInDays: 300, reason: 'a test' };
  return String((await done(who.ask('POST', `${url}/tokens`, body)))['token']);
}

const TOKENS = { team: await tokenOf(stage.operator, '/api'), admin: await tokenOf(stage.admin, stage.url) };

/** What is typed, by the administrator or by the team. */
async function godwit(who: keyof typeof TOKENS, line: string, ...words: readonly string[]) {
  const environment = { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
  const asked = { ...environment, GODWIT_URL: 'https://move.example.com', GODWIT_TOKEN: TOKENS[who] };
  const args = [...line.split(' '), ...words, ...(who === 'team' ? ['--organisation', 'Mine'] : [])];
  const { code, out, errors } = await run(args, { web: () => lineTo(stage.api) }, { environment: asked });
  return { code, said: out + errors };
}

test('a move is led by godwit ticket and godwit project alone, from the first question to the date', async () => {
  const { url, mailbox } = await stage.drafted();
  await done(stage.admin.ask('POST', `${mailbox}/acts`, { act: 'finish-preparing' }));
  for (const act of ['assess', 'decide', 'finish-preparing']) await godwit('admin', `project act ${act}`);
  expect((await godwit('admin', 'ticket ask', 'Do we need Exchange at all?')).said).toMatch(/project +ready/);
  await godwit('team', 'ticket reply', 'For calendars in Outlook, yes.');
  expect((await godwit('admin', 'ticket request')).said).toContain('Autodiscover of each domain');
  expect((await godwit('admin', 'project domains')).said).toMatch(/example\.com +nobody noted anything/);
  const noted = await godwit('admin', 'project domains example.com --waived --reason', 'nobody uses Outlook');
  expect(noted.said).toMatch(/example\.com +waived +nobody uses Outlook/);
  expect((await godwit('admin', 'project act request')).said).toContain('This is done in the ticket');
  await godwit('admin', 'project arrangement --set country=DE');
  await godwit('team', 'project arrangement --set mailboxesPerDay=10');
  const asked = await godwit('admin', 'ticket request --reason', 'Please move us.');
  expect(asked.said).toMatch(/first day +2026-12-01/);
  expect((await godwit('admin', 'ticket plan --draft')).said).toContain('1 mailbox moves from Rackspace Email');
  expect((await godwit('admin', 'ticket send-plan')).said).toContain('Only an operator may do this.');
  await godwit('team', 'ticket send-plan');
  expect((await godwit('admin', 'ticket plan')).said).toMatch(/version 1, of 2026-11-23\n/);
  const dates = await godwit('admin', 'project dates --from 2026-11-30 --limit 1');
  expect(dates.said).toMatch(/2026-11-30 .+ no +9 .+\n2026-12-01 .+ yes +9/);
  const part = await godwit('admin', 'ticket answer --date 2026-11-27T18:00 ann@example.com bob@example.com');
  expect(part.said).toContain('Missing for a complete answer:\n  Version 1 of the plan has to be acknowledged');
  expect(part.said).toContain('The time zone in which 2026-11-27T18:00 is meant.');
  expect(part.said).toContain('bob@example.com is listed and is no mailbox of the project.');
  const early = await godwit('admin', 'ticket answer --plan 1 --name Ada --zone Europe/Berlin --all');
  expect(early.said).toMatch(/project +alternative-proposed/);
  expect(early.said).toMatch(/offered +2026-12-01T17:00:00Z, /);
  const better = await godwit('admin', 'ticket answer --date 2026-12-02T18:00');
  expect(better.said).toContain('The date is confirmed within 5 business days.');
  await godwit('team', 'ticket propose 2026-12-03T17:00:00Z --reason', 'We are out on Wednesday.');
  expect((await godwit('admin', 'ticket answer --date 2026-12-02T18:00')).said).toMatch(/project +answered/);
  expect((await godwit('team', 'ticket confirm')).said).toMatch(/confirmed +2026-12-02T17:00:00Z/);
  const shown = (await godwit('admin', 'ticket show')).said;
  expect(shown).toContain('the program All: question');
  expect(shown).toMatch(
    /a program of the migrations team: other dates: 2026-12-03T17:00:00Z\n {4}We are out on Wednesday\./,
  );
  expect(shown).toMatch(/Godwit: notice, date-confirmed\n/);
  const month = (await godwit('admin', 'project calendar --month 2026-12')).said;
  expect(month).toMatch(/2026-12-02T17:00:00Z .+ date +The move begins +1\n/);
  expect(month).toContain('1. Weihnachtstag');
  const { ticket, entries } = JSON.parse((await godwit('admin', 'ticket show --json')).said);
  expect([ticket.project, entries.at(0).number]).toEqual(['scheduled', 1]);
  expect((await stage.admin.ask('GET', url)).json().state).toBe('scheduled');
});

test('how a move is led is seen and set by godwit project arrangement', async () => {
  const { url } = await stage.drafted();
  const of = ['--project', (await stage.admin.ask('GET', url)).json().name];
  expect((await godwit('admin', 'project arrangement --set', ...of)).code).toBe(1);
  const set =
    'project arrangement --set country=DE --set region=BY --set extra=2026-12-24 --set quietHours=22:00-06:30';
  const arranged = await godwit('admin', `${set} --set contacts=ada@elsewhere.example`, ...of);
  expect(arranged.said).toMatch(/holidays +DE BY 2026-12-24\n/);
  expect(arranged.said).toMatch(/quietHours +22:00–06:30\n/);
  expect((await godwit('admin', 'project arrangement --set noticeDays=1', ...of)).said).toContain(
    'Only an operator changes',
  );
  expect((await godwit('team', 'project arrangement --set mailboxesPerDay=10', ...of)).said).toMatch(
    /mailboxesPerDay +10/,
  );
  expect((await godwit('admin', 'project arrangement --set colour=red', ...of)).said).toContain(
    'with one of way, noticeDays',
  );
  const stays = await godwit('admin', 'project arrangement --set country= --set quietHours=', ...of);
  expect(stays.said).toMatch(/holidays +2026-12-24\n[^]*quietHours +none\n/);
});
