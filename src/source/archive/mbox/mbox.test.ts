/** mbox in its four variants, and in those that nobody has named. */
import { describe, expect, test } from 'vitest';
import { readFiles } from '../../../../test/archive/read-archive.ts';

const FROM = 'From ann@example.test Fri Feb 22 17:06:23 2008';

/** What the messages of the file say after their headers, and what is in their headers. */
async function bodiesOf(file: string | Buffer): Promise<readonly string[]> {
  const { folders } = await readFiles({ Inbox: file });
  return (folders.get('INBOX')?.items ?? []).map(({ text }) => text.slice(text.indexOf('\r\n\r\n') + 4));
}

function message(subject: string, body: string, more = ''): string {
  return `${FROM}\nFrom: ann@example.test\nSubject: ${subject}\n${more}\n${body}`;
}

describe('separators', () => {
  test.each([
    {
      what: 'two messages',
      file: `${message('a', 'one\n')}\n${message('b', 'two\n')}`,
      bodies: ['one\r\n', 'two\r\n'],
    },
    {
      what: 'the last line without an end',
      file: `${message('a', 'one\n')}\n${message('b', 'two')}`,
      bodies: ['one\r\n', 'two\r\n'],
    },
    { what: 'an empty line at the end', file: `${message('a', 'one\n')}\n`, bodies: ['one\r\n'] },
    {
      what: 'empty lines that belong to the message',
      file: `${message('a', 'one\n\n\n')}\n${message('b', 'two\n')}`,
      bodies: ['one\r\n\r\n\r\n', 'two\r\n'],
    },
    {
      what: 'a separator in the body without an empty line before it',
      file: message('a', `one\n${FROM}\nand more\n`),
      bodies: [`one\r\n${FROM}\r\nand more\r\n`],
    },
    {
      what: 'such a line with a header behind it',
      file: `${message('a', `one\n${FROM}\nSubject: x\nDate: y\n`)}\n${message('b', 'two\n')}`,
      bodies: [`one\r\n${FROM}\r\nSubject: x\r\nDate: y\r\n`, 'two\r\n'],
    },
    {
      what: 'a sentence that begins with From',
      file: message('a', 'one\n\nFrom here to 2004 it rained.\n'),
      bodies: ['one\r\n\r\nFrom here to 2004 it rained.\r\n'],
    },
    {
      what: 'a dated line with text behind it',
      file: message('a', `one\n\n${FROM}\nno header here\n`),
      bodies: [`one\r\n\r\n${FROM}\r\nno header here\r\n`],
    },
    { what: 'a message without a body', file: `${message('a', '')}${message('b', 'two\n')}`, bodies: ['', 'two\r\n'] },
    {
      what: 'files without empty lines between messages',
      file: `${message('a', 'one\n', 'Date: x\n')}${message('b', 'two\n', 'Date: x\n')}`,
      bodies: ['one\r\n', 'two\r\n'],
    },
    {
      what: 'Thunderbird without dates',
      file: 'From - \nFrom: a\nSubject: a\n\none\n\nFrom - \nFrom: b\nSubject: b\n\ntwo\n',
      bodies: ['one\r\n', 'two\r\n'],
    },
    {
      what: 'nothing but "From "',
      file: 'From \nFrom: a\nSubject: a\n\nsays\nFrom \nhere\n\nFrom \nFrom: b\nSubject: b\n\ntwo\n',
      bodies: ['says\r\nFrom \r\nhere\r\n', 'two\r\n'],
    },
    {
      what: 'a byte order mark before everything',
      file: Buffer.from(`\ufeff${message('a', 'one\n')}\n${message('b', 'two\n')}`),
      bodies: ['one\r\n', 'two\r\n'],
    },
  ])('$what', async ({ file, bodies }) => {
    expect(await bodiesOf(file)).toEqual(bodies);
    if (typeof file !== 'string') return;
    expect(await bodiesOf(file.replaceAll('\n', '\r\n'))).toEqual(bodies);
  });
});

