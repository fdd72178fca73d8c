/** What Godwit writes as an archive is read back as it was. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readArchive } from '../../../test/archive/read-archive.ts';
import { all, never } from '../../../test/contract/contract.ts';
import { ODD_FOLDERS, sampleMessages } from '../../../test/contract/samples.ts';
import { instant } from '../../base/clock.ts';
import type { FolderPath, FolderRole } from '../../model/folder.ts';
import {
  type FolderKind,
  type Item,
  type ItemKind,
  type Marker,
  messageVersion,
  type SourceRef,
} from '../../model/item.ts';
import type { Target, Write } from '../../model/target.ts';
import { openArchiveTarget } from '../../target/archive.ts';

const CALENDAR = (component: string): string =>
  `BEGIN:VCALENDAR\r\nBEGIN:${component}\r\nUID:${component}\r\nEND:${component}\r\nEND:VCALENDAR\r\n`;

async function put(
  target: Target,
  path: FolderPath,
  kind: FolderKind,
  role: FolderRole,
  items: readonly Item[],
): Promise<void> {
  const folder = await target.ensureFolder({ path, kind, role, sourcePath: path }, never());
  async function* writes(): AsyncGenerator<Write> {
    for (const [at, item] of items.entries())
      yield { item, marker: `${kind.padEnd(16, '-')}${String(at).padStart(8, '0')}` as Marker };
  }
  await all(target.put(folder, writes(), never()));
}

function item(kind: ItemKind, text: string, version = '', at = 1_000_000_000_123): Item {
  const bytes = Buffer.from(text, 'latin1');
  return {
    ref: text.slice(0, 20) as SourceRef,
    kind,
    version,
    receivedAt: instant(at),
    sizeBytes: bytes.length,
    content: { is: 'held', bytes },
  };
}

test('folders, items, flags, keywords and dates come back as they were', async () => {
  const path = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  const target = await openArchiveTarget({ path });
  const bare = item('message', 'Subject: a\n\nbare line feeds\n', 'seen');
  const messages = sampleMessages().map(({ bytes, flags, keywords, receivedAt }) =>
    item('message', bytes.toString('latin1'), messageVersion({ flags: new Set(flags), keywords }), receivedAt),
  );
  const group = item('contact-group', 'BEGIN:VCARD\r\nKIND:group\r\nFN:G\r\nEND:VCARD\r\n');
  await put(target, ['INBOX'], 'message', 'inbox', [...messages, bare]);
  await put(target, ['INBOX', 'Sub'], 'message', 'plain', messages.slice(0, 1));
  await put(target, ['Calendar'], 'event', 'calendar', [item('event', CALENDAR('VEVENT'))]);
  await put(target, ['Jobs'], 'task', 'tasks', [item('task', CALENDAR('VTODO'))]);
  await put(target, ['Jobs (notes)'], 'note', 'notes', [item('note', CALENDAR('VJOURNAL'))]);
  await put(target, ['People'], 'contact', 'contacts', [
    item('contact', 'BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n'),
    group,
  ]);
  for (const odd of ODD_FOLDERS) await put(target, odd, 'message', 'plain', messages.slice(0, 1));
  const written = (await target.folders(never())).map(({ path: at, kind, role }) => [at, kind, role]);
  await target.close();
  const { folders, leftOut } = await readArchive(path);
  expect(leftOut).toEqual([]);
  const holds = [...folders.values()].map(({ folder: { path: at, kind, role } }) => [at, kind, role]);
  const inOrder = (list: readonly unknown[][]): unknown[][] =>
    list.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  expect(inOrder(holds)).toEqual(inOrder(written));
  const inbox = folders.get('INBOX')?.items ?? [];
  const said = (one: Item, text: string): unknown => [one.kind, one.version, one.receivedAt, text];
  const expected = [...messages, bare].map((one) =>
    said(one, one.content.is === 'held' ? one.content.bytes.toString('latin1') : ''),
  );
  expect(inOrder(inbox.map(({ item: one, text }) => said(one, text) as unknown[]))).toEqual(
    inOrder(expected as unknown[][]),
  );
  expect(folders.get('Calendar')?.items.map(({ text }) => text)).toEqual([CALENDAR('VEVENT')]);
  expect(
    folders
      .get('People')
      ?.items.map(({ item: { kind, receivedAt } }) => [kind, receivedAt])
      .sort(),
  ).toEqual([
    ['contact', 1_000_000_000_123],
    ['contact-group', 1_000_000_000_123],
  ]);
  await rm(path, { recursive: true });
});
