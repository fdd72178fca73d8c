import { describe, expect, test } from 'vitest';
import { instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import { DEFAULT_POLICY } from '../model/policy.ts';
import type { Progress } from '../model/progress.ts';
import type { TargetTraits } from '../model/target.ts';
import { MemoryMailbox, memorySource } from '../source/memory.ts';
import { surveyMailbox } from './survey.ts';

const traits: TargetTraits = {
  kinds: new Set(['message']),
  itemBytesMax: 100,
  folderNameMax: 255,
  folderNameForbids: /[/]/gu,
  folderNamesFold: true,
  folderDepthMax: 300,
  marks: 'inside',
  doubtRestMs: 0,
  keepsKeyword: () => true,
};
const plan = { existing: [], traits, policy: DEFAULT_POLICY, destination: null, measured: [] };
const signal = new AbortController().signal;

function sampleMailbox(): MemoryMailbox {
  const mailbox = new MemoryMailbox();
  mailbox.addFolder(['INBOX'], 'inbox');
  mailbox.addFolder(['Trash'], 'trash');
  mailbox.addFolder(['2020/2021'], 'plain', false);
  mailbox.addFolder(['2020/2021', 'empty']);
  mailbox.add(['INBOX'], { bytes: Buffer.alloc(40), receivedAt: instant(2000) });
  mailbox.add(['INBOX'], { bytes: Buffer.alloc(101), receivedAt: instant(1000) });
  mailbox.add(['Trash'], { bytes: Buffer.alloc(30), receivedAt: instant(9000) });
  return mailbox;
}

describe('a survey', () => {
  test('counts every folder, with sizes and dates, and names what is too large and what is renamed', async () => {
    const seen: Progress[] = [];
    const survey = await surveyMailbox([memorySource(sampleMailbox())], plan, (one) => seen.push(one), signal);
    expect(survey.folders.map(({ mapping, items, bytes }) => [mapping.source.path.join('>'), items, bytes])).toEqual([
      ['INBOX', 2, 141],
      ['Trash', 1, 30],
      ['2020/2021', 0, 0],
      ['2020/2021>empty', 0, 0],
    ]);
    expect(survey.holds).toEqual({ items: 3, bytes: 171 });
    expect(survey.moves).toEqual({ items: 2, bytes: 70 });
    expect([survey.oldest, survey.newest]).toEqual([1000, 9000]);
    expect(survey.tooLarge).toEqual([{ folder: ['INBOX'], receivedAt: 1000, sizeBytes: 101 }]);
    expect(survey.renames.map(({ from, to }) => [from, to])).toEqual([['2020/2021', '2020-2021']]);
    expect(seen.filter((one) => one.is === 'listed')).toHaveLength(3);
  });

  test('messages are counted by their year, and one without a date in none', async () => {
    const mailbox = new MemoryMailbox();
    mailbox.addFolder(['INBOX'], 'inbox');
    for (const at of [Date.UTC(2021, 11, 31, 23, 59), Date.UTC(2019, 0, 1), Date.UTC(2021, 0, 1), 0]) {
      mailbox.add(['INBOX'], { bytes: Buffer.alloc(10), receivedAt: instant(at) });
    }
    const survey = await surveyMailbox([memorySource(mailbox)], plan, () => undefined, signal);
    expect(survey.years).toEqual([
      { year: 2019, items: 1, bytes: 10 },
      { year: 2021, items: 2, bytes: 20 },
    ]);
  });

  test('a folder that the policy leaves out is counted as held and not as moving', async () => {
    const policy = { ...DEFAULT_POLICY, skipRoles: ['trash'] } as const;
    const survey = await surveyMailbox([memorySource(sampleMailbox())], { ...plan, policy }, () => undefined, signal);
    expect(survey.holds.items).toBe(3);
    expect(survey.moves).toEqual({ items: 1, bytes: 40 });
  });

  test('a folder that the server refuses does not end the survey and is named', async () => {
    const source = memorySource(sampleMailbox());
    const refusing = {
      ...source,
      list: (...args: Parameters<typeof source.list>) => {
        if (args[0].path[0] === 'Trash') {
          throw new Failure('source.folder-refused', { folder: 'Trash', reason: 'NO [SERVERBUG]' });
        }
        return source.list(...args);
      },
    };
    const survey = await surveyMailbox([refusing], plan, () => undefined, signal);
    expect(survey.folders.map(({ problem }) => problem?.code ?? null)).toEqual([
      null,
      'source.folder-refused',
      null,
      null,
    ]);
    expect(survey.holds.items).toBe(2);
  });
});
