import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeFiles, ROOT, repositoryFiles } from './rooms/files.ts';
import type { SourceFile } from './rooms/imports.ts';
import { bannedCalls, blindCatches, escapes, printing, unprovenCasts } from './tidy/bans.ts';
import { oversized, type Ratchet, ratchetComplaints } from './tidy/sizes.ts';
import { looseEnds, machinePaths, silentFiles } from './tidy/text.ts';
import { productWordsInWire, vagueFileNames, vagueNames } from './tidy/words.ts';

const RATCHET_FILE = join(ROOT, 'test/tidy/ratchet.json');

type Rule = (file: SourceFile) => readonly string[];

/** Each rule with the shortest file that breaks it: a rule that cannot fail holds nothing. */
const RULES: readonly {
  readonly name: string;
  readonly rule: Rule;
  readonly path: string;
  readonly breaks: readonly string[];
}[] = [
  {
    name: 'time and chance come in as arguments',
    rule: bannedCalls,
    path: 'src/copy/lane.ts',
    breaks: [
      'const now = Date.now();',
      'const now = new Date();',
      'setTimeout(() => 0, 5);',
      'const one = Math.random();',
      'const id = randomUUID();',
      "import { setTimeout as wait } from 'node:timers/promises';",
      'const signal = AbortSignal.timeout(5);',
    ],
  },
  { name: 'only commands print', rule: printing, path: 'src/copy/lane.ts', breaks: ["console.log('here');"] },
  {
    name: 'exports have names and types are never any',
    rule: escapes,
    path: 'src/copy/lane.ts',
    breaks: ['export default function () {}', 'let x: any;', 'const f = (x: readonly any[]) => x;'],
  },
  { name: 'no file is an index', rule: escapes, path: 'src/copy/index.ts', breaks: ["export * from './lane.ts';"] },
  {
    name: 'a cast is proved by a comment',
    rule: unprovenCasts,
    path: 'src/copy/lane.ts',
    breaks: ['\nconst x = y as Marker;', '\nconst x = y!;'],
  },
  {
    name: 'a catch looks at the error',
    rule: blindCatches,
    path: 'src/copy/lane.ts',
    breaks: ['try { f(); } catch {}', 'try { f(); } catch (error) { g(); }'],
  },
  {
    name: 'names say what, not how',
    rule: vagueNames,
    path: 'src/copy/lane.ts',
    breaks: [
      'function processEntries() {}',
      'class LaneManager {}',
      'interface FolderInfo {}',
      'const data = 1;',
      'function handleReply() {}',
      'const f = (info: string) => info;',
    ],
  },
  { name: 'files are named for what they give', rule: vagueFileNames, path: 'src/copy/lane-utils.ts', breaks: [''] },
  {
    name: 'protocols speak their own words',
    rule: productWordsInWire,
    path: 'src/wire/imap/fetch.ts',
    breaks: ['// what the ledger needs', 'const migration = 1;', 'let policy = 1;'],
  },
  {
    name: 'loose ends have an owner',
    rule: looseEnds,
    path: 'src/copy/lane.ts',
    breaks: ['// TODO later', '// FIXME', '// TODO: name it'],
  },
  {
    name: 'no path of one machine is written down',
    rule: machinePaths,
    path: '.ci/run',
    breaks: ['work', 'tmp', 'root', 'home/ann'].map((folder) => `cd /${folder}/mail`),
  },
  {
    name: 'a file says first what it is for',
    rule: silentFiles,
    path: 'src/copy/lane.ts',
    breaks: ["import x from 'y';"],
  },
];

/** Files that break a rule for a reason, by rule and path. One that no longer breaks its rule must go from here. */
const EXEMPT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'time and chance come in as arguments': {
    'console/live/clock.ts': 'a browser has no src/base: this is its one clock',
  },
  'names say what, not how': {
    'src/base/log.ts': '`info` is what every log calls its plain level',
  },
  'no path of one machine is written down': {
    'src/db/embedded/listen-place.ts': 'a socket needs a short path, and /tmp is there on every POSIX system',
    'src/db/embedded/runner.ts': 'a comment names the folder that is closed to others on most systems',
  },
};

describe.each(RULES)('$name', ({ name, rule, path, breaks }) => {
  const exempt = EXEMPT[name] ?? {};

  test('in every file', () => {
    const isAboutText = rule === looseEnds || rule === machinePaths;
    const files = isAboutText ? repositoryFiles() : codeFiles();
    expect(files.filter((file) => exempt[file.path] === undefined).flatMap((file) => rule(file))).toEqual([]);
    const needed = files.filter((file) => exempt[file.path] !== undefined && rule(file).length > 0);
    expect(needed.map((file) => file.path)).toEqual(Object.keys(exempt).sort());
  });

  test.each(breaks)('and the rule notices: %s', (text) => {
    expect(rule({ path, text })).not.toEqual([]);
  });
});

/** Those that a program makes are as long as what they are made of. */
function isWritten({ text }: SourceFile): boolean {
  return !text.split('\n', 1)[0]?.includes('made from docs/openapi.json');
}

describe('files have at most 300 lines and functions at most 50', () => {
  test('and what is above may only shrink', () => {
    const found: Ratchet = Object.assign({}, ...codeFiles().filter(isWritten).map(oversized));
    if (process.env['TIDY_RATCHET'] === 'write') writeFileSync(RATCHET_FILE, `${JSON.stringify(found, null, 2)}\n`);
    expect(ratchetComplaints(found, JSON.parse(readFileSync(RATCHET_FILE, 'utf8')))).toEqual([]);
  });

  test('and both bounds are noticed', () => {
    const long = {
      path: 'src/copy/lane.ts',
      text: `/** */\nexport function lane() {\n${'  step();\n'.repeat(300)}}\n`,
    };
    expect(oversized(long)).toEqual({ 'src/copy/lane.ts': 303, 'src/copy/lane.ts#lane': 302 });
    const small = {
      path: 'src/copy/lane.ts',
      text: `/** */\nexport const lane = () => {\n${'  step();\n'.repeat(49)}};\n`,
    };
    expect(oversized(small)).toEqual({ 'src/copy/lane.ts#lane': 51 });
  });

  test('and a group of tests may be long, but not a test', () => {
    const inside = "  test('x', () => {\n".concat('    step();\n'.repeat(30), '  });\n');
    expect(oversized({ path: 'a.test.ts', text: `describe('y', () => {\n${inside.repeat(2)}});\n` })).toEqual({});
    const long = `  test('x', () => {\n${'    step();\n'.repeat(60)}  });\n`;
    expect(Object.values(oversized({ path: 'a.test.ts', text: `describe('y', () => {\n${long}});\n` }))).toEqual([62]);
  });

  test.each([
    { what: 'something new', found: { a: 301 }, ratchet: {}, says: 'at most 300 are allowed' },
    { what: 'a new function', found: { 'a#f': 51 }, ratchet: {}, says: 'at most 50 are allowed' },
    { what: 'growth', found: { a: 320 }, ratchet: { a: 310 }, says: 'grew from 310 to 320' },
    {
      what: 'an entry that is too generous',
      found: { a: 305 },
      ratchet: { a: 310 },
      says: 'write that instead of 310',
    },
    { what: 'an entry that is no longer needed', found: {}, ratchet: { a: 310 }, says: 'take it out' },
  ])('the ratchet notices $what', ({ found, ratchet, says }) => {
    expect(ratchetComplaints(found as Ratchet, ratchet as Ratchet).join()).toContain(says); // both are records of numbers
  });
});
