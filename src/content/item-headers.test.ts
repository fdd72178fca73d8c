import { expect, test } from 'vitest';
import { itemHeaders } from './item-headers.ts';

const held = (text: string) => ({ is: 'held', bytes: Buffer.from(text) }) as const;

test.each([
  [
    'event',
    'BEGIN:VEVENT\r\nSUMMARY;LANGUAGE=de:Fr\u00fchst\u00fcck\\, sp\u00e4t\r\nDTSTART:20240301T080000Z\r\n',
    'Fr\u00fchst\u00fcck, sp\u00e4t (2024-03-01)',
  ],
  ['task', 'BEGIN:VTODO\r\nSUMMARY:a very \r\n long name\r\nEND:VTODO\r\n', 'a very long name'],
  ['note', 'nothing that looks like a note', ''],
  ['contact', 'BEGIN:VCARD\nitem1.FN:Jane\u202e Doe\nEND:VCARD\n', 'Jane Doe'],
  ['contact', 'BEGIN:VCARD\nVERSION:2.1\nN:Doe;Jane\nEND:VCARD\n', 'Doe Jane'],
] as const)('a %s is recognised by its name: %j', async (kind, text, subject) => {
  expect((await itemHeaders(kind, held(text))).subject).toBe(subject);
});

test('of a message the sender is named too', async () => {
  const headers = await itemHeaders('message', held('From: ann@example.com\r\nSubject: hello\r\n\r\n'));
  expect(headers).toMatchObject({ from: 'ann@example.com', subject: 'hello' });
});
