import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { administrator } from './administrator.ts';
import { macUser } from './mac-user.ts';
import { salesperson } from './salesperson.ts';
import type { SampleMailbox } from './sample.ts';

const all = [administrator(), salesperson(), macUser()];
const messages = all.flatMap(({ folders }) => folders.flatMap((folder) => folder.messages));
const texts = messages.map(({ bytes }) => bytes.toString('latin1'));
const names = all.flatMap(({ folders }) => folders.map(({ path }) => path.at(-1) ?? ''));

describe('the sample mailboxes', () => {
  test.each(all.map((mailbox) => ({ mailbox, name: mailbox.owner.name })))(
    '$name has 40 to 120 messages',
    ({ mailbox }) => {
      const count = countOf(mailbox);
      expect(count).toBeGreaterThanOrEqual(40);
      expect(count).toBeLessThanOrEqual(120);
    },
  );

  test('are the same every time', () => {
    const digest = (mailbox: SampleMailbox): string =>
      createHash('sha256').update(JSON.stringify(mailbox)).digest('hex');
    expect([administrator(), salesperson(), macUser()].map(digest)).toEqual(all.map(digest));
  });

  test.each([
    { what: 'no Message-ID', is: (text: string) => !/^Message-ID:/im.test(text) },
    { what: 'an empty body', is: (text: string) => text.split('\r\n\r\n').slice(1).join('').trim() === '' },
    { what: 'a broken multipart', is: (text: string) => text.includes('boundary="nowhere"') },
    { what: 'raw Latin-1', is: (text: string) => /charset=iso-8859-1/.test(text) && /[\xa0-\xff]/.test(text) },
    { what: 'a wish for a receipt', is: (text: string) => /^Disposition-Notification-To:/m.test(text) },
    { what: 'a seal', is: (text: string) => text.includes('application/pkcs7-signature') },
    { what: 'a picture inside', is: (text: string) => text.includes('cid:') },
    { what: 'more bytes than the target takes', is: (text: string) => text.length > 1_500_000 },
  ])('hold a message with $what', ({ is }) => {
    expect(texts.filter(is)).not.toHaveLength(0);
  });

  test('hold exact duplicates, drafts, flags and keywords', () => {
    expect(new Set(texts).size).toBeLessThan(texts.length);
    const flags = new Set(messages.flatMap((message) => message.flags));
    for (const flag of ['\\Seen', '\\Flagged', '\\Answered', '\\Draft', '$Forwarded', 'Hot'])
      expect(flags).toContain(flag);
  });

  test.each([
    'Invoices 2020/2021',
    'Inbox',
    ' Old servers',
    'licences',
    '🎯 Leads',
    'Оптика Север',
    'プロジェクト',
    'Notes to self ',
  ])('have a folder "%s"', (name) => {
    expect(names).toContain(name);
  });

  test('write no line longer than mail allows, but for the broken and the raw ones', () => {
    const long = texts.filter((text) => /^[\x20-\x7e]{999,}$/m.test(text));
    expect(long).toEqual([]);
  });
});

function countOf({ folders }: SampleMailbox): number {
  return folders.reduce((sum, folder) => sum + folder.messages.length, 0);
}
