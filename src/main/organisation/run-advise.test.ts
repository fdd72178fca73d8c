import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_NEEDS, TO_EXCHANGE } from '../../../test/advice-samples.ts';
import { run } from '../../../test/cli/run-program.ts';
import { fakeClock } from '../../../test/fake-clock.ts';
import { runAdvise, runPrepare } from './run-advise.ts';

const deps = { clock: fakeClock() };
const machinery = {
  advise: (job: Parameters<typeof runAdvise>[0]) => runAdvise(job, deps),
  prepare: (job: Parameters<typeof runPrepare>[0]) => runPrepare(job, deps),
};
let folder = '';
let answers = '';
const people = ["o'neil@example.com", 'o+neil@example.com', 'o-neil@example.com'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-advise-'));
  answers = join(folder, 'answers.json');
  const groups = [
    { name: 'Board', needs: TO_EXCHANGE, people },
    { name: 'Office', needs: { ...NO_NEEDS, storage: 'full' }, people: ['zoe@example.com'] },
  ];
  await writeFile(answers, JSON.stringify({ version: 1, organisation: { name: 'Example Ltd' }, groups }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('godwit advise', () => {
  test('shows the comparison and one answer for each group', async () => {
    const { code, out, errors } = await run(['advise', '--answers', answers], machinery);
    expect([code, errors]).toEqual([0, '']);
    expect(out).toMatch(/Rackspace Email +Rackspace Email Plus +Microsoft Exchange/);
    const table = out.slice(0, out.indexOf('Price')).split('\n');
    expect(table.filter((line) => line.length > 80)).toEqual([]);
    expect(out).toContain('Board (3 people): move to Microsoft Exchange');
    expect(out).toContain('Office (1 person): stay on Rackspace Email');
    expect(out).toContain('no reason to move');
  });

  test('with --json gives one document', async () => {
    const { out } = await run(['advise', '--answers', answers, '--json'], machinery);
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 0,
      groups: [
        { name: 'Board', people, advice: 'exchange', chosen: 'exchange', way: 'migration' },
        {
          name: 'Office',
          advice: 'rackspace-email',
          way: 'stay',
          lacks: [{ offer: 'rackspace-email', needs: [] }, {}, {}],
        },
      ],
    });
  });

  test('takes an edited table of offers', async () => {
    const built = await readFile(new URL('../../plan/offers/offers.json', import.meta.url), 'utf8');
    const mine = join(folder, 'offers.json');
    await writeFile(mine, built.replaceAll('Microsoft Exchange', 'Cloud Box'));
    const { out } = await run(['advise', '--answers', answers, '--offers', mine], machinery);
    expect(out).toContain('move to Cloud Box');
  });

  test.each([
    ['--answers', 'The file nowhere.json could not be read', 'Name a file of yours with --answers.'],
    ['--inventory', 'The file nowhere.json could not be read', 'with --inventory.'],
    ['--survey', 'The file nowhere.json could not be read', 'with --survey.'],
    ['--offers', 'The file nowhere.json could not be read', 'with --offers.'],
  ])('with %s of a file that is not there says so', async (option, cause, remedy) => {
    const rest = option === '--answers' ? [] : ['--answers', answers];
    const { code, errors } = await run(['advise', ...rest, option, 'nowhere.json'], machinery);
    expect(code).toBe(1);
    expect(errors).toContain(cause);
    expect(errors).toContain(remedy);
  });

  test('says what fills a surveyed mailbox, and what clearing it brings', async () => {
    const survey = join(folder, 'ann.json');
    const amount = (name: string, role: string, items: number, bytes: number): object => ({
      source: [name],
      role,
      kind: 'message',
      items,
      bytes,
      oldest: '2009-01-01',
      newest: '2026-01-01',
    });
    const document = {
      users: ['Ann@example.com'],
      holds: { items: 20_300, bytes: 24_000_000_000 },
      oldest: '2009-01-01',
      newest: '2026-01-01',
      folders: [
        amount('INBOX', 'inbox', 20_000, 18_000_000_000),
        amount('Trash', 'trash', 300, 6_000_000_000),
        amount('\u001b[31mred', 'plain', 0, 0),
      ],
      years: [{ year: 2009, items: 4812, bytes: 12_000_000_000 }],
    };
    await writeFile(survey, `\ufeff${JSON.stringify(document)}`, 'utf16le');
    const { out, errors } = await run(['advise', '--answers', answers, '--survey', survey], machinery);
    expect(errors).toBe('');
    expect(out).toContain('ann@example.com: 24.0 GB of 25.0 GB, 96 % – full');
    expect(out).toContain('Empty the trash, which counts too: 6.00 GB, 25 %.');
    expect(out).toContain('4,812 messages, 12.0 GB, 50 %. Keep it elsewhere: godwit copy --target archive:FOLDER');
    expect(out).toContain('The largest folders: INBOX (18.0 GB, 75 %), Trash (6.00 GB, 25 %).');
    expect(out).toContain('INBOX holds 20,000 items; Rackspace advises at most 10,000 in a folder.');
    expect(out).toContain('That leaves at most 12.0 GB.');
    expect(out).not.toContain('\u001b');
  });

  test('refuses a file that is larger than any of these documents, without reading it', async () => {
    const large = join(folder, 'large.json');
    await writeFile(large, '');
    await truncate(large, 65 * 1024 * 1024);
    const { code, errors } = await run(['advise', '--answers', large], machinery);
    expect(code).toBe(1);
    expect(errors).toContain('is larger than 64 MB');
  });
});

describe('the questions on the terminal', () => {
  const asked = (lines: readonly string[]): ((question: string) => Promise<string>) => {
    const left = [...lines];
    return async () => left.shift() ?? '';
  };
  const typed = [
    'Example',
    'All',
    'Calendar, tasks',
    '',
    'web',
    '',
    'enough',
    'iphone',
    'ann@example.com bob@example.com',
    '',
  ];

  test('make an answers file that the next command reads', async () => {
    const saved = join(folder, 'saved.json');
    const first = await run(['advise', '--save', saved], machinery, { askLine: asked(typed) });
    expect([first.code, first.errors]).toEqual([0, '']);
    expect(first.out).toContain('All (2 people): move to Microsoft Exchange');
    expect((await stat(saved)).mode & 0o777).toBe(0o600);
    const second = await run(['advise', '--answers', saved], machinery);
    expect(second.out).toBe(first.out);
  });

  test('never write over a file that is there', async () => {
    const { code, errors } = await run(['advise', '--save', answers], machinery, { askLine: asked(typed) });
    expect(code).toBe(1);
    expect(errors).toContain('Name a new file with --save.');
    expect(await readFile(answers, 'utf8')).toContain('Board');
  });

  test('are asked again where the answer is none of the choices, and give up in the end', async () => {
    const wrong = await run(['advise'], machinery, {
      askLine: asked(['Example', 'All', 'kalender', ...typed.slice(2)]),
    });
    expect(wrong.code).toBe(0);
    expect(wrong.errors).toContain('"kalender" is none of them');
    const never = await run(['advise'], machinery, { askLine: async () => 'kalender' });
    expect(never.code).toBe(1);
    expect(never.errors).toContain('no answer that Godwit understands');
  });

  test('need a terminal', async () => {
    const { code, errors } = await run(['advise'], machinery);
    expect(code).toBe(1);
    expect(errors).toContain('--answers');
  });
});

describe('godwit prepare', () => {
  test('says what is open with whom, and ends with 2 while somebody is not prepared', async () => {
    const { code, out } = await run(['prepare', '--answers', answers], machinery);
    expect(code).toBe(2);
    expect(out).toContain("o'neil@example.com: 6 open tasks");
    expect(out).toContain('Office: nothing to prepare, Rackspace Email needs no migration.');
    expect(out).toContain('0 of 3 people prepared.');
  });

  test('ends with 0 when everybody is', async () => {
    const told = {
      pop: 'no',
      localMail: 'no',
      reachAt: '0123',
      done: ['list-devices', 'confirm-mail', 'contacts-backup'],
    };
    const ready = join(folder, 'ready.json');
    const groups = [{ name: 'Board', needs: TO_EXCHANGE, people: [{ address: 'ann@example.com', ...told }] }];
    await writeFile(ready, JSON.stringify({ version: 1, organisation: { name: 'Example Ltd' }, groups }));
    const { code, out } = await run(['prepare', '--answers', ready, '--json'], machinery);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ isReady: true, preparedCount: 1, peopleCount: 1 });
  });

  test.each([
    ['html', ['index.html']],
    ['text', []],
    ['json', []],
  ] as const)('writes a sheet of its own for each address, as %s, for its owner alone', async (format, more) => {
    const out = join(folder, `sheets-${format}`);
    const { code } = await run(['prepare', '--answers', answers, '--out', out, '--format', format], machinery);
    expect(code).toBe(2);
    const ending = format === 'text' ? 'txt' : format;
    const sheets = ['', '-2', '-3'].map((number) => `o-neil@example.com${number}.${ending}`);
    const files = await readdir(out);
    expect(files.sort()).toEqual([...sheets, 'people.csv', ...more].sort());
    const found = await Promise.all(sheets.map((name) => readFile(join(out, name), 'utf8')));
    const written = people.map((address) => (format === 'html' ? address.replace("'", '&#39;') : address));
    expect(found.map((text) => written.filter((address) => text.includes(address)))).toEqual(
      written.map((one) => [one]),
    );
    for (const name of files) expect((await stat(join(out, name))).mode & 0o777).toBe(0o600);
  });

  test('a format without a place is wrong use, and so is a place that is a file', async () => {
    expect(await run(['prepare', '--answers', answers, '--format', 'html'], machinery)).toMatchObject({ code: 1 });
    const { code, errors } = await run(['prepare', '--answers', answers, '--out', answers], machinery);
    expect(code).toBe(1);
    expect(errors).toContain('--out');
  });
});
