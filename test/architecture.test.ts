import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeFiles, ROOT } from './rooms/files.ts';
import { forbiddenImports, importsOf, roomOf } from './rooms/imports.ts';
import { PACKAGES, ROOMS } from './rooms/rooms.ts';

describe('the import table', () => {
  test('is kept by every file', () => {
    expect(codeFiles().flatMap((file) => forbiddenImports(file))).toEqual([]);
  });

  test('names every folder of src', () => {
    const rooms = codeFiles().flatMap((file) => (file.path.startsWith('src/') ? (roomOf(file.path) ?? []) : []));
    expect([...new Set(rooms)].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  test('has no cycle', () => {
    // Taking away whatever imports only what is already gone empties a table exactly when it has no cycle.
    const left = new Map(
      Object.entries(ROOMS).map(([name, room]) => [name, room.mayImport.filter((one) => one in ROOMS)]),
    );
    for (let round = 0; round < Object.keys(ROOMS).length; round++) {
      for (const [name, mayImport] of left) if (!mayImport.some((one) => left.has(one))) left.delete(name);
    }
    expect([...left.keys()]).toEqual([]);
  });

  test('gives a place to every package that the program depends on, and to no other', () => {
    const named = ['package.json', 'console/package.json'].flatMap((path) => {
      const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
      return Object.keys(manifest.dependencies);
    });
    expect(Object.keys(PACKAGES).sort()).toEqual(named.sort());
  });
});

describe('an import that is not allowed', () => {
  test.each([
    {
      what: 'the value of a package that is there for its types',
      path: 'sim/graph/front.ts',
      text: "import { thing } from '@microsoft/microsoft-graph-types';",
      complaint:
        'sim/graph/front.ts: sim/ may not import the package @microsoft/microsoft-graph-types (only tests may)',
    },
    {
      what: 'the engine reaching for a protocol',
      path: 'src/copy/copy-folder.ts',
      text: "import { fetch } from '../wire/imap/fetch.ts';",
      complaint: 'copy/copy-folder.ts: copy/ may not import wire/ (it may import: base, model, plan)',
    },
    {
      what: 'the base reaching for anything',
      path: 'src/base/clock.ts',
      text: "import type { Item } from '../model/item.ts';",
      complaint: 'base/clock.ts: base/ may not import model/ (it may import: nothing)',
    },
    {
      what: 'an import over several lines',
      path: 'src/model/item.ts',
      text: "import {\n  systemClock,\n} from '../db/embedded.ts';",
      complaint: 'model/item.ts: model/ may not import db/ (it may import: base)',
    },
    {
      what: 'an import at run time',
      path: 'src/plan/survey.ts',
      text: "const source = await import('../source/imap.ts');",
      complaint: 'plan/survey.ts: plan/ may not import source/ (it may import: base, model)',
    },
    {
      what: 'an export from elsewhere',
      path: 'src/cli/copy.ts',
      text: "export { copyMailbox } from '../copy/copy-mailbox.ts';",
      complaint: 'cli/copy.ts: cli/ may not import copy/ (it may import: base, model, plan, check, client)',
    },
    {
      what: 'the simulator sharing a codec with the client',
      path: 'sim/imap/server.ts',
      text: "import { parse } from '../../src/wire/imap/grammar.ts';",
      complaint: 'sim/imap/server.ts: sim/ may not import wire/ (it may import: base)',
    },
    {
      what: 'the product leaning on a test',
      path: 'src/source/imap.ts',
      text: "import { all } from '../../test/contract/contract.ts';",
      complaint:
        'source/imap.ts: source/ may not import test/contract/contract.ts (it may import: base, model, wire, content)',
    },
    {
      what: 'one protocol reaching for another',
      path: 'src/wire/ews/get-item.ts',
      text: "import { literal } from '../imap/literal.ts';",
      complaint: 'wire/ews/get-item.ts: wire/ews/ may not import wire/imap/ (protocols do not know each other)',
    },
    {
      what: 'a package in a room that is not its own',
      path: 'src/copy/copy-mailbox.ts',
      text: "import pg from 'pg';",
      complaint: 'copy/copy-mailbox.ts: copy/ may not import the package pg (only db/ may)',
    },
    {
      what: 'a package of the tests in the product',
      path: 'src/base/random.ts',
      text: "import fc from 'fast-check';",
      complaint: 'base/random.ts: base/ may not import the package fast-check (only tests may)',
    },
    {
      what: 'a pure room opening a file',
      path: 'src/plan/survey.ts',
      text: "import { readFile } from 'node:fs/promises';",
      complaint:
        'plan/survey.ts: plan/ may not import node:fs/promises (it opens nothing by itself: take what it needs as an argument)',
    },
  ])('is named: $what', ({ path, text, complaint }) => {
    expect(forbiddenImports({ path, text })).toEqual([complaint]);
  });

  test('is not seen in comments, in text or in tests', () => {
    const text = "// import x from '../wire/imap/fetch.ts'\nconst said = \"import y from 'pg'\";\n";
    expect(importsOf(text)).toEqual([]);
    const tests = { path: 'src/copy/lane.test.ts', text: "import x from '../wire/imap/fetch.ts';" };
    expect(forbiddenImports(tests)).toEqual([]);
  });
});
