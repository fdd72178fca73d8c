import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceFolder, TargetFolder } from '../model/folder.ts';
import { type FolderKey, type FolderPath, type FolderRole, folderKey } from '../model/folder.ts';
import { DEFAULT_POLICY } from '../model/policy.ts';
import type { TargetTraits } from '../model/target.ts';
import { distinctRenames, type FolderMapping, mapFolders } from './folder-map.ts';
import { sourcePathOf } from './rename.ts';

const exchange: TargetTraits = {
  kinds: new Set(['message']),
  itemBytesMax: 1_000_000,
  folderNameMax: 40,
  folderNameForbids: /[\p{Cc}/\\]/gu,
  folderNamesFold: true,
  folderNamesReserved: ['Outbox'],
  folderDepthMax: 4,
  marks: 'inside',
  doubtRestMs: 0,
  keepsKeyword: () => true,
};
const imap: TargetTraits = { ...exchange, folderNamesFold: false, folderNamesTrimmed: false, folderNamesReserved: [] };
const specials = [
  there(['Inbox'], 'inbox'),
  there(['Sent Items'], 'sent'),
  there(['Drafts'], 'drafts'),
  there(['Deleted Items'], 'trash'),
  there(['Junk Email'], 'junk'),
  { ...there(['Calendar']), kind: 'event' } satisfies TargetFolder,
];

describe('names', () => {
  test.each([
    { source: [['Invoices 2020/2021']], becomes: [['Invoices 2020-2021']] },
    { source: [['1.Inbox'], ['Bills & Tax, old']], becomes: [['1.Inbox'], ['Bills & Tax, old']] },
    { source: [[' leading'], ['trailing ']], becomes: [['leading'], ['trailing']] },
    { source: [['   '], ['']], becomes: [['-'], ['- (2)']] },
    { source: [['Bell\u0007']], becomes: [['Bell-']] },
    { source: [['half \ud83d character']], becomes: [['half - character']] },
    { source: [['Projects'], ['projects'], ['PROJECTS']], becomes: [['Projects'], ['projects (2)'], ['PROJECTS (3)']] },
    { source: [['Caf\u00e9'], ['Cafe\u0301']], becomes: [['Caf\u00e9'], ['Cafe\u0301 (2)']] },
    { source: [['Straße'], ['STRASSE']], becomes: [['Straße'], ['STRASSE (2)']] },
    { source: [['a/b'], ['a-b']], becomes: [['a-b (2)'], ['a-b']] },
    { source: [['x'], ['X'], ['X (2)']], becomes: [['x'], ['X (3)'], ['X (2)']] },
    {
      source: [
        ['A/B', 'one'],
        ['A/B', 'two'],
      ],
      becomes: [
        ['A-B', 'one'],
        ['A-B', 'two'],
      ],
    },
    { source: [['Calendar'], ['Outbox']], becomes: [['Calendar (2)'], ['Outbox (2)']] },
    { source: [['a', 'b', 'c', 'd', 'e', 'f']], becomes: [['a', 'b', 'c', 'd - e - f']] },
    { source: [['日本語'], ['🙂 fun'], ['Архив']], becomes: [['日本語'], ['🙂 fun'], ['Архив']] },
  ])('the folders $source become $becomes in Exchange', ({ source, becomes }) => {
    const mapped = mapFolders(folders(source), specials, exchange, DEFAULT_POLICY);
    const paths = mapped.map(({ wanted }) => wanted?.path);
    expect(paths).toEqual(becomes);
  });

  test('nothing is renamed where the target forces nothing', () => {
    const source = folders([[' a '], ['A'], ['a'], ['1.Inbox'], ['   '], ['Outbox']]);
    const mapped = mapFolders(source, [there(['INBOX'], 'inbox')], imap, DEFAULT_POLICY);
    expect(mapped.map(({ wanted }) => wanted?.path)).toEqual(source.map(({ path }) => path));
    expect(mapped.flatMap(({ renames }) => renames)).toEqual([]);
  });

  test('two long names that begin alike stay two', () => {
    const long = 'Correspondence with the building authority of the city';
    const mapped = paths(mapFolders(folders([[`${long}, 2019`], [`${long}, 2020`]]), [], exchange, DEFAULT_POLICY));
    for (const [name] of mapped) expect(name).toMatch(/^Correspondence with the buildin-[0-9a-f]{8}$/);
    expect(mapped[0]).not.toEqual(mapped[1]);
  });

  test('a name that is too long is never cut inside a character', () => {
    const name = paths(mapFolders(folders([['🙂'.repeat(60)]]), [], exchange, DEFAULT_POLICY))[0]?.[0] ?? '';
    expect(name.length).toBeLessThanOrEqual(exchange.folderNameMax);
    expect(name.isWellFormed()).toBe(true);
  });

  test('every rename says why in words', () => {
    const renames = distinctRenames(
      mapFolders(
        folders([
          ['a/b', 'x'],
          ['a/b', 'X'],
        ]),
        [],
        exchange,
        DEFAULT_POLICY,
      ),
    );
    expect(renames.map(({ from, to, why }) => `${from} → ${to}: ${why}`)).toEqual([
      'a/b → a-b: the target does not allow "/" in a name',
      'a/b / X → a-b / X (2): "x" and "X" would be one folder in the target',
    ]);
  });
});

