import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anatomyOf } from './anatomy.ts';
import { composed } from './compose.ts';
import { bodyOf, type Part, readPart } from './part.ts';
import { spokenByHeaders } from './spoken.ts';
import { decodedBytes, encodedBase64, encodedQuotedPrintable } from './transfer.ts';

const HEAD = 'From: Ann <a@example.com>\r\nTo: b@example.net\r\nSubject: hi\r\n';

function rebuilt(mime: string | Buffer, seed = 'seed'): string {
  const bytes = Buffer.from(mime);
  const anatomy = anatomyOf(bytes);
  return composed(anatomy, spokenByHeaders(anatomy.headers), seed).toString('latin1');
}
const leaves = (part: Part): readonly Part[] => (part.children.length === 0 ? [part] : part.children.flatMap(leaves));
const leavesOf = (mime: string): readonly Part[] => leaves(readPart(Buffer.from(mime, 'latin1')));
const textOf = (mime: string, type: string): string => {
  const part = leavesOf(mime).find((leaf) => leaf.type === type);
  return part === undefined ? '' : bodyOf(part).toString('utf8');
};

describe('MIME that Exchange gives back', () => {
  test('is not what came, but says the same', () => {
    const mime = `${HEAD}X-Spam: no\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\ncaf\xe9\r\n`;
    const text = rebuilt(Buffer.from(mime, 'latin1'));
    expect(text).toContain('Content-Type: text/plain; charset="utf-8"');
    expect(textOf(text, 'text/plain')).toBe('café\r\n');
    expect(text).toContain('X-Spam: no\r\n');
    expect(text).toContain('From: "Ann" <a@example.com>\r\n');
  });

  test('keeps Received lines in order, Bcc, and unknown headers, and folds what is long', () => {
    const mime = `Received: from a by b;\r\n\tMon, 4 Mar 2019 05:06:07 +0000\r\nReceived: from c by d; Mon, 4 Mar 2019 05:06:06 +0000\r\nBcc: hidden@example.net\r\nX-Long: ${'word '.repeat(60)}\r\n${HEAD}\r\n`;
    const text = rebuilt(mime);
    expect([...text.matchAll(/^Received: from (\w)/gm)].map((found) => found[1])).toEqual(['a', 'c']);
    expect(text).toContain('BCC: hidden@example.net\r\n');
    expect(text.replace(/\r\n[ \t]/g, ' ')).toContain(`X-Long: ${'word '.repeat(60).trim()}`);
    expect(text.split('\r\n').every((line) => line.length < 100)).toBe(true);
  });

  test('writes other scripts as encoded words that are never longer than 75 characters', () => {
    const subject = '日本語の件名'.repeat(12);
    const text = rebuilt(Buffer.from(`${HEAD.replace('hi', subject)}\r\n`));
    const words = [...text.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)];
    expect(words.every((word) => word[0].length <= 75)).toBe(true);
    expect(words.map((word) => Buffer.from(word[1] ?? '', 'base64').toString('utf8')).join('')).toBe(subject);
  });

  test('makes up the plain text of HTML, and loses the one that came', () => {
    const mime = `${HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nthe plain one\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>the <b>rich</b> one</p>\r\n--b--\r\n`;
    const text = rebuilt(mime);
    expect(textOf(text, 'text/plain')).toBe('the rich one');
    expect(textOf(text, 'text/html')).toContain('<p>the <b>rich</b> one</p>');
    expect(textOf(text, 'text/html')).toContain('charset=utf-8');
  });

  test('joins text parts that follow each other', () => {
    const mime = `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nfirst\r\n--b\r\n\r\nfooter of the list\r\n--b--\r\n`;
    expect(textOf(rebuilt(mime), 'text/plain')).toBe('first\r\nfooter of the list');
  });

  test('names attachments that have no name, and writes other names as encoded words', () => {
    const part = (head: string): string =>
      `--b\r\nContent-Type: application/pdf${head}\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n`;
    const mime = `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n${part('')}${part("; name*=utf-8''%C3%84.pdf")}--b--\r\n`;
    const text = rebuilt(mime);
    expect(text).toContain('filename="ATT00001.pdf"');
    expect(text).toContain(`filename="=?utf-8?B?${Buffer.from('Ä.pdf').toString('base64')}?="`);
    expect(
      leavesOf(text)
        .filter((leaf) => leaf.type === 'application/pdf')
        .map((leaf) => bodyOf(leaf).toString('hex')),
    ).toEqual(['000102', '000102']);
  });

  test('keeps pictures of the text inside multipart/related', () => {
    const mime = `${HEAD}Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:p">\r\n--b\r\nContent-Type: image/gif\r\nContent-ID: <p>\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lG\r\n--b--\r\n`;
    expect(rebuilt(mime)).toMatch(
      /multipart\/related[\s\S]*multipart\/alternative[\s\S]*Content-Disposition: inline[\s\S]*Content-ID: <p>/,
    );
  });

  test('rebuilds messages inside messages as well', () => {
    const inner = 'Subject: inner\r\nX-Kept: 1\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\ncaf\xe9';
    const mime = `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--b--\r\n`;
    const [embedded] = leavesOf(rebuilt(Buffer.from(mime, 'latin1'))).filter((leaf) => leaf.type === 'message/rfc822');
    const text = Buffer.from(embedded?.raw ?? []).toString('latin1');
    expect(text).toMatch(/Subject: inner\r\n[\s\S]*X-Kept: 1\r\n/);
    expect(textOf(text, 'text/plain')).toBe('café');
  });

  test.each([
    'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"',
    'multipart/report; report-type=delivery-status; boundary="b"',
    'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
  ])('keeps the bytes of %s', (type) => {
    const body =
      '--b\r\nContent-Type: text/plain\r\n\r\nsigned  \r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--b--\r\n';
    expect(rebuilt(`${HEAD}Content-Type: ${type}\r\n\r\n${body}`).endsWith(`\r\n\r\n${body}`)).toBe(true);
  });

  test('undoes format=flowed', () => {
    const mime = `${HEAD}Content-Type: text/plain; format=flowed\r\n\r\nOne long \r\nline.\r\n> quoted \r\n> too\r\n-- \r\nme\r\n`;
    expect(textOf(rebuilt(mime), 'text/plain')).toBe('One long line.\r\n> quoted too\r\n-- \r\nme\r\n');
  });

  test('asks for no receipt that the item does not ask for', () => {
    const mime = Buffer.from(`Disposition-Notification-To: a@example.com\r\n${HEAD}\r\n`);
    const anatomy = anatomyOf(mime);
    const silent = { ...spokenByHeaders(anatomy.headers), readReceiptTo: [] };
    expect(composed(anatomy, silent, 'seed').toString()).not.toContain('Disposition-Notification-To');
  });

  test.each([
    { what: 'no header', mime: '\r\nonly a body' },
    { what: 'only a header', mime: 'Subject: x' },
    { what: 'NUL bytes', mime: 'Subject: a\0b\r\n\r\nc\0d' },
    { what: 'a boundary that never comes', mime: `${HEAD}Content-Type: multipart/mixed; boundary=never\r\n\r\ntext` },
    {
      what: 'a boundary that never ends',
      mime: `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext`,
    },
    {
      what: 'a boundary of its parent',
      mime: `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n`,
    },
    {
      what: '2,000 nested multiparts',
      mime: Array.from(
        { length: 2000 },
        (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
      ).join(''),
    },
    {
      what: '20,000 parts',
      mime: `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}`,
    },
    { what: '30,000 headers', mime: `${'X: y\r\n'.repeat(30_000)}\r\n` },
    { what: '20,000 encoded words', mime: `Subject: ${'=?utf-8?B?w6Q=?= '.repeat(20_000)}\r\n\r\n` },
    { what: '100,000 open comments', mime: `From: ${'('.repeat(100_000)}\r\n\r\n` },
    {
      what: '100,000 open quotes and brackets',
      mime: `From: ${'"<'.repeat(50_000)}\r\nContent-Type: text/plain; a=${'"\\'.repeat(50_000)}\r\n\r\n`,
    },
  ])('is made of a message with $what in less than two seconds', ({ mime }) => {
    const start = performance.now();
    expect(rebuilt(mime).length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('transfer encodings', () => {
  test('give any bytes back, in lines of at most 76 characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const encoded = encodedBase64(bytes);
        expect(encoded.split('\r\n').every((line) => line.length <= 76)).toBe(true);
        expect(Buffer.compare(decodedBytes(Buffer.from(encoded), 'base64'), Buffer.from(bytes))).toBe(0);
      }),
      { seed: 3 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const bytes = Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'));
        const encoded = encodedQuotedPrintable(bytes);
        expect(encoded.split('\r\n').every((line) => line.length <= 76)).toBe(true);
        expect(Buffer.compare(decodedBytes(Buffer.from(encoded), 'Quoted-Printable'), bytes)).toBe(0);
      }),
      { seed: 3 },
    );
  });

  test('are read in spite of rubbish in between', () => {
    expect(decodedBytes(Buffer.from('Y W J j!\r\n='), 'base64').toString()).toBe('abc');
    expect(decodedBytes(Buffer.from('YQ==YQ=='), 'base64').toString()).toBe('aa');
    expect(decodedBytes(Buffer.from('a=ZZb=3D  \r\nc='), 'quoted-printable').toString()).toBe('a=ZZb=\r\nc');
  });
});

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus/mail');
const CORPUS_MISSING = existsSync(CORPUS) ? null : `no corpus in ${CORPUS}`;

