/** A thousand meetings move, change and go, and nobody hears of it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExchangeProgram, startExchangeProgram } from './exchange-program.ts';
import { runGodwit } from './godwit.ts';

const MEETINGS = 1000;
const MINUTES_MS = 300_000;

describe('a thousand meetings', () => {
  let folder = '';
  let exchange: ExchangeProgram;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-meetings-'));
    await mkdir(join(folder, 'exported'));
    exchange = await startExchangeProgram(join(folder, 'exchange'));
  });
  afterAll(async () => {
    await exchange[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const copy = async (meetings: readonly string[], more: readonly string[] = []): Promise<Report> => {
    const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...meetings, 'END:VCALENDAR', ''].join('\r\n');
    await writeFile(join(folder, 'exported', 'Calendar.ics'), text);
    const target = ['--target', exchange.targetUrl, '--target-password-file', exchange.passwordFile];
    const paths = ['--source', `archive:${join(folder, 'exported')}`, '--state', join(folder, 'state')];
    const end = await runGodwit(['copy', '--json', ...paths, ...target, '--allow-insecure-loopback', ...more]);
    expect(end.code, end.stderr + end.stdout.slice(0, 2000)).toBe(0);
    return JSON.parse(end.stdout) as Report; // the document of `copy --json`
  };

  test(
    'of an organizer and of a guest, past and to come, send no mail when they are moved, changed and removed',
    async () => {
      const all = Array.from({ length: MEETINGS }, (_, index) => meeting(index, exchange.mailbox, 'Meeting'));
      expect((await copy(all)).items['verified']).toBe(MEETINGS);

      const changed = all.map((one, index) =>
        index % 10 === 0 ? meeting(index, exchange.mailbox, 'Changed meeting') : one,
      );
      expect(await copy(changed)).toMatchObject({ itemsWritten: 0, itemsUpdated: MEETINGS / 10 });

      const left = changed.filter((_, index) => index % 4 !== 1);
      const last = await copy(left, ['--deletions', 'follow']);
      expect(last).toMatchObject({ itemsWritten: 0, itemsRemoved: MEETINGS / 4 });
      expect(last.items['verified']).toBe((MEETINGS * 3) / 4);

      const { sentMail, itemsByFolder } = await exchange.state();
      expect(sentMail).toBe(0);
      expect(itemsByFolder).toEqual({ Calendar: (MEETINGS * 3) / 4 });
    },
    MINUTES_MS,
  );

  test('the counter of sent mail counts when somebody forgets to say no', async () => {
    const before = (await exchange.state()).sentMail;
    const answer = await fetch(exchange.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'text/xml; charset=utf-8',
        Authorization: `Basic ${Buffer.from(`${exchange.mailbox}:${exchange.password}`).toString('base64')}`,
      },
      body: INVITING,
    });
    expect(await answer.text()).toContain('NoError');
    expect((await exchange.state()).sentMail - before).toBe(2);
  });
});

interface Report {
  readonly items: Readonly<Record<string, number>>;
  readonly itemsWritten: number;
  readonly itemsUpdated: number;
  readonly itemsRemoved: number;
}

/** Every other one is organised by the owner; a third of them repeat; they lie between 2015 and 2031. */
function meeting(index: number, owner: string, subject: string): string {
  const day = new Date(Date.UTC(2015, 0, 5 + index * 6, 9)).toISOString().replace(/[-:]|\.\d+/g, '');
  const end = day.replace('T09', 'T10');
  const [organizer, guest] = index % 2 === 0 ? [owner, 'guest@example.net'] : ['boss@example.net', owner];
  return [
    'BEGIN:VEVENT',
    `UID:meeting-${index}@example.com`,
    'DTSTAMP:20150101T000000Z',
    `DTSTART:${day}`,
    `DTEND:${end}`,
    `SUMMARY:${subject} ${index}`,
    ...(index % 3 === 0 ? ['RRULE:FREQ=WEEKLY;COUNT=4'] : []),
    `ORGANIZER;CN=Organizer:mailto:${organizer}`,
    `ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:${guest}`,
    'ATTENDEE;CN=Another;PARTSTAT=NEEDS-ACTION:mailto:another@example.net',
    'END:VEVENT',
  ].join('\r\n');
}

const INVITING = `<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">
<s:Header><t:RequestServerVersion Version="Exchange2013_SP1"/></s:Header>
<s:Body><m:CreateItem MessageDisposition="SendAndSaveCopy" SendMeetingInvitations="SendToAllAndSaveCopy"><m:SavedItemFolderId><t:DistinguishedFolderId Id="calendar"/></m:SavedItemFolderId><m:Items><t:CalendarItem>
<t:Subject>Invited</t:Subject><t:Start>2030-01-01T10:00:00Z</t:Start><t:End>2030-01-01T11:00:00Z</t:End>
<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>one@example.net</t:EmailAddress></t:Mailbox></t:Attendee><t:Attendee><t:Mailbox><t:EmailAddress>two@example.net</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>
</t:CalendarItem></m:Items></m:CreateItem></s:Body></s:Envelope>`;
