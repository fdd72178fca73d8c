/** Which folders and items an archive has, and what changes between two listings. */
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openArchive, readFiles, withFiles } from '../../test/archive/read-archive.ts';
import { never } from '../../test/contract/contract.ts';
import { readCalendarItem } from '../content/calendar/read-calendar.ts';
import type { Cursor, SourceRef } from '../model/item.ts';
import type { Source } from '../model/source.ts';

const MAIL = 'From: ann@example.test\r\nDate: Mon, 2 Feb 2004 10:11:12 +0100\r\nSubject: hello\r\n\r\nHello.\r\n';

function event(uid: string, more = ''): string {
  return `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20200101T000000Z\r\nDTSTART:20200102T030000Z\r\nSUMMARY:${uid}\r\n${more}END:VEVENT\r\n`;
}
function calendar(...parts: readonly string[]): string {
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n${parts.join('')}END:VCALENDAR\r\n`;
}
function card(name: string, more = ''): string {
  return `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nN:${name};;;;\r\n${more}END:VCARD\r\n`;
}

function mbox(...subjects: readonly string[]): string {
  return subjects
    .map(
      (subject) =>
        `From a@b Fri Feb 22 17:06:23 2008\nFrom: a@b\nSubject: ${subject}\nStatus: O\n\n${subject} says\n\n`,
    )
    .join('');
}

describe('folders', () => {
  test.each([
    {
      what: 'a tree of Thunderbird',
      files: {
        Inbox: mbox('a'),
        'Inbox.msf': 'x',
        'Inbox.sbd/Sub': mbox('b'),
        Sent: mbox('c'),
        Empty: '',
        'Empty.msf': 'x',
      },
      folders: ['INBOX inbox', 'INBOX / Sub plain', 'Sent sent', 'Empty plain'],
    },
    {
      what: 'names of IMAP folders in modified UTF-7',
      files: { 'Entw&APw-rfe': mbox('a'), 'A &- B': mbox('b') },
      folders: ['Entwürfe plain', 'A &- B plain'],
    },
    {
      what: 'an export of Apple Mail',
      files: { 'Sent.mbox/mbox': mbox('a'), 'Sent.mbox/table_of_contents': 'x' },
      folders: ['Sent sent'],
    },
    {
      what: 'the store of Apple Mail',
      files: {
        'INBOX.mbox/AB-12/Data/1/Messages/7.emlx': `${MAIL.length}\n${MAIL}`,
        'INBOX.mbox/AB-12/Data/2/Messages/7.emlx': `${MAIL.length}\n${MAIL}`,
      },
      folders: ['INBOX inbox'],
    },
    {
      what: 'a tree of messages',
      files: { 'Sent/1.eml': MAIL, 'Projects/2004/1': MAIL },
      folders: ['Projects / 2004 plain', 'Sent sent'],
    },
    {
      what: 'a Maildir with folders',
      files: {
        'Maildir/cur/1.M1.host:2,S': MAIL,
        'Maildir/new/2.M2.host': MAIL,
        'Maildir/tmp/x': '',
        'Maildir/.Sent/cur/1:2,': MAIL,
        'Maildir/.Sent/new/.keep': '',
      },
      folders: ['INBOX inbox', 'Sent sent'],
    },
    {
      what: 'one calendar with all kinds',
      files: {
        'Calendar.ics': calendar(
          event('a'),
          event('b'),
          event('t').replaceAll('VEVENT', 'VTODO'),
          event('n').replaceAll('VEVENT', 'VJOURNAL'),
        ),
      },
      folders: ['Calendar calendar', 'Calendar (tasks) tasks', 'Calendar (notes) plain'],
    },
    {
      what: 'a folder of events, each a file',
      files: { 'Work/a.ics': calendar(event('a')), 'Work/b.ics': calendar(event('b')) },
      folders: ['Work plain'],
    },
    {
      what: 'a folder of mail and cards',
      files: { 'Mixed/1.eml': MAIL, 'Mixed/a.vcf': card('A'), 'Mixed/b.vcf': card('B') },
      folders: ['Mixed plain', 'Mixed (contacts) plain'],
    },
  ])('$what', async ({ files, folders }) => {
    const read = await readFiles(files);
    const found = [...read.folders].map(([path, { folder }]) => `${path} ${folder.role}`);
    expect(found.sort()).toEqual([...folders].sort());
    for (const { heads, items, unreadable } of read.folders.values()) {
      expect(unreadable).toEqual([]);
      expect(new Set(heads.map(({ ref }) => ref)).size).toBe(items.length);
    }
  });

  test('every folder has a path and a name of its own, whatever lies side by side', async () => {
    const read = await readFiles({
      'a/Inbox': mbox('1'),
      'A.ics': calendar(event('x'), event('y')),
      'A/z.ics': calendar(event('z')),
      'b.mbox': mbox('2'),
      b: mbox('3'),
    });
    expect([...read.folders.keys()].sort()).toEqual(['A', 'A (2)', 'a / Inbox', 'b', 'b (2)']);
    expect([...read.folders.values()].flatMap(({ items }) => items)).toHaveLength(6);
  });
});

describe('items', () => {
  test('all components of one UID are one item with the time zones they name, byte for byte', async () => {
    const zone = (name: string): string =>
      `BEGIN:VTIMEZONE\r\nTZID:${name}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n`;
    const master = event('a', 'RRULE:FREQ=DAILY\r\nEXDATE;TZID="One":20200105T030000\r\n');
    const changed = event('a', 'RECURRENCE-ID;TZID=Two:20200103T030000\r\n');
    const { folders } = await readFiles({
      'C.ics': calendar(zone('Zero'), master, event('b'), changed, zone('Two'), zone('One')),
    });
    const texts = folders.get('C')?.items.map(({ text }) => text) ?? [];
    expect(texts.sort()).toEqual([calendar(event('b')), calendar(zone('One'), zone('Two'), master, changed)].sort());
    expect(texts.map((text) => readCalendarItem(Buffer.from(text, 'latin1')).uid).sort()).toEqual(['a', 'b']);
  });

  test('a component without an end is named with its line, and the others come', async () => {
    const { folders } = await readFiles({ 'C.ics': calendar(event('a'), 'BEGIN:VEVENT\r\nUID:b\r\n', event('c')) });
    expect(folders.get('C')?.items).toHaveLength(2);
    expect(folders.get('C')?.unreadable).toEqual(['C.ics: line 10: a component begins here and has no end']);
  });

  test('cards come one by one, groups among them, cards within cards with the card around them', async () => {
    const inner = card('Agent', 'AGENT:\r\nBEGIN:VCARD\r\nFN:Inner\r\nEND:VCARD\r\n');
    const cards = [card('A', 'UID:1\r\n'), card('A', 'UID:1\r\n'), inner, card('G', 'KIND:group\r\n')];
    const { folders } = await readFiles({ 'People.vcf': [...cards, 'BEGIN:VCARD\r\nFN:cut'].join('') });
    const people = folders.get('People');
    expect(people?.items.map(({ text }) => text).sort()).toEqual([...cards].sort());
    expect(people?.items.filter(({ item }) => item.kind === 'contact-group')).toHaveLength(1);
    expect(people?.unreadable).toEqual(['People.vcf: line 28: a card begins here and has no end']);
  });

  test('a note of Apple is a note, among notes and among mail', async () => {
    const note = `X-Uniform-Type-Identifier: com.apple.mail-note\r\nX-Universally-Unique-Identifier: 7\r\nContent-Type: text/html\r\nSubject: milk\r\n\r\n<div>milk</div><div>eggs &amp; bread</div>\r\n`;
    const { folders } = await readFiles({ 'Notes/1.eml': note, 'Notes/2.eml': MAIL });
    expect([...folders.keys()].sort()).toEqual(['Notes', 'Notes (notes)']);
    const [one] = folders.get('Notes (notes)')?.items ?? [];
    const said = readCalendarItem(Buffer.from(one?.text ?? '', 'latin1'));
    expect(said).toMatchObject({ kind: 'note', uid: '7', summary: 'milk', description: 'milk\neggs & bread' });
  });

  test('an EMLX file has flags and its time behind the message, and no other bytes', async () => {
    const list =
      '<plist><dict><key>date-received</key><integer>1100000000</integer><key>flags</key><integer>8590195733</integer></dict></plist>';
    const { folders } = await readFiles({
      'In.mbox/1.emlx': `${MAIL.length}\n${MAIL}${list}`,
      'In.mbox/2.emlx': 'no number\n',
    });
    const [one] = folders.get('In')?.items ?? [];
    expect(one?.text).toBe(MAIL);
    expect(one?.item).toMatchObject({ version: 'answered flagged seen', receivedAt: 1_100_000_000_000 });
    expect(folders.get('In')?.unreadable).toEqual(['2.emlx: its first line is not the length of the message']);
  });
});

describe('what changed', () => {
  async function listing(
    source: Source,
    cursor: Cursor | null,
    known: readonly SourceRef[],
  ): Promise<{ heads: SourceRef[]; gone: SourceRef[]; next: Cursor | null }> {
    const [folder] = await source.folders(never());
    const found = { heads: new Array<SourceRef>(), gone: new Array<SourceRef>(), next: cursor };
    if (folder === undefined) return found;
    const listing = {
      cursor,
      known: async function* () {
        yield known;
      },
    };
    for await (const page of source.list(folder, listing, never())) {
      found.heads.push(...page.heads.map(({ ref }) => ref));
      found.gone.push(...page.gone);
      found.next = page.next;
    }
    return found;
  }

  test('of a file that grew only the new messages are listed, and all keep their names', async () => {
    await withFiles({ Inbox: mbox('a', 'b') }, async (path) => {
      const source = await openArchive(path);
      const before = await listing(source, null, []);
      await appendFile(join(path, 'Inbox'), mbox('c'));
      const after = await listing(source, before.next, before.heads);
      expect(after.heads).toHaveLength(1);
      expect(after.gone).toEqual([]);
      const whole = await listing(await openArchive(path), null, []);
      expect(whole.heads).toEqual([...before.heads, ...after.heads]);
    });
  });

  test('a file that grew and changed where it was before is listed whole', async () => {
    await withFiles({ Inbox: mbox('a', 'b') }, async (path) => {
      const source = await openArchive(path);
      const before = await listing(source, null, []);
      await writeFile(join(path, 'Inbox'), mbox('a', 'b', 'c').replace('Status: O', 'Status: R'));
      const after = await listing(source, before.next, before.heads);
      expect(after.heads).toHaveLength(3);
      expect(after.heads.slice(0, 2)).toEqual(before.heads);
    });
  });

  test('messages of a file that was packed keep their names, and are read by them', async () => {
    await withFiles({ Inbox: mbox('a', 'b', 'b', 'c') }, async (path) => {
      const source = await openArchive(path);
      const [folder] = await source.folders(never());
      const before = await listing(source, null, []);
      await writeFile(join(path, 'Inbox'), mbox('b', 'b', 'c'));
      const after = await listing(source, before.next, before.heads);
      expect(after.heads).toEqual(before.heads.slice(1));
      expect(after.gone).toEqual(before.heads.slice(0, 1));
      const read: string[] = [];
      if (folder === undefined) throw new Error('there is a folder');
      for await (const one of source.read(folder, before.heads, never())) {
        if ('content' in one && one.content.is === 'held')
          read.push(`${before.heads.indexOf(one.ref)} ${/\S+ says/.exec(one.content.bytes.toString())?.[0]}`);
      }
      expect(read).toEqual(['1 b says', '2 b says', '3 c says']);
    });
  });

  test('an event that changed keeps its name, one that went away is gone', async () => {
    await withFiles({ 'C.ics': calendar(event('a'), event('b'), event('c')) }, async (path) => {
      const source = await openArchive(path);
      const before = await listing(source, null, []);
      await writeFile(join(path, 'C.ics'), calendar(event('c', 'LOCATION:there\r\n'), event('a')));
      const after = await listing(source, before.next, before.heads);
      expect(after.heads.sort()).toEqual(before.heads.filter((ref) => !after.gone.includes(ref)).sort());
      expect(after.gone).toHaveLength(1);
    });
  });

  test('what a file that cannot be read any more holds is not called gone', async () => {
    await withFiles({ 'In/1.eml': MAIL, 'In/2.emlx': `${MAIL.length}\n${MAIL}` }, async (path) => {
      const source = await openArchive(path);
      const before = await listing(source, null, []);
      await writeFile(join(path, 'In/2.emlx'), 'broken\n');
      await rm(join(path, 'In/1.eml'));
      const after = await listing(source, before.next, before.heads);
      expect(after.gone).toEqual(['1.eml#']);
      expect(after.heads).toEqual(['2.emlx#!its first line is not the length of the message']);
    });
  });
});
