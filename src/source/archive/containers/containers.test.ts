/** Containers that honest people pack, and those that were made to do harm. */

import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type TarEntry, tar, type ZipEntry, zip } from '../../../../test/archive/pack.ts';
import { readFiles } from '../../../../test/archive/read-archive.ts';

const MAIL = Buffer.from('From: ann@example.test\r\nSubject: hello\r\n\r\nHello.\r\n');
const MBOX = Buffer.from(
  'From a@b Fri Feb 22 17:06:23 2008\nSubject: a\n\none\n\nFrom a@b Fri Feb 22 17:06:23 2008\nSubject: b\n\ntwo\n',
);
const GOOD: ZipEntry = { name: 'In/good.eml', content: MAIL };
const MIB = 1024 * 1024;

describe('what is packed is read', () => {
  const tree = [
    { name: 'backup/Inbox', content: MBOX },
    { name: 'backup/Inbox.sbd/Sub', content: MBOX },
    { name: 'backup/Eml/1.eml', content: MAIL },
  ];
  test.each([
    { what: 'zip', file: 'a.zip', bytes: zip(tree) },
    { what: 'zip without compression', file: 'a.zip', bytes: zip(tree.map((entry) => ({ ...entry, isStored: true }))) },
    { what: 'tar', file: 'a.tar', bytes: tar(tree) },
    { what: 'tar.gz', file: 'a.tar.gz', bytes: gzipSync(tar(tree)) },
    { what: 'zip in a zip', file: 'a.zip', bytes: zip([{ name: 'inner.zip', content: zip(tree) }]) },
  ])('$what', async ({ file, bytes }) => {
    const { folders, leftOut } = await readFiles({ [file]: bytes });
    expect(
      [...folders].map(([path, { items }]) => `${path.replace(/^a \/ (inner \/ )?/, '')}: ${items.length}`).sort(),
    ).toEqual(['Eml: 1', 'INBOX: 2', 'INBOX / Sub: 2'].map((line) => line.replace('INBOX', 'Inbox')).sort());
    expect(leftOut).toEqual([]);
  });

  test('a file that is gzipped alone is what it is without', async () => {
    const { folders } = await readFiles({ 'Inbox.mbox.gz': gzipSync(MBOX) });
    expect([...folders.values()].map(({ items }) => items.length)).toEqual([2]);
  });
});

describe('what a zip must not do is named, and everything else comes', () => {
  const many = Array.from({ length: 100 }, (_one, index): ZipEntry => ({ name: `In/${index}.eml`, content: MAIL }));
  test.each([
    { what: 'lead out', entry: { name: '../../evil.eml', content: MAIL }, why: 'its path leads out of the archive' },
    {
      what: 'lead out with backslashes',
      entry: { name: '..\\evil.eml', content: MAIL },
      why: 'its path leads out of the archive',
    },
    { what: 'have an absolute path', entry: { name: '/etc/cron.d/evil', content: MAIL }, why: 'its path is absolute' },
    { what: 'have a path of Windows', entry: { name: 'C:\\evil.eml', content: MAIL }, why: 'its path is absolute' },
    {
      what: 'be a link',
      entry: { name: 'In/link.eml', content: Buffer.from('/etc/passwd'), mode: 0o120777 },
      why: 'it is a symbolic link',
    },
    {
      what: 'be a device',
      entry: { name: 'In/dev.eml', content: MAIL, mode: 0o020666 },
      why: 'it is neither a file nor a folder',
    },
    {
      what: 'be encrypted',
      entry: { name: 'In/secret.eml', content: MAIL, isEncrypted: true },
      why: 'it is encrypted',
    },
    {
      what: 'have a wrong checksum',
      entry: { name: 'In/crc.eml', content: MAIL, claimedCrc: 7 },
      why: 'its checksum is wrong',
    },
    {
      what: 'be larger than it says',
      entry: { name: 'In/more.eml', content: MAIL, claimedBytes: 7 },
      why: 'it has not the size that the archive says',
    },
    {
      what: 'be smaller than it says',
      entry: { name: 'In/less.eml', content: MAIL, claimedBytes: 7000 },
      why: 'it has not the size that the archive says',
    },
    {
      what: 'claim four gigabytes',
      entry: { name: 'In/claim.eml', content: MAIL, claimedBytes: 0xfffffff0 },
      why: 'more than 250 times its size',
    },
    {
      what: 'be a bomb',
      entry: { name: 'In/bomb.eml', content: Buffer.alloc(64 * MIB, 'a') },
      why: 'more than 250 times its size',
    },
    {
      what: 'be a bomb that lies',
      entry: { name: 'In/bomb.eml', content: Buffer.alloc(64 * MIB, 'a'), claimedBytes: 70 },
      why: 'could not be unpacked',
    },
    {
      what: 'be stored in another size than it says',
      entry: { name: 'In/gap.eml', content: MAIL, isStored: true, claimedBytes: 5000 },
      why: 'it has not the size that the archive says',
    },
  ])('$what', async ({ entry, why }) => {
    const { folders, leftOut } = await readFiles({ 'a.zip': zip([...many, GOOD, entry]) });
    const said = [...leftOut, ...[...folders.values()].flatMap(({ unreadable }) => unreadable)];
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(why);
    expect(said[0]).toContain(entry.name.replaceAll('\\', '/').split('/').at(-1) ?? '');
    expect([...folders.values()].flatMap(({ items }) => items)).toHaveLength(101);
  });

  test('two entries of one name are two files', async () => {
    const { folders } = await readFiles({
      'a.zip': zip([GOOD, { ...GOOD, content: Buffer.from('Subject: other\r\n\r\n') }]),
    });
    expect([...folders.values()].flatMap(({ heads }) => heads.map(({ ref }) => ref)).sort()).toEqual([
      'good (2).eml#',
      'good.eml#',
    ]);
  });

  test('zips inside zips are opened three deep', async () => {
    let bytes = zip([GOOD]);
    for (let depth = 0; depth < 5; depth++) bytes = zip([{ name: 'deeper.zip', content: bytes }, GOOD]);
    const { folders, leftOut } = await readFiles({ 'a.zip': bytes });
    expect([...folders.values()].flatMap(({ items }) => items)).toHaveLength(3);
    expect(leftOut).toEqual([
      'a.zip/deeper.zip/deeper.zip/deeper.zip: it lies in more than 3 archives inside each other',
    ]);
  });

  test('a zip cut short, and rubbish that begins like one, are named', async () => {
    const whole = zip([GOOD]);
    const { leftOut } = await readFiles({
      'cut.zip': whole.subarray(0, -30),
      'rubbish.zip': Buffer.from('PK\u0003\u0004rubbish'),
    });
    expect(leftOut).toHaveLength(2);
    for (const line of leftOut) expect(line).toContain('it is no zip that can be read');
  });
});

