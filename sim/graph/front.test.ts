import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type GraphRig, idIn, listIn, OWNER, startGraphRig } from '../../test/graph/rig.ts';

const USER = `/users/${encodeURIComponent(OWNER)}`;
const MIME = [
  'Received: from mx.example.net by in.example.com; Mon, 4 Mar 2019 05:06:07 +0000',
  'From: Bob <bob@example.net>',
  'To: Ann <ann@sim.example>',
  'Subject: hi',
  'Date: Mon, 04 Mar 2019 05:06:01 +0000',
  'Message-ID: <x@example.net>',
  'X-Mine: kept',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>hello</p>',
  '--b',
  'Content-Type: application/pdf; name=a.pdf',
  'Content-Disposition: attachment; filename=a.pdf',
  'Content-Transfer-Encoding: base64',
  '',
  'AAECAwQF',
  '--b',
  'Content-Type: text/plain; charset=iso-8859-2; name=a.txt',
  'Content-Disposition: attachment; filename=a.txt',
  '',
  'text',
  '--b--',
  '',
].join('\r\n');
const MIME_BODY = Buffer.from(MIME).toString('base64');
const AS_MIME = { 'content-type': 'text/plain' };
const KEY = 'String {5f3c6a0e-7a51-4b1e-9c1d-2f6b0f4f9a11} Name SourceKey';

let rig: GraphRig;
beforeAll(async () => {
  rig = await startGraphRig();
});
afterAll(() => rig.close());

describe('mail', () => {
  test('a message that comes as MIME is a draft in Drafts, whatever it is', async () => {
    const made = await rig.ask('POST', `${USER}/messages`, MIME_BODY, AS_MIME);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ isDraft: true, subject: 'hi', hasAttachments: true });
    const drafts = await rig.ask('GET', `${USER}/mailFolders/drafts`);
    expect(made.json['parentFolderId']).toBe(drafts.json['id']);
    const content = await rig.ask('GET', `${USER}/messages/${idIn(made)}/$value`);
    expect(content.text).toContain('X-Mine: kept');
    expect(content.text).toContain('Received: from mx.example.net');
  });

  test('MIME is no good at the address of a folder, and only as base64', async () => {
    expect((await rig.ask('POST', `${USER}/mailFolders/inbox/messages`, MIME_BODY, AS_MIME)).status).toBe(415);
    const plain = await rig.ask('POST', `${USER}/messages`, 'From: bob', AS_MIME);
    expect(plain.json).toMatchObject({ error: { code: 'ErrorMimeContentInvalidBase64String' } });
  });

  test('a message of JSON is a draft unless its first flags say otherwise, and later ones say nothing', async () => {
    const send = { subject: 's', body: { contentType: 'text', content: 'b' } };
    const draft = await rig.ask('POST', `${USER}/mailFolders/inbox/messages`, send);
    expect(draft.json).toMatchObject({ isDraft: true });
    const flags = { singleValueExtendedProperties: [{ id: 'Integer 0x0E07', value: '1' }] };
    const patched = await rig.ask('PATCH', `${USER}/messages/${idIn(draft)}`, flags);
    expect(patched.json).toMatchObject({ isDraft: true });
    const other = await rig.ask('POST', `${USER}/mailFolders/inbox/messages`, { ...send, ...flags });
    expect(other.json).toMatchObject({ isDraft: false, isRead: true });
    const renamed = await rig.ask('PATCH', `${USER}/messages/${idIn(other)}`, { subject: 'other' });
    expect(renamed.json).toMatchObject({ error: { code: 'ErrorInvalidPropertyUpdateSentMessage' } });
  });

  test.each([
    [{ subjekt: 'x' }, 'RequestBodyRead'],
    [{ importance: 'urgent' }, 'RequestBodyRead'],
    [{ isRead: 'yes' }, 'RequestBodyRead'],
    [{ internetMessageHeaders: [{ name: 'Received', value: 'x' }] }, 'InvalidInternetMessageHeader'],
    [{ singleValueExtendedProperties: [{ id: 'Text 0x37', value: 'x' }] }, 'ErrorInvalidProperty'],
  ])('a body with %j is refused with %s', async (body, code) => {
    const answer = await rig.ask('POST', `${USER}/messages`, body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: { code } });
  });

  test('an extended property finds its message, and comes back in the other spelling', async () => {
    const properties = {
      singleValueExtendedProperties: [
        { id: KEY, value: 'k/1' },
        { id: 'Integer 0x1080', value: '261' },
      ],
    };
    await rig.ask('POST', `${USER}/mailFolders/inbox/messages`, { subject: 'keyed', ...properties });
    const filter = `singleValueExtendedProperties/any(ep:ep/id eq '${KEY}' and ep/value eq 'k/1')`;
    const expand = `singleValueExtendedProperties($filter=id eq '${KEY}' or id eq 'Integer 0x1080')`;
    const query = new URLSearchParams({ $select: 'subject', $filter: filter, $expand: expand });
    const found = await rig.ask('GET', `${USER}/mailFolders/inbox/messages?${query}`);
    expect(listIn(found)).toHaveLength(1);
    expect(listIn(found)[0]).toMatchObject({
      subject: 'keyed',
      singleValueExtendedProperties: [{ value: 'k/1' }, { id: 'Integer 0x1080', value: '261' }],
    });
  });

  test('lists come in pages that follow each other', async () => {
    const made = await rig.ask('POST', `${USER}/mailFolders`, { displayName: 'Pages' });
    for (let at = 0; at < 5; at += 1)
      await rig.ask('POST', `${USER}/mailFolders/${idIn(made)}/messages`, { subject: `${at}` });
    const seen: string[] = [];
    let link: string | undefined = `${USER}/mailFolders/${idIn(made)}/messages?$top=2&$select=subject`;
    while (link !== undefined) {
      const page: Answer = await rig.ask('GET', link);
      for (const { subject } of listIn(page)) seen.push(String(subject));
      const next = page.json['@odata.nextLink'];
      link = typeof next === 'string' ? next : undefined;
    }
    expect(seen.toSorted()).toEqual(['0', '1', '2', '3', '4']);
  });

  test('ids change when a message moves, unless they are immutable', async () => {
    const immutable = { prefer: 'IdType="ImmutableId"' };
    const made = await rig.ask('POST', `${USER}/messages`, { subject: 'moves' });
    const born = await rig.ask('GET', `${USER}/messages/${idIn(made)}`, undefined, immutable);
    const moved = await rig.ask('POST', `${USER}/messages/${idIn(made)}/move`, { destinationId: 'inbox' });
    expect(moved.json['id']).not.toBe(made.json['id']);
    expect((await rig.ask('GET', `${USER}/messages/${idIn(made)}`)).status).toBe(404);
    expect((await rig.ask('GET', `${USER}/messages/${idIn(born)}`)).json).toMatchObject({ subject: 'moves' });
  });

  test('two folders of one name are refused, in any case of letters', async () => {
    expect((await rig.ask('POST', `${USER}/mailFolders`, { displayName: 'Twice' })).status).toBe(201);
    const again = await rig.ask('POST', `${USER}/mailFolders`, { displayName: 'TWICE' });
    expect(again.status).toBe(409);
    expect(again.json).toMatchObject({ error: { code: 'ErrorFolderExists' } });
  });
});