describe('special folders', () => {
  test("the source's special folders become the target's own, and their children follow", () => {
    const source = [
      folder(['INBOX'], 'inbox'),
      folder(['INBOX', 'Sent'], 'sent'),
      folder(['INBOX', 'Sent', '2019']),
      folder(['Trash'], 'trash'),
      folder(['Archive'], 'archive'),
    ];
    expect(paths(mapFolders(source, specials, exchange, DEFAULT_POLICY))).toEqual([
      ['Inbox'],
      ['Sent Items'],
      ['Sent Items', '2019'],
      ['Deleted Items'],
      ['Archive'],
    ]);
  });

  test('of two folders with one role the second stays a folder of its own', () => {
    const source = [folder(['Sent'], 'sent'), folder(['Sent Items'], 'sent')];
    const mapped = mapFolders(source, specials, exchange, DEFAULT_POLICY);
    expect(paths(mapped)).toEqual([['Sent Items'], ['Sent Items (2)']]);
    expect(mapped[1]?.wanted?.role).toBe('plain');
  });

  test('a folder that the policy leaves out is there with its rule, and so are its children', () => {
    const source = [folder(['Trash'], 'trash'), folder(['Trash', 'old']), folder(['Work'])];
    const mapped = mapFolders(source, specials, exchange, { ...DEFAULT_POLICY, skipRoles: ['trash'] });
    expect(mapped.map(({ wanted, rule }) => [wanted?.path ?? null, rule])).toEqual([
      [null, 'skip-role trash'],
      [null, 'skip-role trash'],
      [['Work'], null],
    ]);
  });

  test('what a special folder is called in the target counts as no rename that anybody must know of', () => {
    const mapped = mapFolders(
      [folder(['Trash'], 'trash'), folder(['Trash', 'a/b'])],
      specials,
      exchange,
      DEFAULT_POLICY,
    );
    expect(distinctRenames(mapped).map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'Trash / a/b → Deleted Items / a-b',
    ]);
  });
});

describe('what the target already has', () => {
  test('a folder of the same name is used, in the spelling of the target', () => {
    const mapped = mapFolders(folders([['Projects']]), [there(['PROJECTS'])], exchange, DEFAULT_POLICY);
    expect(paths(mapped)).toEqual([['PROJECTS']]);
  });

  test('of two twins the one that the target spells exactly so gets the folder', () => {
    const mapped = mapFolders(folders([['Projects'], ['projects']]), [there(['projects'])], exchange, DEFAULT_POLICY);
    expect(paths(mapped)).toEqual([['Projects (2)'], ['projects']]);
  });

  test('a tied folder keeps its target when a folder appears that would have had the name first', () => {
    const before = mapFolders(folders([['a/b']]), specials, exchange, DEFAULT_POLICY);
    const tied = tiesOf(before);
    const after = mapFolders(folders([['a-b'], ['a/b'], ['a/b', 'new']]), specials, exchange, DEFAULT_POLICY, { tied });
    expect(paths(after)).toEqual([['a-b (2)'], ['a-b'], ['a-b', 'new']]);
    expect(after[1]?.renames[0]?.why).toContain('does not allow "/"');
  });
});

const element = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'b',
    'a/b',
    'a-b',
    ' a',
    'a ',
    '',
    ' ',
    'Calendar',
    'inbox',
    'a (2)',
    'Outbox',
    'ß',
    'SS',
    'é',
    'e\u0301',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const path = fc.array(element, { minLength: 1, maxLength: 7 });
const role = fc.constantFrom<FolderRole>('plain', 'plain', 'plain', 'inbox', 'sent', 'junk', 'trash', 'archive');
const someFolders = fc
  .uniqueArray(fc.record({ path, role }), { maxLength: 25, selector: (one) => folderKey(one.path) })
  .map((all) => all.map((one) => folder(one.path, one.role)));
const someExisting = fc
  .array(path, { maxLength: 5 })
  .map((all) => [...specials, ...all.filter(([top]) => top !== 'Calendar').map((one) => there(one))]);
const someTraits = fc.constantFrom(exchange, imap, { ...exchange, folderDepthMax: 1 }, { ...imap, folderNameMax: 16 });

