import { describe, expect, test } from 'vitest';
import { isAppleNoteHeader, noteOfMessage } from './apple-note.ts';

function noteFrom(head: string, body: string) {
  return noteOfMessage(Buffer.from(`${head}\n\n${body}`.replaceAll('\n', '\r\n')));
}

const HTML = 'Content-Type: text/html; charset=utf-8';

describe('a page', () => {
  test.each([
    ['paragraphs', '<div>one</div><div>two</div>', 'one\ntwo'],
    ['an empty line', '<div>one</div><div><br></div><div>two</div>', 'one\n\ntwo'],
    ['line breaks', 'one<br>two<br/>three', 'one\ntwo\nthree'],
    ['characters by name', '1 &lt; 2 &amp; 3&nbsp;', '1 < 2 & 3'],
  ])('of %s says no more than its plain text', (_what, body, text) => {
    const page = `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body style="word-wrap: break-word;">${body}</body></html>`;
    expect(noteFrom(HTML, page)).toMatchObject({ description: text, html: '' });
  });

  test.each([
    '<b>bold</b>',
    '<ul><li>one</li></ul>',
    '<a href="https://example.com">link</a>',
    '<div style="color: red">x</div>',
  ])('with %s keeps its form beside the text', (body) => {
    expect(noteFrom(HTML, body).html).toBe(body);
    expect(noteFrom(HTML, body).description).not.toBe('');
  });

  test.each(['<div ', '<br ', '<!doctype ', '<', '&', '<!--'])('of %j two hundred thousand times is read', (piece) => {
    expect(noteFrom(HTML, piece.repeat(200_000)).kind).toBe('note');
  });
});

test('the dates are those of its own fields', () => {
  const head = 'X-Mail-Created-Date: Mon, 1 Jan 2024 10:00:00 +0100\nDate: Tue, 2 Jan 2024 11:00:00 +0000';
  const { created, modified } = noteFrom(head, 'x');
  expect([created, modified]).toEqual([Date.UTC(2024, 0, 1, 9), Date.UTC(2024, 0, 2, 11)]);
});

test('pictures, files and attached messages are its attachments, whole', () => {
  const parts = [
    ['Content-Type: text/html', '<div>text</div>'],
    ['Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64', 'AAEC'],
    ['Content-Type: text/plain\nContent-Disposition: attachment; filename=b.txt', 'a file'],
    ['Content-Type: message/rfc822', 'Subject: inner\n\nbody'],
  ];
  const body = `${parts.map(([head, text]) => `--b\n${head}\n\n${text}`).join('\n')}\n--b--\n`;
  const { description, attachments } = noteFrom('Content-Type: multipart/mixed; boundary=b', body);
  expect(description).toBe('text');
  expect(
    attachments.map((file) => (file.is === 'inline' ? [file.mediaType, file.name, file.bytes.toString()] : [])),
  ).toEqual([
    ['image/png', 'a.png', '\x00\x01\x02'],
    ['text/plain', 'b.txt', 'a file'],
    ['message/rfc822', '', 'Subject: inner\r\n\r\nbody'],
  ]);
});

test('its name is its own, else that of the message, else made of its bytes', () => {
  expect(noteFrom('X-Universally-Unique-Identifier: A\nMessage-ID: <m@x>', '').uid).toBe('A');
  expect(noteFrom('Message-ID: <m@x>', '').uid).toBe('m@x');
  const [one, other] = [noteFrom('Subject: s', 'one').uid, noteFrom('Subject: s', 'other').uid];
  expect(one).toMatch(/^[0-9a-f]{24}$/);
  expect(one).not.toBe(other);
  expect(noteFrom('Subject: s', 'one').uid).toBe(one);
});

test.each([
  ['X-Uniform-Type-Identifier: com.apple.mail-note\r\n\r\n', true],
  ['x-uniform-type-identifier:\r\n COM.APPLE.MAIL-NOTE \r\n\r\n', true],
  ['X-Uniform-Type-Identifier: com.apple.mail-note', true],
  ['X-Uniform-Type-Identifier: com.apple.mail-draft\r\n\r\n', false],
  ['X-Uniform-Type-Identifier: xcom.apple.mail-notes\r\n\r\n', false],
  ['\r\n', false],
  ['', false],
])('the header %j tells a note: %s', (lines, isNote) => {
  expect(isAppleNoteHeader(lines)).toBe(isNote);
});
