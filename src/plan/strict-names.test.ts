import { describe, expect, test } from 'vitest';
import type { FolderPath, FolderRole, SourceFolder } from '../model/folder.ts';
import { DEFAULT_POLICY } from '../model/policy.ts';
import type { FolderMapping } from './folder-map.ts';
import { describeRefusedName, refusedNames } from './strict-names.ts';

const STRICT = { ...DEFAULT_POLICY, folderNames: 'strict' } as const;

function mapping(path: FolderPath, role: FolderRole = 'plain', isLeftOut = false): FolderMapping {
  const source: SourceFolder = {
    path,
    role,
    kind: 'message',
    holdsItems: true,
    itemsCount: null,
    bytesCount: null,
    serverName: path.join('.'),
    stamp: null,
  };
  const wanted = isLeftOut ? null : { path, role, kind: 'message' as const, sourcePath: path };
  return { source, wanted, rule: null, renames: [] };
}

const refused = (...mappings: readonly FolderMapping[]): readonly string[] =>
  refusedNames(mappings, STRICT).map(describeRefusedName);

describe('a strict move', () => {
  test.each('!@#$%^&*()+=<,>?/;:"\'{}[]\\|.'.split(''))('refuses a name with %s', (character) => {
    expect(refused(mapping([`a${character}b`]))).toEqual([`"a${character}b" holds ${character}`]);
  });

  test.each(['Projects', 'Größe 2020', '日本', 'a-b_c~d', 'it´s', ''])('takes the name "%s"', (name) => {
    expect(refused(mapping([name]))).toEqual([]);
  });

  test('names a level once, also one that the source did not list', () => {
    expect(refused(mapping(['A&B', 'one']), mapping(['A&B', 'two/three']))).toEqual([
      '"A&B" holds &',
      '"A&B / two/three" holds /',
    ]);
  });

  test('says no more of what is left out, or goes into a folder that the target has', () => {
    expect(refused(mapping(['Junk (Apple)'], 'junk'), mapping(['a&b'], 'plain', true))).toEqual([]);
  });

  test('shows what cannot be seen, and not more than anybody reads', () => {
    expect(refused(mapping(['a\u0001b!@#$%^&']))).toEqual(['"a\u0001b!@#$%^&" holds U+0001 ! @ # $ and others']);
  });
});

test('every name is taken where nobody asked to be strict', () => {
  expect(refusedNames([mapping(['a&b'])], DEFAULT_POLICY)).toEqual([]);
});