describe('quoting', () => {
  test('">From " loses its quote, and ">>From " one of them', async () => {
    const file = message('a', '\n>From the top\n>>From above\n> From aside\n>Fromage\n');
    expect(await bodiesOf(file)).toEqual(['\r\nFrom the top\r\n>From above\r\n> From aside\r\n>Fromage\r\n']);
  });

  test('a quote that falls on the edge of what is read at once is still one', async () => {
    for (const length of [255, 256, 257, 258, 259, 260, 261, 262]) {
      const filling = `${'x'.repeat(1023)}\n`.repeat(length);
      const [body = ''] = await bodiesOf(message('a', `${filling}${'y'.repeat(937)}\n>From the edge\n`));
      expect(body.endsWith('y\r\nFrom the edge\r\n')).toBe(true);
    }
  });

  test('mboxcl2 quotes nothing, and its lengths are believed where they are right', async () => {
    const first = `said\n\n${FROM}\nSubject: not a message\n\n>From here\n`;
    const file = `${message('a', first, `Content-Length: ${first.length}\n`)}\n${message('b', 'two\n', 'Content-Length: 4\n')}`;
    expect(await bodiesOf(file)).toEqual([first.replaceAll('\n', '\r\n'), 'two\r\n']);
  });

  test('mboxcl quotes, and has lengths of what is quoted', async () => {
    const first = 'said\n\n>From here\n';
    const file = `${message('a', first, `Content-Length: ${first.length}\n`)}\n${message('b', 'two\n', 'Content-Length: 4\n')}`;
    expect(await bodiesOf(file)).toEqual(['said\r\n\r\nFrom here\r\n', 'two\r\n']);
  });

  test.each([0, 1, 2, 100, 999_999_999, 1e15])(
    'a Content-Length of %d that is wrong is not believed',
    async (length) => {
      const file = `${message('a', 'one\n', `Content-Length: ${length}\n`)}\n${message('b', 'two\n')}`;
      expect(await bodiesOf(file)).toEqual(['one\r\n', 'two\r\n']);
    },
  );
});

describe('what the store says of a message', () => {
  test('flags and keywords are taken from its fields, which the message itself does not have', async () => {
    const marks = 'Status: RO\nX-Status: AF\nX-Keywords: blue  $Forwarded\nX-Mozilla-Keys: $label1\nX-UID: 12\n';
    const { folders } = await readFiles({ Inbox: message('a', 'one\n', marks) });
    const [one] = folders.get('INBOX')?.items ?? [];
    expect(one?.item.version).toBe('answered flagged forwarded seen\n$label1\nblue');
    expect(one?.text).toBe('From: ann@example.test\r\nSubject: a\r\n\r\none\r\n');
  });

  test('a message that is marked as deleted is left out, and the folder says so', async () => {
    const deleted = [message('b', 'two\n', 'X-Mozilla-Status: 0009\n'), message('c', 'three\n', 'X-Status: D\n')];
    const { folders, leftOut } = await readFiles({ Inbox: [message('a', 'one\n'), ...deleted].join('\n') });
    expect(folders.get('INBOX')?.items).toHaveLength(1);
    expect(leftOut).toEqual(['INBOX: 2 of its messages are left out: they are marked as deleted']);
  });

  test.each([
    { line: FROM, more: 'Date: Mon, 2 Feb 2004 10:11:12 +0100\n', at: '2008-02-22T17:06:23Z' },
    { line: 'From a@b Fri Feb 22 23:00:00 2008 +0200', more: '', at: '2008-02-22T21:00:00Z' },
    { line: 'From 1844347792267117879@xxx Fri Feb 22 17:06:23 +0000 2008', more: '', at: '2008-02-22T17:06:23Z' },
    {
      line: 'From - Fri Feb 22 17:06:23 2008',
      more: 'Received: from x by y; Tue, 3 Feb 2004 00:00:00 +0000\n',
      at: '2004-02-03T00:00:00Z',
    },
    {
      line: 'From - Fri Feb 22 17:06:23 2008',
      more: 'Date: Mon, 2 Feb 2004 10:11:12 +0100\n',
      at: '2004-02-02T09:11:12Z',
    },
    { line: 'From -', more: '', at: '1970-01-01T00:00:00Z' },
  ])('"$line" with "$more" came at $at', async ({ line, more, at }) => {
    const { folders } = await readFiles({ Inbox: `${line}\nSubject: a\n${more}\none\n` });
    expect(new Date(folders.get('INBOX')?.heads[0]?.receivedAt ?? -1).toISOString()).toBe(at.replace('Z', '.000Z'));
  });
});
