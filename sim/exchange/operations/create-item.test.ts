import { describe, expect, test } from 'vitest';
import {
  ALL_PROPERTIES,
  all,
  codesOf,
  createItemBody,
  getItemBody,
  itemIdsOf,
  keyElement,
  mimeElement,
  mimesOf,
  RECEIVED,
  type Rig,
  rigsOfFile,
  tagElement,
  USER,
  WITH_MIME,
} from '../../../test/exchange/rig.ts';

const startRig = rigsOfFile();
const HEAD =
  'From: Ann <a@example.com>\r\nTo: b@example.net\r\nDate: Mon, 4 Mar 2019 05:06:01 +0100\r\nSubject: hi\r\n';
const MIME = `${HEAD}\r\nhello\r\n`;

/** Creates one message and reads all its properties. */
async function createAndRead({ ask }: Rig, message: string): Promise<string> {
  const created = await ask(createItemBody([message]));
  expect(codesOf(created.text)).toEqual(['NoError']);
  return (await ask(getItemBody(itemIdsOf(created.text), ALL_PROPERTIES))).text;
}
const codeOf = async ({ ask }: Rig, message: string): Promise<string> => {
  return codesOf((await ask(createItemBody([message]))).text).join();
};

describe('a message that is created', () => {
  test('is a draft unless its flags say otherwise', async () => {
    const rig = await startRig();
    expect(await createAndRead(rig, mimeElement(MIME))).toContain('<t:IsDraft>true<');
    expect(await createAndRead(rig, mimeElement(MIME) + tagElement('0x0E07', 'Integer', '1'))).toContain(
      '<t:IsDraft>false<',
    );
    expect(await createAndRead(rig, mimeElement(MIME) + tagElement('3591', 'Integer', '0'))).toContain(
      '<t:IsDraft>false<',
    );
    expect(await createAndRead(rig, mimeElement(MIME) + tagElement('0xe07', 'Integer', '9'))).toContain(
      '<t:IsDraft>true<',
    );
  });

  test.each([
    { flags: '1', isRead: '', becomes: 'true' },
    { flags: '0', isRead: '', becomes: 'false' },
    { flags: '1', isRead: '<t:IsRead>false</t:IsRead>', becomes: 'false' },
  ])('with the flags $flags and "$isRead" has IsRead $becomes', async ({ flags, isRead, becomes }) => {
    const text = await createAndRead(
      await startRig(),
      mimeElement(MIME) + tagElement('0x0E07', 'Integer', flags) + isRead,
    );
    expect(text).toContain(`<t:IsRead>${becomes}<`);
  });

  test('has the times that the two properties give it, and else the time of its creation and its Date header', async () => {
    const rig = await startRig();
    const given =
      mimeElement(MIME) +
      tagElement('0x0E06', 'SystemTime', '1999-01-02T03:04:05Z') +
      tagElement('57', 'SystemTime', '1998-01-02T03:04:05+01:00');
    const text = await createAndRead(rig, given);
    expect(text).toContain('<t:DateTimeReceived>1999-01-02T03:04:05Z<');
    expect(text).toContain('<t:DateTimeSent>1998-01-02T02:04:05Z<');
    const bare = await createAndRead(rig, mimeElement(MIME));
    expect(bare).toContain('<t:DateTimeSent>2019-03-04T04:06:01Z<');
    expect(all(bare, /<t:DateTimeReceived>([^<]*)/g)).toEqual(all(bare, /<t:DateTimeCreated>([^<]*)/g));
  });

  test.each(['DateTimeReceived', 'DateTimeSent', 'DateTimeCreated'])(
    'may not set %s, and the others go on',
    async (name) => {
      const { ask } = await startRig();
      const element = `<t:${name}>2019-03-04T05:06:07Z</t:${name}>`;
      expect(codesOf((await ask(createItemBody([element, mimeElement(MIME)]))).text)).toEqual([
        'ErrorInvalidPropertySet',
        'NoError',
      ]);
    },
  );

  test.each([
    '<t:Size>1</t:Size>',
    '<t:IsDraft>false</t:IsDraft>',
    '<t:HasAttachments>false</t:HasAttachments>',
    '<t:ItemId Id="x"/>',
  ])('may not set the read-only %s', async (element) => {
    expect(await codeOf(await startRig(), element)).toBe('ErrorInvalidPropertySet');
  });

  test('answers a property tag in another spelling than it was asked for, where there is one', async () => {
    const rig = await startRig();
    const created = await rig.ask(createItemBody([mimeElement(MIME) + tagElement('0x0E2B', 'Integer', '102')]));
    const asked = (tag: string): string =>
      `<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="Integer"/></t:AdditionalProperties>`;
    for (const tag of ['0x0E2B', '3627', '0xe2b', '0x0e2b']) {
      const { text } = await rig.ask(getItemBody(itemIdsOf(created.text), asked(tag)));
      expect(text).toContain('<t:Value>102</t:Value>');
      expect(text).not.toContain(`PropertyTag="${tag}"`);
    }
  });

  test('shows what was set under the other names of the same thing', async () => {
    const rig = await startRig();
    const message = `${mimeElement(MIME)}<t:Importance>High</t:Importance>${RECEIVED}<t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag>`;
    const created = await rig.ask(createItemBody([message]));
    const paths = ['0x0E07', '0x1090', '0x17'].map(
      (tag) => `<t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="Integer"/>`,
    );
    const shape = `<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${paths.join('')}</t:AdditionalProperties>`;
    const { text } = await rig.ask(getItemBody(itemIdsOf(created.text), shape));
    expect(all(text, /<t:Value>([^<]*)/g)).toEqual(['1', '2', '2']);
  });

  test.each([
    { header: 'Importance: high', element: '<t:Importance>High<' },
    { header: 'X-Priority: 5 (Lowest)', element: '<t:Importance>Low<' },
    { header: 'Sensitivity: Company-Confidential', element: '<t:Sensitivity>Confidential<' },
    { header: 'Disposition-Notification-To: a@example.com', element: '<t:IsReadReceiptRequested>true<' },
  ])('takes $header from its header', async ({ header, element }) => {
    expect(await createAndRead(await startRig(), mimeElement(`${header}\r\n${MIME}`))).toContain(element);
  });

  test.each([
    { dates: '<t:FlagStatus>Flagged</t:FlagStatus><t:CompleteDate>2019-03-04T05:06:07Z</t:CompleteDate>' },
    { dates: '<t:FlagStatus>Flagged</t:FlagStatus><t:StartDate>2019-03-04T05:06:07Z</t:StartDate>' },
    { dates: '<t:FlagStatus>NotFlagged</t:FlagStatus><t:CompleteDate>2019-03-04T05:06:07Z</t:CompleteDate>' },
    { dates: '<t:FlagStatus>Complete</t:FlagStatus><t:DueDate>2019-03-04T05:06:07Z</t:DueDate>' },
  ])('may not have a flag with $dates', async ({ dates }) => {
    expect(await codeOf(await startRig(), `${mimeElement(MIME)}<t:Flag>${dates}</t:Flag>`)).toBe(
      'ErrorInvalidArgument',
    );
  });

  test.each([
    { what: 'characters that are not base64', base64: 'YQ==!', code: 'ErrorMimeContentInvalidBase64String' },
    { what: 'base64 without its padding', base64: 'YQ', code: 'ErrorMimeContentInvalidBase64String' },
    { what: 'nothing', base64: '', code: 'ErrorMimeContentInvalid' },
  ])('is refused when its content is $what', async ({ base64, code }) => {
    expect(await codeOf(await startRig(), `<t:MimeContent>${base64}</t:MimeContent>`)).toBe(code);
  });

  test('with broken MIME is converted, or refused where the server is told to', async () => {
    const broken = mimeElement(`${HEAD}Content-Type: multipart/mixed; boundary=never\r\n\r\nno boundary here\r\n`);
    expect(await codeOf(await startRig(), broken)).toBe('NoError');
    expect(await codeOf(await startRig({ brokenMime: 'refuse' }), broken)).toBe('ErrorMimeContentInvalid');
  });

  test('with messages nested more than ten deep is refused', async () => {
    const nested = (levels: number): string => `${HEAD}Content-Type: message/rfc822\r\n\r\n`.repeat(levels) + MIME;
    const rig = await startRig();
    expect(await codeOf(rig, mimeElement(nested(10)))).toBe('NoError');
    expect(await codeOf(rig, mimeElement(nested(11)))).toBe('ErrorAttachmentNestLevelLimitExceeded');
  });

  test('is refused when it is too large or the mailbox is full, in both ways that a server says so', async () => {
    const mailboxes = [{ address: USER, messageBytesMax: 1000, quotaBytes: 150 }];
    const plain = await startRig({ mailboxes });
    expect(await codeOf(plain, mimeElement(MIME + 'x'.repeat(1000)))).toBe('ErrorMessageSizeExceeded');
    expect(await codeOf(plain, mimeElement(MIME))).toBe('NoError');
    expect(await codeOf(plain, mimeElement(MIME))).toBe('ErrorQuotaExceeded');
    const inner = await startRig({ mailboxes, quotaRefusal: 'inner' });
    const { text } = await inner.ask(createItemBody([mimeElement(MIME + 'x'.repeat(200))]));
    expect(codesOf(text)).toEqual(['ErrorInternalServerError']);
    expect(text).toContain('<t:Value Name="InnerErrorResponseCode">ErrorQuotaExceeded</t:Value>');
  });

  test('goes nowhere when the folder does not exist', async () => {
    const { ask } = await startRig();
    const { text } = await ask(createItemBody([mimeElement(MIME)], '<t:FolderId Id="bm90aGluZw=="/>'));
    expect(codesOf(text)).toEqual(['ErrorInvalidIdMalformed']);
  });

  test('counts as sent mail when its disposition is anything but SaveOnly', async () => {
    const { ask, exchange } = await startRig();
    await ask(createItemBody([mimeElement(MIME)]));
    expect(exchange.counters.sentMail).toBe(0);
    await ask(createItemBody([mimeElement(MIME)]).replace('SaveOnly', 'SendAndSaveCopy'));
    expect(exchange.counters.sentMail).toBe(1);
  });

  test('keeps a receipt armed only while it is unread and the request does not say no', async () => {
    const { ask, exchange } = await startRig();
    const asking =
      mimeElement(`Disposition-Notification-To: a@example.com\r\n${MIME}`) + tagElement('0x0E07', 'Integer', '0');
    await ask(
      createItemBody([
        `${asking}<t:IsReadReceiptRequested>false</t:IsReadReceiptRequested>`,
        `${asking}<t:IsRead>true</t:IsRead>`,
      ]),
    );
    expect(exchange.receiptsArmed()).toBe(0);
    await ask(createItemBody([asking]));
    expect(exchange.receiptsArmed()).toBe(1);
  });

  test.each([
    {
      what: 'a tag together with a set',
      uri: 'PropertyTag="0x1081" PropertySetId="5f3c6a0e-7a51-4b1e-9c1d-2f6b0f4f9a11" PropertyType="Integer"',
    },
    {
      what: 'a set without a name',
      uri: 'PropertySetId="5f3c6a0e-7a51-4b1e-9c1d-2f6b0f4f9a11" PropertyType="Integer"',
    },
    { what: 'a tag from 0x8000 on', uri: 'PropertyTag="0x8001" PropertyType="Integer"' },
  ])('may not name a property by $what', async ({ uri }) => {
    const property = `<t:ExtendedProperty><t:ExtendedFieldURI ${uri}/><t:Value>1</t:Value></t:ExtendedProperty>`;
    expect(await codeOf(await startRig(), mimeElement(MIME) + property)).toBe('ErrorInvalidExtendedProperty');
  });

  test.each([
    { type: 'Integer', value: 'one' },
    { type: 'SystemTime', value: 'yesterday' },
    { type: 'SystemTime', value: '1500-01-01T00:00:00Z' },
    { type: 'Boolean', value: 'perhaps' },
  ])('may not give a property of type $type the value $value', async ({ type, value }) => {
    const message = mimeElement(MIME) + tagElement('0x1082', type, value);
    expect(await codeOf(await startRig(), message)).toBe('ErrorInvalidExtendedPropertyValue');
  });

  test('made by properties has its body and its files', async () => {
    const rig = await startRig();
    const message =
      '<t:Subject>wrapped</t:Subject><t:Body BodyType="Text">see the file</t:Body>' +
      `<t:Attachments><t:FileAttachment><t:Name>original.eml</t:Name><t:ContentType>message/rfc822</t:ContentType><t:Content>${Buffer.from(MIME).toString('base64')}</t:Content></t:FileAttachment></t:Attachments>` +
      `${RECEIVED}${keyElement('k')}<t:ToRecipients><t:Mailbox><t:Name>Bob</t:Name><t:EmailAddress>b@example.net</t:EmailAddress></t:Mailbox></t:ToRecipients>`;
    const text = await createAndRead(rig, message);
    expect(text).toContain('<t:Subject>wrapped<');
    expect(text).toContain('<t:HasAttachments>true<');
    expect(text).toContain('see the file');
    const { text: withMime } = await rig.ask(getItemBody(itemIdsOf(text), WITH_MIME));
    const [mime] = mimesOf(withMime);
    expect(mime?.toString()).toMatch(/Subject: wrapped\r\n/);
    expect(mime?.toString()).toMatch(/To: "Bob" <b@example.net>\r\n/);
  });

  test('overrides its MIME by the elements beside it', async () => {
    const rig = await startRig();
    const text = await createAndRead(
      rig,
      `${mimeElement(MIME)}<t:Subject>other</t:Subject><t:Categories><t:String>c</t:String><t:String>c</t:String></t:Categories>`,
    );
    expect(text).toContain('<t:Subject>other<');
    expect(all(text, /<t:String>([^<]*)/g)).toEqual(['c']);
  });
});