describe('what a tar must not do is named, and everything else comes', () => {
  const good: TarEntry = { name: 'In/good.eml', content: MAIL };
  test.each([
    { what: 'lead out', entry: { name: '../evil.eml', content: MAIL }, why: 'its path leads out of the archive' },
    { what: 'have an absolute path', entry: { name: '/evil.eml', content: MAIL }, why: 'its path is absolute' },
    { what: 'be a link', entry: { name: 'In/link.eml', type: '2', link: '/etc/passwd' }, why: 'it is a link' },
    { what: 'be a hard link', entry: { name: 'In/hard.eml', type: '1', link: 'In/good.eml' }, why: 'it is a link' },
    { what: 'be a device', entry: { name: 'In/null', type: '3' }, why: 'it is neither a file nor a folder' },
    {
      what: 'end before it says',
      entry: { name: 'In/long.eml', content: MAIL, claimedBytes: 1_000_000 },
      why: 'the archive ends before',
    },
  ])('$what', async ({ entry, why }) => {
    for (const packed of [tar([good, entry]), gzipSync(tar([good, entry]))]) {
      const { folders, leftOut } = await readFiles({ 'a.tar': packed });
      expect(leftOut.filter((line) => line.includes(why))).toHaveLength(1);
      expect([...folders.values()].flatMap(({ items }) => items)).toHaveLength(1);
    }
  });

  test('a gzip cut short gives what came before the cut, and says so', async () => {
    const filling = Buffer.from(
      Array.from({ length: 20_000 }, (_line, index) => `${(index * 7919) % 10_007} line\r\n`).join(''),
    );
    const packed = gzipSync(tar([good, { name: 'In/big.eml', content: Buffer.concat([MAIL, filling]) }]));
    const { folders, leftOut } = await readFiles({ 'a.tgz': packed.subarray(0, packed.length / 2) });
    expect([...folders.values()].flatMap(({ items }) => items)).toHaveLength(1);
    expect(leftOut.some((line) => line.includes('what follows could not be unpacked'))).toBe(true);
  });

  test('a gzip bomb is named', async () => {
    const { folders, leftOut } = await readFiles({ 'Inbox.gz': gzipSync(Buffer.alloc(64 * MIB, 'a'), { level: 9 }) });
    expect(folders.size).toBe(0);
    expect(leftOut.join()).toContain('more than 250 times its size');
  });
});

test('nothing is left in the spool folder, and no name of an archive becomes a name on disk', async () => {
  const before = await readdir(tmpdir());
  await readFiles({ 'a.zip': zip([GOOD, { name: '../godwit-spool-evil', content: MAIL }]) });
  const after = await readdir(tmpdir());
  expect(after.filter((name) => name.startsWith('godwit-spool-') && !before.includes(name))).toEqual([]);
});