describe('import and export', () => {
  test('a draft that is exported, retouched and imported is a message, with all that it had', async () => {
    const draft = await rig.ask('POST', `${USER}/messages`, MIME_BODY, AS_MIME);
    const settings = await rig.ask('GET', `${USER}/settings/exchange`);
    const mailbox = `/admin/exchange/mailboxes/${idIn(settings)}`;
    const exported = await rig.ask('POST', `${mailbox}/exportItems`, { itemIds: [draft.json['id']] });
    const bytes = Buffer.from(String(listIn(exported)[0]?.['data']), 'base64');
    const flagsAt = bytes.indexOf(Buffer.from('0300070e', 'hex')) + 4;
    bytes.writeUInt32LE(bytes.readUInt32LE(flagsAt) & ~8, flagsAt);
    const session = await rig.ask('POST', `${mailbox}/createImportSession`);
    const inbox = await rig.ask('GET', `${USER}/mailFolders/inbox`);
    const asked = { FolderId: inbox.json['id'], Mode: 'create', Data: bytes.toString('base64') };
    const imported = await rig.ask('POST', String(session.json['importUrl']), asked);
    expect(imported.status).toBe(200);
    const read = await rig.ask('GET', `${USER}/messages/${idIn(imported)}?$expand=attachments`);
    expect(read.json).toMatchObject({
      isDraft: false,
      subject: 'hi',
      internetMessageId: '<x@example.net>',
      sentDateTime: '2019-03-04T05:06:01Z',
      attachments: [{ name: 'a.pdf', contentBytes: 'AAECAwQF' }, { name: 'a.txt' }],
    });
    const content = await rig.ask('GET', `${USER}/messages/${idIn(imported)}/$value`);
    expect(content.text).toContain('X-Mine: kept');
    const before = await rig.ask('GET', `${USER}/messages/${idIn(draft)}/$value`);
    expect(content.text.replace(/_[^_\r\n"]+_/g, '')).toBe(before.text.replace(/_[^_\r\n"]+_/g, ''));
  });

  test('an import URL takes no token beside its own, and no other secret', async () => {
    const settings = await rig.ask('GET', `${USER}/settings/exchange`);
    const session = await rig.ask('POST', `/admin/exchange/mailboxes/${idIn(settings)}/createImportSession`);
    const url = String(session.json['importUrl']);
    expect((await rig.ask('POST', url, {}, { authorization: 'Bearer x' })).status).toBe(400);
    expect((await rig.ask('POST', url.replace(/authtoken=./, 'authtoken=_'), {})).status).toBe(401);
  });
});

describe('batches', () => {
  test('each request has its answer, and what depends on a failed one is not tried', async () => {
    const json = { 'Content-Type': 'application/json' };
    const answer = await rig.ask('POST', '/$batch', {
      requests: [
        { id: '1', method: 'POST', url: `${USER}/messages`, headers: json, body: { subject: 'one' } },
        { id: '2', method: 'GET', url: `${USER}/messages/bad` },
        { id: '3', method: 'GET', url: `${USER}/mailFolders/inbox`, dependsOn: ['2'] },
      ],
    });
    const statuses = (answer.json['responses'] as readonly { id: string; status: number }[]).map(({ id, status }) => [
      id,
      status,
    ]);
    expect(statuses.toSorted(([one], [other]) => Number(one) - Number(other))).toEqual([
      ['1', 201],
      ['2', 400],
      ['3', 424],
    ]);
  });

  test('twenty-one requests are too many', async () => {
    const requests = Array.from({ length: 21 }, (_, at) => ({ id: `${at}`, method: 'GET', url: `${USER}/messages` }));
    expect((await rig.ask('POST', '/$batch', { requests })).status).toBe(400);
  });
});