describe('whatever the folders are', () => {
  test('each is mapped once to a legal path of its own, and its renames give the source path back', () => {
    fc.assert(
      fc.property(someFolders, someExisting, someTraits, (source, existing, traits) => {
        const mapped = mapFolders(source, existing, traits, DEFAULT_POLICY);
        expect(mapped.map((mapping) => mapping.source)).toEqual(source);
        expect(new Set(paths(mapped).map((one) => foldedKey(one, traits))).size).toBe(source.length);
        const known = new Set(existing.map((one) => folderKey(one.path)));
        for (const { source: from, wanted, renames } of mapped) {
          const to = wanted?.path ?? [];
          expect(sourcePathOf(to, renames)).toEqual(from.path);
          if (!known.has(folderKey(to))) expectLegal(to, traits, existing);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('a second run maps the same, with the ledger and without it', () => {
    fc.assert(
      fc.property(someFolders, someExisting, someTraits, (source, existing, traits) => {
        const first = mapFolders(source, existing, traits, DEFAULT_POLICY);
        const afterwards = [...existing, ...first.flatMap(({ wanted }) => missing(wanted?.path ?? [], existing))];
        expect(paths(mapFolders(source, afterwards, traits, DEFAULT_POLICY))).toEqual(paths(first));
        const tied = tiesOf(first);
        const second = mapFolders(source, afterwards, traits, DEFAULT_POLICY, { tied });
        expect(second.map(({ wanted }) => wanted)).toEqual(first.map(({ wanted }) => wanted));
        const undone = second.map(({ wanted, renames }) => sourcePathOf(wanted?.path ?? [], renames));
        expect(undone).toEqual(source.map((one) => one.path));
      }),
      { numRuns: 400 },
    );
  });

  test('what was tied stays so when other folders appear before it', () => {
    fc.assert(
      fc.property(someFolders, someFolders, someExisting, (old, young, existing) => {
        const first = mapFolders(old, existing, exchange, DEFAULT_POLICY);
        const known = new Set(old.map((one) => folderKey(one.path)));
        const appeared = young.filter((one) => !known.has(folderKey(one.path))).map((one) => folder(one.path));
        const options = { tied: tiesOf(first) };
        const second = mapFolders([...appeared, ...old], existing, exchange, DEFAULT_POLICY, options);
        expect(paths(second.slice(appeared.length))).toEqual(paths(first));
        expect(new Set(paths(second).map((one) => foldedKey(one, exchange))).size).toBe(second.length);
      }),
      { numRuns: 400 },
    );
  });

  test('a hundred thousand folders of one name are mapped within seconds', () => {
    const source = folders(
      Array.from({ length: 100_000 }, (_, at) => ['same', `${' '.repeat(at % 200)}x/${at % 7}`, `${at}`]),
    );
    expect(mapFolders(source, [], exchange, DEFAULT_POLICY)).toHaveLength(100_000);
  }, 20_000);
});

function expectLegal(to: FolderPath, traits: TargetTraits, existing: readonly TargetFolder[]): void {
  const spelled = new Set(existing.flatMap((one) => one.path));
  expect(to.length).toBeLessThanOrEqual(Math.max(traits.folderDepthMax, 1));
  for (const name of to.filter((one) => !spelled.has(one))) {
    expect(name).not.toBe('');
    expect(name.length).toBeLessThanOrEqual(traits.folderNameMax);
    expect(name.match(traits.folderNameForbids)).toBeNull();
    expect(name.isWellFormed()).toBe(true);
    if (traits.folderNamesTrimmed !== false) expect(name).toBe(name.trim());
  }
}

function foldedKey(to: FolderPath, traits: TargetTraits): FolderKey {
  const fold = (name: string): string => name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
  return folderKey(to.map((name) => (traits.folderNamesFold ? fold(name) : name)));
}

/** The folder and its parents, as a target would list them after they were made. */
function missing(to: FolderPath, existing: readonly TargetFolder[]): readonly TargetFolder[] {
  const known = new Set(existing.map((one) => folderKey(one.path)));
  return to.map((_, depth) => there(to.slice(0, depth + 1))).filter((one) => !known.has(folderKey(one.path)));
}

function tiesOf(mapped: readonly FolderMapping[]): ReadonlyMap<FolderKey, FolderPath> {
  return new Map(mapped.map(({ source, wanted }) => [folderKey(source.path), wanted?.path ?? []]));
}

function paths(mapped: readonly FolderMapping[]): readonly FolderPath[] {
  return mapped.map(({ wanted }) => wanted?.path ?? []);
}

const folders = (all: readonly FolderPath[]): readonly SourceFolder[] => all.map((one) => folder(one));

function folder(path: FolderPath, role: FolderRole = 'plain'): SourceFolder {
  const serverName = path.join('/');
  return { path, role, kind: 'message', holdsItems: true, itemsCount: null, bytesCount: null, serverName, stamp: null };
}

function there(path: FolderPath, role: FolderRole = 'plain'): TargetFolder {
  return { path, role, kind: 'message', serverName: path.join('/') };
}
