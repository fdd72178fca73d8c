/** What a target promises about events, contacts, tasks and notes, for those that take them. */
import { expect } from 'vitest';
import {
  all,
  type ContractCase,
  type Deviations,
  never,
  type OpenHarness,
  runContract,
} from '../../test/contract/contract.ts';
import { folderOf, markerAt, putTexts, readTexts, type TextItem, targetsOf } from '../../test/exchange/text-items.ts';
import { assert } from '../base/assert.ts';
import { instant } from '../base/clock.ts';
import { compareCalendarItems } from '../content/calendar/compare-calendar.ts';
import { readCalendarItem } from '../content/calendar/read-calendar.ts';
import { compareCards } from '../content/vcard/compare-cards.ts';
import { readCard } from '../content/vcard/read-card.ts';
import type { FolderKind, TargetRef } from '../model/item.ts';
import type { Settled } from '../model/target.ts';
import { headsIn, type TargetHarness } from './target-harness.contract.ts';

type OtherKind = Exclude<FolderKind, 'message'>;
const KINDS: readonly OtherKind[] = ['event', 'contact', 'task', 'note'];

/** Declares the tests of one target adapter that takes items of every kind. `open` makes an empty mailbox for every case. */
export function targetKindsContract(name: string, open: OpenHarness<TargetHarness>, deviations: Deviations = {}): void {
  runContract(`${name} keeps the contract of a target for every kind`, open, CASES, deviations);
}

const CASES: readonly ContractCase<TargetHarness>[] = [
  {
    name: 'a folder of each kind is made as what it is, found again, and not taken for one of another kind',
    async run(harness) {
      const target = await harness.open();
      expect([...target.traits.kinds].sort()).toEqual(['message', ...KINDS].sort());
      for (const kind of KINDS) {
        const made = await folderOf(target, kind, `Folder of ${kind}`);
        expect(made).toMatchObject({ kind, path: [`Folder of ${kind}`] });
        expect(await folderOf(target, kind, `Folder of ${kind}`)).toEqual(made);
      }
      await target.close();
      const later = await harness.open();
      const folders = await later.folders(never());
      for (const kind of KINDS) {
        expect(folders.filter(({ path }) => path.join() === `Folder of ${kind}`)).toMatchObject([{ kind }]);
      }
      await later.close();
    },
  },
  {
    name: 'every item means the same when it is read back, but for the losses that were named',
    async run(harness) {
      const target = await harness.open();
      for (const kind of KINDS) {
        const folder = await folderOf(target, kind, `Round ${kind}`);
        const items = samples(kind);
        const settled = await putTexts(target, folder, items);
        expect(await harness.count(folder)).toBe(items.length);
        const texts = await readTexts(target, folder, targetsOf(settled));
        for (const [index, { bytes }] of items.entries()) {
          const back = texts[index];
          assert(back !== null && back !== undefined, 'every item is given back');
          expect(differences(kind, bytes, back, settled[index]), bytes.toString()).toEqual([]);
        }
      }
      await target.close();
    },
  },
  {
    name: 'items of every kind are listed once, found by their markers, moved and removed',
    async run(harness) {
      const target = await harness.open();
      for (const kind of KINDS) {
        const [from, to] = [await folderOf(target, kind, `From ${kind}`), await folderOf(target, kind, `To ${kind}`)];
        const items = samples(kind);
        const refs = targetsOf(await putTexts(target, from, items));
        const heads = await headsIn(target, from);
        expect(heads.map((head) => head.target).sort()).toEqual([...refs].sort());
        expect(new Set(heads.map((head) => head.version))).toEqual(new Set(['']));
        const doubts = items.map(({ bytes }, at) => doubtOf(bytes, at));
        const found = await target.find(from, doubts, never());
        expect(doubts.map(({ marker }) => found.get(marker))).toEqual(refs.map((ref) => [ref]));

        const moved = await target.move(from, to, refs.slice(0, 1), never());
        const [now] = moved.values();
        assert(now !== undefined, 'the first was moved');
        expect([await harness.count(from), await harness.count(to)]).toEqual([items.length - 1, 1]);
        await target.remove(from, refs.slice(1), never());
        await target.remove(to, [now], never());
        await target.remove(to, [now], never());
        expect([await harness.count(from), await harness.count(to)]).toEqual([0, 0]);
        expect(await whyNot(await all(target.read(to, [now], never())))).toMatch(/./);
      }
      await target.close();
    },
  },
  {
    name: 'an item that nobody can read fails by itself, with a problem, among good ones that are written',
    async run(harness) {
      const target = await harness.open();
      for (const kind of KINDS) {
        const folder = await folderOf(target, kind, `Broken ${kind}`);
        const broken: TextItem = { kind, bytes: Buffer.from('this is neither a card nor a calendar\r\n') };
        const [good] = samples(kind);
        assert(good !== undefined, 'there is a sample');
        const settled = await putTexts(target, folder, [good, broken]);
        expect(settled.map((one) => one.is)).toEqual(['copied', 'failed']);
        expect(await harness.count(folder)).toBe(1);
      }
      await target.close();
    },
  },
];

