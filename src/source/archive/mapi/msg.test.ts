/** Items that Outlook saved as files, made for this purpose: what they become, and how broken ones end. */
import { describe, expect, test } from 'vitest';
import { type CompoundEntry, compoundFile, outlookItem } from '../../../../test/archive/compound.ts';
import { readFiles } from '../../../../test/archive/read-archive.ts';
import { readRtf, unpackRtf } from './rtf.ts';

const SUBJECT = 0x37;
const CLASS = 0x1a;
const BODY = 0x1000;

async function textOf(item: { readonly [name: string]: CompoundEntry }): Promise<string> {
  const { folders } = await readFiles({ 'In/a.msg': compoundFile(item) });
  return [...folders.values()].flatMap(({ items }) => items.map(({ text }) => text)).join();
}

function attachment(name: string, content: CompoundEntry, method: number): { readonly [name: string]: CompoundEntry } {
  const properties = Buffer.alloc(8 + 16);
  properties.writeUInt16LE(0x0003, 8);
  properties.writeUInt16LE(0x3705, 10);
  properties.writeUInt32LE(method, 16);
  const stream = Buffer.isBuffer(content) ? '__substg1.0_37010102' : '__substg1.0_3701000D';
  return { ...outlookItem({ [0x3707]: name }), '__properties_version1.0': properties, [stream]: content };
}

describe('a message', () => {
  test('has the fields that its properties say, in words that any mail program reads', async () => {
    const text = await textOf(
      outlookItem({
        [SUBJECT]: 'Größe',
        [0x0c1a]: 'Ann "A" Example',
        [0x5d01]: 'ann@example.test',
        [BODY]: 'Grüße\r\n',
      }),
    );
    expect(text).toContain('From: "Ann \\"A\\" Example" <ann@example.test>\r\n');
    expect(text).toContain(`Subject: =?utf-8?B?${Buffer.from('Größe').toString('base64')}?=\r\n`);
    expect(text).toContain(`\r\n\r\n${Buffer.from('Grüße\r\n').toString('base64')}\r\n`);
  });

  test('keeps the header that it came with, but not what that says of its parts', async () => {
    const kept =
      'Received: from a\r\n by b\r\nSubject: as it came\r\nContent-Type: text/html\r\nMIME-Version: 1.0\r\n\r\n';
    const text = await textOf(outlookItem({ [SUBJECT]: 'as it is', [0x7d]: kept, [BODY]: 'x' }));
    expect(
      text.startsWith(
        'Received: from a\r\n by b\r\nSubject: as it came\r\nMIME-Version: 1.0\r\nContent-Type: text/plain',
      ),
    ).toBe(true);
  });

  test('has its attachments, an attached message as a message, and names the one that only points at a file', async () => {
    const inner = outlookItem({ [SUBJECT]: 'within', [BODY]: 'inner' }, {}, 24);
    const text = await textOf(
      outlookItem(
        { [SUBJECT]: 'outer', [BODY]: 'x' },
        {
          '__attach_version1.0_#00000000': attachment('größe.txt', Buffer.from('content'), 1),
          '__attach_version1.0_#00000001': attachment('m', inner, 5),
          '__attach_version1.0_#00000002': attachment('linked.doc', Buffer.alloc(0), 4),
        },
      ),
    );
    expect(text).toContain("filename*0*=utf-8''gr%C3%B6%C3%9Fe.txt");
    expect(text).toContain(Buffer.from('content').toString('base64'));
    expect(text).toMatch(/Content-Type: message\/rfc822\r\n(?:.+\r\n)+\r\nSubject: within\r\n/);
    expect(Buffer.from(text.split('\r\n\r\n').at(-2)?.split('\r\n')[0] ?? '', 'base64').toString()).toContain(
      'linked.doc',
    );
  });

  test.each([
    { messageClass: 'IPM.Contact', kind: 'contact' },
    { messageClass: 'IPM.DistList', kind: 'contact-group' },
    { messageClass: 'IPM.Appointment.Special', kind: 'event' },
    { messageClass: 'ipm.task', kind: 'task' },
    { messageClass: 'IPM.StickyNote', kind: 'note' },
    { messageClass: 'IPM.Note.SMIME', kind: 'message' },
    { messageClass: 'REPORT.IPM.Note.NDR', kind: 'message' },
    { messageClass: '', kind: 'message' },
  ])('of the class "$messageClass" is of the kind $kind', async ({ messageClass, kind }) => {
    const { folders } = await readFiles({
      'In/a.msg': compoundFile(outlookItem({ [CLASS]: messageClass, [SUBJECT]: 'x' })),
    });
    expect([...folders.values()].flatMap(({ items }) => items.map(({ item }) => item.kind))).toEqual([kind]);
  });
});

describe('a file that is broken is named, and the others come', () => {
  const good = compoundFile(outlookItem({ [SUBJECT]: 'good', [BODY]: 'x'.repeat(2000) }));
  test.each([
    { what: 'a chain of sectors that goes in circles', damage: (b: Buffer) => b.fill(0, b.length - 512) },
    { what: 'sectors of another size', damage: (b: Buffer) => b.writeUInt16LE(20, 30) },
    { what: 'a directory behind its end', damage: (b: Buffer) => b.writeUInt32LE(0x00ff_ffff, 48) },
    { what: 'a folder that is its own sibling', damage: (b: Buffer) => selfSibling(b) },
    { what: 'an end in the middle', damage: (b: Buffer) => b.subarray(0, 700) },
  ])('$what', async ({ damage }) => {
    const bytes = Buffer.from(good);
    const cut = damage(bytes);
    const { folders, leftOut } = await readFiles({
      'In/bad.msg': Buffer.isBuffer(cut) && cut.length < 1000 ? cut : bytes,
      'In/good.msg': good,
    });
    expect([...folders.values()].flatMap(({ items }) => items)).toHaveLength(1);
    expect(leftOut.filter((line) => line.startsWith('In/bad.msg: it is broken: '))).toHaveLength(1);
  });

  /** Every entry of the directory names itself as the next one. */
  function selfSibling(bytes: Buffer): void {
    const directory = 512 * (1 + bytes.readUInt32LE(48));
    for (let id = 0; id < 4; id++) bytes.writeUInt32LE(id, directory + id * 128 + 72);
  }
});

describe('rich text', () => {
  test('gives the page that it was made from', () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 Gr\'fc\'dfe \u8364?\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}`;
    expect(readRtf(rtf)).toEqual({ html: '<p>Grüße €</p>', plain: 'Grüße €' });
  });

  test('made as rich text gives its words and lines', () => {
    expect(readRtf(String.raw`{\rtf1\ansi{\stylesheet hidden}one\par two\tab three \{4\}}`)).toEqual({
      html: null,
      plain: 'one\ntwo\tthree {4}',
    });
  });

  test('is unpacked from what was stored, and from rubbish comes nothing', () => {
    // The example of MS-OXRTFCP §4.1.
    const packed = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
      'hex',
    );
    expect(unpackRtf(packed)).toBe(String.raw`{\rtf1\ansi\ansicpg1252\pard hello world}` + '\r\n');
    expect(unpackRtf(Buffer.from('rubbish that is no rich text at all'))).toBe('');
  });
});
