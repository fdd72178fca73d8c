import { describe, expect, test } from 'vitest';
import { corpusMessages, whyNoCorpus } from '../../../../test/corpus/corpus.ts';
import { bytesOf, mimeOfTree, valueOf } from '../../../../test/graph/mime-of-tree.ts';
import { compareFingerprints } from '../../../content/compare-fingerprints.ts';
import { describeDifference } from '../../../content/difference.ts';
import { fingerprint } from '../../../content/fingerprint.ts';
import type { Content } from '../../../model/item.ts';
import type { AttachmentTree } from '../../../wire/fast-transfer/property.ts';
import { readItem } from '../../../wire/fast-transfer/read-item.ts';
import { writeItem } from '../../../wire/fast-transfer/write-item.ts';
import type { Bytes } from '../../../wire/request-body.ts';
import { buildMessage } from './build-message.ts';

const missing = whyNoCorpus();

async function lostOf(mail: Buffer): Promise<readonly string[]> {
  const { tree } = await buildMessage({ is: 'held', bytes: mail }, []);
  const item = await bytesOf(writeItem(tree));
  const back = await mimeOfTree(readItem(item));
  const [before, after] = [
    await fingerprint({ is: 'held', bytes: mail }),
    await fingerprint({ is: 'held', bytes: back }),
  ];
  return compareFingerprints(before, after)
    .filter(({ level }) => level === 'must')
    .map(describeDifference);
}

describe.skipIf(missing !== null)('every message of the corpus', () => {
  test('means the same as an item stream, read back', async () => {
    const different: string[] = [];
    for (const [index, mail] of corpusMessages().entries()) {
      const lost = await lostOf(mail);
      if (lost.length > 0) different.push(`message ${index}: ${lost.join('; ')}`);
    }
    expect(different).toEqual([]);
  });
});

describe('a message that is too large to be held', () => {
  const mail = Buffer.from(
    [
      'From: "Ann Ö" <ann@example.com>',
      'To: bob@example.net',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'hello',
      '--x',
      'Content-Type: message/rfc822',
      '',
      'Content-Type: multipart/signed; boundary=y',
      'Subject: inside',
      '',
      '--y',
      'Content-Type: application/pdf; name=in.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.alloc(200_000, 7).toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--y--',
      '--x',
      'Content-Type: application/octet-stream; name=a.bin',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.alloc(500_000, 9).toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--x--',
      '',
    ].join('\r\n'),
  );

  async function* slices(): AsyncGenerator<Buffer> {
    for (let at = 0; at < mail.length; at += 10_007) yield mail.subarray(at, at + 10_007);
  }
  const spooled: Content = {
    is: 'spooled',
    sizeBytes: mail.length,
    sha256: Buffer.alloc(32),
    open: slices,
    drop: async () => undefined,
  };

  test('is opened again for every sending, and gives the same bytes each time', async () => {
    const { tree } = await buildMessage(spooled, []);
    const item = writeItem(tree);
    const first = await bytesOf(item);
    expect(first).toHaveLength(item.length);
    expect((await bytesOf(item)).equals(first)).toBe(true);
    const [embedded, file] = readItem(first).attachments;
    expect(await contentsOf(embedded?.embedded?.attachments ?? [])).toEqual([expect.any(Buffer)]);
    const [signed] = await contentsOf(embedded?.embedded?.attachments ?? []);
    expect(signed?.toString('latin1', 0, 60)).toContain('Content-Type: multipart/signed; boundary=y\r\n\r\n--y\r\n');
    const [content] = await contentsOf(file === undefined ? [] : [file]);
    expect(content?.equals(Buffer.alloc(500_000, 9))).toBe(true);
  });

  test('can be sent again after a sending that was cut off', async () => {
    const item = writeItem((await buildMessage(spooled, [])).tree);
    for await (const chunk of item.open()) if (chunk.length > 1000) break;
    expect(readItem(await bytesOf(item)).attachments).toHaveLength(2);
  });
});

async function contentsOf(attachments: readonly AttachmentTree[]): Promise<readonly Buffer[]> {
  return await Promise.all(
    attachments.map(({ properties }) => bytesOf(valueOf(properties, 0x3701) as Bytes)), // each is a file
  );
}

const NOTHING = Buffer.from('Subject: x\r\n\r\n');

describe('the class of a message', () => {
  test.each([
    ['Content-Type: multipart/signed; boundary=y\r\n\r\n--y\r\n\r\nhi\r\n--y--', 'IPM.Note.SMIME.MultipartSigned'],
    ['Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nMIIB', 'IPM.Note.SMIME'],
    ['Content-Type: multipart/report; boundary=y\r\n\r\n--y\r\n\r\nhi\r\n--y--', 'IPM.Note'],
    ['Subject: x\r\n\r\nhi', 'IPM.Note'],
  ])('of %j is %s', async (mail, expected) => {
    const { tree } = await buildMessage({ is: 'held', bytes: Buffer.from(mail) }, []);
    expect(valueOf(tree.properties, 0x001a)).toBe(expected);
  });

  test('nobody who opens it is told so, whatever its sender asks for', async () => {
    const asks = Buffer.from(
      'Disposition-Notification-To: spy@example.com\r\nReturn-Receipt-To: spy@example.com\r\n\r\nhi',
    );
    const { tree } = await buildMessage({ is: 'held', bytes: asks }, []);
    expect([0x0023, 0x0029, 0x0c06].map((id) => valueOf(tree.properties, id))).toEqual([false, false, false]);
  });

  test('a message without anything is a message', async () => {
    const { tree } = await buildMessage({ is: 'held', bytes: NOTHING }, []);
    expect(readItem(await bytesOf(writeItem(tree)))).toMatchObject({ recipients: [], attachments: [] });
  });
});
