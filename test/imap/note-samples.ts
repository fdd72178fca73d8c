/** Notes in mail folders, one of each form that is known, and what they say. All written for this purpose. */
import { assert } from '../../src/base/assert.ts';
import { instant } from '../../src/base/clock.ts';
import { readCalendarItem } from '../../src/content/calendar/read-calendar.ts';
import type { SampleMessage, SampleMessages } from '../contract/samples.ts';

interface Form {
  readonly what: string;
  /** Below the fields that every note has. */
  readonly message: string;
  /** Title, text and names of attached files. */
  readonly says: readonly [title: string, text: string, ...files: string[]];
}

const MARK = 'X-Uniform-Type-Identifier: com.apple.mail-note\n';
const PIXEL = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const FORMS: readonly [Form, Form, Form, Form, Form, Form, Form, Form, Form, Form] = [
  {
    what: 'a page of paragraphs',
    message: `${MARK}Subject: List\nContent-Type: text/html\n\n<html><head></head><body>List<div>milk</div><div>bread</div></body></html>`,
    says: ['List', 'List milk\nbread'],
  },
  {
    what: 'a page with line breaks, of an old iPhone',
    message: `${MARK}Subject: List\nContent-Type: text/html; charset=utf-8\n\n<html><head></head><body>milk<br>bread &amp; butter<br></body></html>`,
    says: ['List', 'milk\nbread & butter'],
  },
  {
    what: 'plain text with an encoded title',
    message: `${MARK}Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from('Köln\nBonn').toString('base64')}`,
    says: ['Grüße', 'Köln\nBonn'],
  },
  {
    what: 'quoted-printable in another charset',
    message: `${MARK}Subject: =?iso-8859-1?B?${Buffer.from('Crème', 'latin1').toString('base64')}?=\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<body>br=FBl=E9e</body>`,
    says: ['Crème', 'brûlée'],
  },
  {
    what: 'a picture inside',
    message: [
      `${MARK}Subject: Drawing`,
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<html><body>See<br><img src="cid:one@note"></body></html>',
      '--b',
      'Content-Type: image/gif; name=dot.gif',
      'Content-Transfer-Encoding: base64',
      'Content-ID: <one@note>',
      '',
      PIXEL,
      '--b--',
      '',
    ].join('\n'),
    says: ['Drawing', 'See', 'dot.gif'],
  },
  {
    what: 'two texts around a file that is text itself',
    message: [
      `${MARK}Subject: Two`,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...['before', 'after'].flatMap((text, at) => [
        '--b',
        'Content-Type: text/plain',
        '',
        text,
        ...(at === 0
          ? ['--b', 'Content-Type: text/plain', 'Content-Disposition: attachment; filename=a.txt', '', 'a']
          : []),
      ]),
      '--b--',
      '',
    ].join('\n'),
    says: ['Two', 'before\nafter', 'a.txt'],
  },
  { what: 'a title alone', message: `${MARK}Subject: Only a title\n\n`, says: ['Only a title', ''] },
  { what: 'no title', message: `${MARK}Content-Type: text/plain\n\nOnly a text`, says: ['', 'Only a text'] },
  {
    what: 'the mark in capitals and folded',
    message: 'x-uniform-type-identifier:\n COM.APPLE.MAIL-NOTE\nSubject: Folded\n\ntext',
    says: ['Folded', 'text'],
  },
  {
    what: 'the mark as the last line of a header without a body',
    message: 'Subject: Short\nX-Uniform-Type-Identifier:com.apple.mail-note\n\n',
    says: ['Short', ''],
  },
];

/** `from` numbers them apart where a test needs several sets. */
export function noteSamples(from = 0): SampleMessages {
  const [a, b, c, d, e, f, g, h, i, j] = FORMS;
  const of = (form: Form, index: number): SampleMessage => sampleOf(from + index, form.what, form.message);
  return [of(a, 0), of(b, 1), of(c, 2), of(d, 3), of(e, 4), of(f, 5), of(g, 6), of(h, 7), of(i, 8), of(j, 9)];
}

export function bigNote(bytes: number): SampleMessage {
  const text = '0123456789abcdef\n'.repeat(Math.ceil(bytes / 17));
  return sampleOf(BIG, `${bytes} bytes`, `${MARK}Subject: Big\nContent-Type: text/plain\n\n${text}`);
}

const BIG = 10_000;

/** Of a note what it should say; of a VJOURNAL what it says. */
export function meaningOfNote(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (!text.startsWith('BEGIN:VCALENDAR')) {
    const number = Number(/^X-Universally-Unique-Identifier: note-(\d+)/.exec(text)?.[1]);
    const big = text
      .slice(text.indexOf('\r\n\r\n') + 4)
      .replaceAll('\r\n', '\n')
      .trimEnd();
    return meaning(number, number === BIG ? ['Big', big] : (FORMS[number % FORMS.length]?.says ?? []));
  }
  const note = readCalendarItem(bytes);
  assert(note.kind === 'note', 'a note is a VJOURNAL');
  expectCreated(note.created);
  const files = note.attachments.map((file) => (file.is === 'inline' ? file.name : file.url));
  return meaning(Number(note.uid.slice('note-'.length)), [note.summary, note.description, ...files]);
}

function expectCreated(created: number | null): void {
  assert(created === Date.UTC(2024, 2, 5, 7, 15), 'a note was created when its own field says');
}

function meaning(number: number, says: readonly string[]): string {
  return JSON.stringify([number, ...says]);
}

function sampleOf(number: number, what: string, message: string): SampleMessage {
  const fields = `X-Universally-Unique-Identifier: note-${number}\nX-Mail-Created-Date: Tue, 5 Mar 2024 08:15:00 +0100\n`;
  const bytes = Buffer.from(`${fields}${message}`.replaceAll('\n', '\r\n'), 'utf8');
  // All of them past: Dovecot stores its own time in place of a date in the future.
  const receivedAt = instant(Date.UTC(2014, 1, 3, 4, 5, 6) + number * 7_200_000);
  return { what, bytes, receivedAt, flags: [], keywords: [] };
}
