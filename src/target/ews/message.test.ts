import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import { type Flag, type Marker, messageVersion, type SourceRef } from '../../model/item.ts';
import type { Write } from '../../model/target.ts';
import type { NewMessage } from '../../wire/ews/create-item.ts';
import { newMessage, nextForm, prepareWrite } from './message.ts';
import { DELIVERY_TIME, ICON, KEYWORDS, LAST_VERB, MARKER, MESSAGE_FLAGS, SUBMIT_TIME } from './state.ts';

interface Sample {
  readonly head?: string;
  readonly flags?: readonly Flag[];
  readonly keywords?: readonly string[];
  readonly receivedAt?: number;
}

function writeOf({
  head = 'Subject: x',
  flags = [],
  keywords = [],
  receivedAt = Date.UTC(2019, 2, 4, 5, 6, 7),
}: Sample): Write {
  const bytes = Buffer.from(`${head.replaceAll('\n', '\r\n')}\r\n\r\nHello.\r\n`, 'latin1');
  const version = messageVersion({ flags: new Set(flags), keywords });
  const ref = '1:1' as SourceRef; // the test plays the source
  const content = { is: 'held', bytes } as const;
  const item = {
    ref,
    kind: 'message',
    version,
    sizeBytes: bytes.length,
    receivedAt: instant(receivedAt),
    content,
  } as const;
  return { item, marker: 'MARKER' as Marker }; // the test plays the engine
}

const made = async (sample: Sample): Promise<NewMessage> => newMessage(await prepareWrite(writeOf(sample)));

function values(message: NewMessage): ReadonlyMap<object, string> {
  return new Map(message.extended.map(({ field, value }) => [field, value]));
}

describe('flags and dates', () => {
  test.each<{ flags: readonly Flag[]; messageFlags: string }>([
    { flags: [], messageFlags: '0' },
    { flags: ['seen'], messageFlags: '1' },
    { flags: ['draft'], messageFlags: '8' },
    { flags: ['draft', 'seen'], messageFlags: '9' },
  ])(
    '$flags become the message flags $messageFlags, and no other message is a draft',
    async ({ flags, messageFlags }) => {
      const message = await made({ flags });
      expect(values(message).get(MESSAGE_FLAGS)).toBe(messageFlags);
      expect(message.isRead).toBe(flags.includes('seen'));
    },
  );

  test.each<{ flags: readonly Flag[]; verb: string | undefined; icon: string | undefined }>([
    { flags: [], verb: undefined, icon: undefined },
    { flags: ['answered'], verb: '102', icon: '261' },
    { flags: ['forwarded'], verb: '104', icon: '262' },
    { flags: ['answered', 'forwarded'], verb: '104', icon: '261' },
  ])('$flags become the verb $verb and the icon $icon', async ({ flags, verb, icon }) => {
    const all = values(await made({ flags }));
    expect([all.get(LAST_VERB), all.get(ICON)]).toEqual([verb, icon]);
  });

  test.each([
    ['Date: Mon, 4 Mar 2019 06:06:01 +0100', '2019-03-04T05:06:01Z'],
    ['Subject: no date', '2019-03-04T05:06:07Z'],
    ['Date: the day before yesterday', '2019-03-04T05:06:07Z'],
    ['Date: Mon, 4 Mar 0019 06:06:01 +0100', '2019-03-04T05:06:07Z'],
  ])('of "%s" the sent time is %s, and the received time is that of the source', async (head, sent) => {
    const all = values(await made({ head }));
    expect([all.get(SUBMIT_TIME), all.get(DELIVERY_TIME)]).toEqual([sent, '2019-03-04T05:06:07Z']);
  });

  test.each([
    [Date.UTC(9999, 11, 31, 23, 59, 59), '9999-12-31T23:59:59Z', 0],
    [Date.UTC(10_000, 0, 1), '9999-12-31T23:59:59Z', 1],
    [Date.UTC(1601, 0, 1), '1601-01-01T00:00:00Z', 0],
    [-8.64e15, '1601-01-01T00:00:00Z', 1],
  ])('the received time %i becomes %s, with %i losses', async (receivedAt, becomes, losses) => {
    const prepared = await prepareWrite(writeOf({ receivedAt }));
    expect(values(newMessage(prepared)).get(DELIVERY_TIME)).toBe(becomes);
    expect(prepared.losses).toHaveLength(losses);
  });

  test('the marker and the names of keywords travel in properties of our own', async () => {
    const all = values(await made({ keywords: ['$label1', 'blue'] }));
    expect(all.get(MARKER)).toBe('MARKER');
    expect(all.get(KEYWORDS)).toBe('[["Important","$label1"]]');
    expect(values(await made({ keywords: ['blue'] })).has(KEYWORDS)).toBe(false);
  });

  test('a keyword that is too long for a category is shortened, and said to be', async () => {
    const prepared = await prepareWrite(writeOf({ keywords: ['k'.repeat(300)] }));
    expect(newMessage(prepared).categories).toEqual(['k'.repeat(255)]);
    expect(prepared.losses).toMatchObject([{ how: 'shortened' }]);
  });
});

