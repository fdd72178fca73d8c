import { describe, expect, test } from 'vitest';
import { compareFingerprints } from './compare-fingerprints.ts';
import { describeDifference, meansTheSame } from './difference.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';

const printOf = (mail: string | Buffer): Promise<Fingerprint> =>
  fingerprint({ is: 'held', bytes: typeof mail === 'string' ? Buffer.from(mail, 'latin1') : mail });

async function saysOf(original: string, copy: string): Promise<readonly string[]> {
  const found = compareFingerprints(await printOf(original), await printOf(copy));
  return found.map((difference) => `${difference.level} ${describeDifference(difference)}`);
}

const HEAD = 'From: ann@example.com\r\nTo: bob@example.net\r\nSubject: Hi\r\nDate: Tue, 1 Jan 2019 10:00:00 +0000\r\n';
const text = (body: string, fields = 'Content-Type: text/plain; charset=utf-8\r\n'): string =>
  `${HEAD}${fields}\r\n${body}`;

describe('the same in another form', () => {
  const utf8 = (word: string): string => Buffer.from(word, 'utf8').toString('latin1');
  test.each([
    ['line ends', text('one\r\ntwo\r\n'), text('one\ntwo')],
    ['white space', text('one  two \r\n\r\n\r\nthree'), text('one two\r\nthree')],
    [
      'quoted-printable',
      text(utf8('Grüße')),
      text(
        'Gr=C3=BC=C3=9Fe',
        'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n',
      ),
    ],
    ['base64', text('hello'), text('aGVsbG8=', 'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n')],
    ['another charset', text(utf8('Grüße')), text('Gr\xfc\xdfe', 'Content-Type: text/plain; charset=iso-8859-1\r\n')],
    ['composed letters', text(utf8('caf\u00e9')), text(utf8('cafe\u0301'))],
    ['flowed lines', text('> a long \r\n> line\r\n'), text('> a long line\r\n')],
    ['a wave dash of the other table', text(utf8('10\u301c20')), text(utf8('10\uff5e20'))],
    ['folded fields', text('x'), text('x').replace('Subject: Hi', 'Subject:\r\n\tHi')],
    ['an encoded subject', text('x'), text('x').replace('Subject: Hi', 'Subject: =?utf-8?B?SGk=?=')],
    ['display names', text('x'), text('x').replace('ann@example.com', '"Ann, the first" <ANN@Example.com>')],
    ['a date in another zone', text('x'), text('x').replace('10:00:00 +0000', '12:00:00 +0200')],
    ['fields that nobody needs', text('x'), `X-Mailer: y\r\n${text('x')}`],
    [
      'HTML made of the text',
      text('a & b'),
      text(
        '--q\r\nContent-Type: text/plain\r\n\r\na & b\r\n--q\r\nContent-Type: text/html\r\n\r\n<p>a &amp; b</p>\r\n--q--',
        'Content-Type: multipart/alternative; boundary=q\r\n',
      ),
    ],
    ['HTML alone', text('a &lt; b', 'Content-Type: text/html\r\n'), text('a < b')],
    ['a message id that the original lacks', text('x'), `Message-ID: <new@example.com>\r\n${text('x')}`],
    ['the author as sender', text('x'), `Sender: ann@example.com\r\n${text('x')}`],
  ])('%s makes no difference', async (_what, original, copy) => {
    expect(await saysOf(original, copy)).toEqual([]);
  });

  test.each([
    [
      'the original id in a field of Exchange',
      `Message-ID: <a@b.c>\r\n${text('x')}`,
      `Message-ID: <new@b.c>\r\nX-MS-Exchange-Parent-Message-Id: <a@b.c>\r\n${text('x')}`,
      ['may message id is there in part'],
    ],
    ['bytes of no declared charset', text('caf\xe9 au lait', ''), text(utf8('caf\u00e9 au lait')), []],
    [
      'bytes of a wrong charset',
      text('caf\xe9 au lait', 'Content-Type: text/plain; charset=utf-8\r\n'),
      text('caf? au lait'),
      ['may body text differs where the original can be read in more than one way'],
    ],
    ['hidden recipients', `Bcc: eve@example.com\r\n${text('x')}`, text('x'), ['may hidden recipients is missing']],
    [
      'a subject that Exchange cut',
      text('x').replace('Hi', 'long '.repeat(80)),
      text('x').replace('Hi', 'long '.repeat(51)),
      ['may subject is there in part'],
    ],
    [
      'one of two authors',
      text('x').replace('ann@', 'eve@example.com, ann@'),
      text('x'),
      ['may sender is there in part'],
    ],
  ])('%s is a note', async (_what, original, copy, says) => {
    expect(await saysOf(original, copy)).toEqual(says);
  });

  test.each([
    ['another text', text('one'), text('two'), ['must body text differs']],
    ['no text', text('one'), text(''), ['must body text is missing']],
    ['letters that became question marks', text(utf8('Grüße')), text('Gr??e'), ['must body text differs']],
    [
      'text that was added',
      text('x'),
      text('--q\r\n\r\nx\r\n--q\r\n\r\nbuy this\r\n--q--', 'Content-Type: multipart/mixed; boundary=q\r\n'),
      ['must body text was added'],
    ],
    ['a recipient less', text('x').replace('bob@', 'eve@example.com, bob@'), text('x'), ['must recipients differs']],
    ['no subject', text('x'), text('x').replace('Subject: Hi\r\n', ''), ['must subject is missing']],
    [
      'another link',
      text('<a href="https://a.example/">x</a>', 'Content-Type: text/html\r\n'),
      text('<a href="https://b.example/">x</a>', 'Content-Type: text/html\r\n'),
      ['must links differs'],
    ],
    [
      'another hidden recipient',
      `Bcc: eve@example.com\r\n${text('x')}`,
      `Bcc: mallory@example.com\r\n${text('x')}`,
      ['must hidden recipients differs'],
    ],
    ['lost importance', `Importance: high\r\n${text('x')}`, text('x'), ['must importance differs']],
    ['a lost thread', `References: <a@b.c>\r\n${text('x')}`, text('x'), ['must thread is missing']],
    [
      'a picture that is no longer there',
      text(
        '--q\r\nContent-Type: text/html\r\n\r\n<img src="cid:p@q">x\r\n--q\r\nContent-Type: image/png\r\nContent-ID: <p@q>\r\n\r\nPNG\r\n--q--',
        'Content-Type: multipart/related; boundary=q\r\n',
      ),
      text('<img src="cid:p@q">x', 'Content-Type: text/html\r\n'),
      ['must attachment is missing', 'must pictures in the text is missing'],
    ],
  ])('%s is found', async (_what, original, copy, says) => {
    expect(await saysOf(original, copy)).toEqual(says);
  });
});