describe('real mail', () => {
  const files =
    CORPUS_MISSING !== null
      ? []
      : readdirSync(CORPUS, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !/^(?:LICENSE|NOTICE)|\.tnef$/.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name));

  test.skipIf(CORPUS_MISSING !== null)(
    'keeps the bytes of everything that is not text, and is rebuilt alike a second time',
    () => {
      const complaints: string[] = [];
      for (const file of files) {
        const mime = readFileSync(file);
        const first = rebuilt(mime);
        if (first !== rebuilt(Buffer.from(first, 'latin1'))) complaints.push(`${file}: a second rebuilding differs`);
        const kept = new Set(digests(first));
        for (const digest of digests(mime.toString('latin1')))
          if (!kept.has(digest)) complaints.push(`${file}: lost ${digest}`);
      }
      expect(complaints).toEqual([]);
      expect(files.length).toBeGreaterThan(800);
    },
  );
});

/** Of everything that is neither text nor a message; what Exchange keeps whole counts as one. */
function digests(mime: string): readonly string[] {
  const anatomy = anatomyOf(Buffer.from(mime, 'latin1'));
  const digest = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
  if (anatomy.is === 'whole') return [digest(anatomy.top.raw)];
  return leavesOf(mime)
    .filter(({ type }) => !/^(?:text|message)\//.test(type))
    .map((leaf) => digest(bodyOf(leaf)));
}