describe('the class of a message', () => {
  test.each([
    ['Content-Type: text/plain', 'IPM.Note'],
    ['Content-Type: multipart/report; report-type=delivery-status; boundary=x', 'IPM.Note'],
    ['Content-Type: text/calendar; method=REQUEST', 'IPM.Note'],
    ['Subject: no type', 'IPM.Note'],
    ['Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=x', null],
    ['Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', null],
    ['Content-Type: APPLICATION/X-PKCS7-MIME; name=smime.p7m', null],
    ['Content-Type:\n multipart/signed;\n boundary=x', null],
  ])('with "%s" is %s', async (head, itemClass) => {
    expect((await made({ head })).itemClass).toBe(itemClass);
  });

  test.each([
    ['Importance: high', 'High'],
    ['Importance: Low', 'Low'],
    ['Importance: normal\nX-Priority: 1', null],
    ['X-Priority: 1 (Highest)', 'High'],
    ['X-Priority: 2', 'High'],
    ['X-Priority: 3', null],
    ['X-Priority: 5', 'Low'],
    ['X-Priority: urgent', null],
    ['Subject: x', null],
  ])('with "%s" its importance is %s', async (head, importance) => {
    expect((await made({ head })).importance).toBe(importance);
  });
});

describe('the forms of a message', () => {
  test('that has nothing to repair go from as it is to wrapped, and then end', async () => {
    const first = await prepareWrite(
      writeOf({ head: 'From: "Ann, A" <ann@example.com>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=' }),
    );
    const second = await nextForm(first, 'ErrorCorruptData');
    expect(second?.form).toBe('wrapped');
    expect(second && (await nextForm(second, 'ErrorCorruptData'))).toBeNull();
    const message = second && newMessage(second);
    expect(message).toMatchObject({
      mime: null,
      itemClass: 'IPM.Note',
      subject: 'Grüße',
      from: { name: 'Ann, A', address: 'ann@example.com' },
      attachments: [{ name: 'original.eml', contentType: 'message/rfc822' }],
    });
    expect(message?.body).toContain('Subject: Grüße');
  });

  test.each([
    ['From: ann@example.com', { name: '', address: 'ann@example.com' }],
    ['From: Ann <ann@example.com>, Ben <ben@example.com>', null],
    ['From: undisclosed-recipients:;', null],
    ['From: <>', null],
    ['Subject: x', null],
  ])('a wrapped message with "%s" is from %j', async (head, from) => {
    const wrapped = await nextForm(await prepareWrite(writeOf({ head })), 'x');
    expect(wrapped && newMessage(wrapped).from).toEqual(from);
  });
});