test('text that is too long to look at is equal by its letters, a note in another charset, and found when half is gone', async () => {
  const long = `gr\u00fcn ${'und so weiter, '.repeat(650_000)}`;
  const latin = text(long, 'Content-Type: text/plain; charset=iso-8859-1\r\n');
  const wide = text(Buffer.from(long, 'utf8').toString('latin1'));
  expect(await saysOf(latin, latin.replaceAll('weiter, ', 'weiter,\r\n'))).toEqual([]);
  expect(await saysOf(latin, wide)).toEqual([
    'may body text differs where the original can be read in more than one way',
  ]);
  expect(await saysOf(latin, latin.slice(0, latin.length / 3))).toEqual(['must body text differs']);
});

test('of two texts that are too much together each counts by itself', async () => {
  const two = (second: string): string =>
    text(
      `--q\r\n\r\n${'a text, '.repeat(900_000)}\r\n--q\r\n\r\n${second.repeat(900_000)}\r\n--q--`,
      'Content-Type: multipart/mixed; boundary=q\r\n',
    );
  expect(await saysOf(two('a text, '), two('a test, '))).toEqual(['must body text differs']);
});

describe('irregular mail', () => {
  const stray = `${HEAD}this line is no field\r\nX-Mailer: y\r\nCc: carol@example.org\r\n\r\nsome text, and some more\r\n`;
  const asBody = `${HEAD}\r\nthis line is no field\r\nX-Mailer: y\r\nCc: carol@example.org\r\n\r\nsome text, and some more\r\n`;
  const cut = text(
    '--q\r\n\r\none part\r\n--other\r\n\r\nanother part',
    'Content-Type: multipart/mixed; boundary=x\r\n',
  );

  test('is a note where another reader came to another reading', async () => {
    expect(await saysOf(stray, asBody)).toEqual([
      'may copy recipients differs where the original can be read in more than one way',
      'may body text differs where the original can be read in more than one way',
    ]);
    expect(meansTheSame(compareFingerprints(await printOf(cut), await printOf(text('one part another part'))))).toBe(
      false,
    );
  });

  test('is found where its content is gone', async () => {
    expect(await saysOf(stray, HEAD)).toContain('must body text is missing');
    expect(await saysOf(cut, HEAD)).toEqual(['must body text is missing']);
  });

  test('is found where an attachment under the same name has other bytes', async () => {
    const file = (bytes: string): string =>
      text(
        `--q\r\nno field\r\nContent-Type: image/png; name=a.png\r\n\r\n${bytes}\r\n--q--`,
        'Content-Type: multipart/mixed; boundary=q\r\n',
      );
    expect(await saysOf(file('PNG1'), file('PNG2'))).toEqual(['must attachment "a.png" differs']);
  });

  test('is a note where the bytes of an attachment stand in a header that never ends', async () => {
    const file = (gap: string): string =>
      text(
        `--q\r\nContent-Type: image/png; name=a.png\r\n${gap}PNG1\r\n\r\n--q--`,
        'Content-Type: multipart/mixed; boundary=q\r\n',
      );
    expect(await saysOf(file(''), file('\r\n'))).toEqual([
      'may attachment "a.png" differs where the original can be read in more than one way',
    ]);
  });

  test('a part without a header is regular', async () => {
    expect(
      (await printOf(text('--q\r\n\r\nx\r\n--q--', 'Content-Type: multipart/mixed; boundary=q\r\n'))).isIrregular,
    ).toBe(false);
  });
});

describe('signed mail', () => {
  const signed = (body: string): string =>
    text(
      `--s\r\nContent-Type: text/plain\r\n\r\n${body}\r\n--s\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\nSIGNATURE\r\n--s--`,
      'Content-Type: multipart/signed; boundary=s\r\n',
    );

  test('is equal when what was signed is, whatever the line ends', async () => {
    expect(await saysOf(signed('x  y'), signed('x  y').replaceAll('\r\n', '\n'))).toEqual([]);
  });

  test('is a note when what was signed means the same and is not the same', async () => {
    expect(await saysOf(signed('x  y'), signed('x y'))).toEqual(['may signature was written anew by the target']);
  });

  test('is found when what was signed says something else', async () => {
    expect(await saysOf(signed('yes'), signed('no'))).toContain('must body text differs');
  });
});