async function whyNot(found: readonly { readonly target: TargetRef; readonly why: string | null }[]): Promise<string> {
  const [only] = found;
  assert(only !== undefined && found.length === 1, 'one item was asked for');
  return only.why ?? '';
}

function doubtOf(bytes: Buffer, at: number) {
  return { marker: markerAt(bytes, at), sizeBytes: bytes.length, receivedAt: instant(0) };
}

function differences(kind: OtherKind, bytes: Buffer, back: Buffer, settled: Settled | undefined): readonly unknown[] {
  const lost = new Set(settled?.is === 'copied' ? settled.losses.map(({ field }) => field) : []);
  const found =
    kind === 'contact'
      ? compareCards(readCard(bytes), readCard(back), lost)
      : compareCalendarItems(readCalendarItem(bytes), readCalendarItem(back), lost);
  return found.filter(({ level }) => level === 'must');
}

function samples(kind: OtherKind): readonly TextItem[] {
  const texts: Readonly<Record<OtherKind, readonly (readonly string[])[]>> = {
    event: EVENTS,
    contact: CARDS,
    task: TASKS,
    note: NOTES,
  };
  return texts[kind].map((lines) => ({ kind, bytes: Buffer.from(`${lines.join('\r\n')}\r\n`) }));
}

function calendar(component: string, ...lines: readonly string[]): readonly string[] {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', `BEGIN:${component}`, ...lines, `END:${component}`, 'END:VCALENDAR'];
}

const EVENTS = [
  calendar(
    'VEVENT',
    'UID:once@example.com',
    'DTSTART:20260302T090000Z',
    'DTEND:20260302T100000Z',
    'SUMMARY:Größe & <Maß>',
    'DESCRIPTION:one\\ntwo',
    'LOCATION:Room 1\\, upstairs',
    'CATEGORIES:Blue,Green',
    'CLASS:PRIVATE',
    'PRIORITY:1',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT25M',
    'DESCRIPTION:x',
    'END:VALARM',
  ),
  calendar(
    'VEVENT',
    'UID:day@example.com',
    'DTSTART;VALUE=DATE:20260302',
    'DTEND;VALUE=DATE:20260304',
    'SUMMARY:Fair',
    'TRANSP:TRANSPARENT',
  ),
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    'UID:series@example.com',
    'DTSTART;TZID=America/Chicago:20260302T090000',
    'DTEND;TZID=America/Chicago:20260302T093000',
    'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=12',
    'EXDATE;TZID=America/Chicago:20260311T090000',
    'SUMMARY:Series',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:series@example.com',
    'RECURRENCE-ID;TZID=America/Chicago:20260316T090000',
    'DTSTART;TZID=America/Chicago:20260317T140000',
    'DTEND;TZID=America/Chicago:20260317T150000',
    'SUMMARY:Moved',
    'END:VEVENT',
    'END:VCALENDAR',
  ],
];

const TASKS = [
  calendar(
    'VTODO',
    'UID:t1@example.com',
    'SUMMARY:File taxes',
    'DUE;VALUE=DATE:20260415',
    'STATUS:IN-PROCESS',
    'PERCENT-COMPLETE:50',
    'PRIORITY:9',
  ),
  calendar(
    'VTODO',
    'UID:t2@example.com',
    'SUMMARY:Done',
    'STATUS:COMPLETED',
    'COMPLETED:20250301T120000Z',
    'CATEGORIES:Home',
  ),
];

const NOTES = [
  calendar('VJOURNAL', 'UID:n1@example.com', 'SUMMARY:Shopping', 'DESCRIPTION:milk\\neggs'),
  calendar('VJOURNAL', 'UID:n2@example.com', 'SUMMARY:Idea', 'CATEGORIES:Home'),
];

const CARDS = [
  [
    'BEGIN:VCARD',
    'VERSION:4.0',
    'UID:c1',
    'FN:Jane Doe',
    'N:Doe;Jane;;;',
    'EMAIL;TYPE=work:jane@example.com',
    'TEL;TYPE=cell:+1 512 555 0100',
    'ORG:Acme',
    'NOTE:Met at the fair',
    'END:VCARD',
  ],
  ['BEGIN:VCARD', 'VERSION:3.0', 'UID:c2', 'FN:Größe', 'N:Größe;;;;', 'BDAY:1980-02-29', 'END:VCARD'],
];
