import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGES, readPage } from '../docs/generate.ts';
import { PROBLEMS } from '../src/base/problems.ts';
import { ROOT, repositoryFiles } from './rooms/files.ts';
import { ROOMS } from './rooms/rooms.ts';

describe.each(PAGES)('$path', (page) => {
  test('is what npm run docs makes of the tables as they are', async () => {
    const now = readPage(page);
    expect(now).toBe(await page.make(now));
  });
});

describe('the documents', () => {
  test('name every problem that the program can show, and no other', () => {
    const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
    const named = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1] ?? '');
    expect(named.sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  test('name every room of the product in the map', () => {
    const map = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    expect(Object.keys(ROOMS).filter((room) => !map.includes(`\`${room}\``))).toEqual([]);
  });

  test('point only to files that are there', () => {
    const pages = repositoryFiles().filter((file) => file.path.endsWith('.md'));
    const here = new Set(repositoryFiles().map((file) => file.path));
    const dangling = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
        .map((match) => join(path, '..', match[1] ?? ''))
        .filter((target) => !here.has(target) && !isFolder(target))
        .map((target) => `${path} points to ${target}`),
    );
    expect(dangling).toEqual([]);
  });

  test('name only npm scripts that exist', () => {
    const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const named = repositoryFiles()
      .filter((file) => file.path.endsWith('.md'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/npm (?:run ([\w:]+)|(test))/g)].map((match) => ({
          path,
          script: match[1] ?? match[2] ?? '',
        })),
      );
    expect(named.filter(({ script }) => manifest.scripts[script] === undefined)).toEqual([]);
  });

  test('name only options that the program has, and the README names them all', () => {
    const files = repositoryFiles().filter(({ path }) => /^src\/cli\/(program|.+-options)\.ts$/.test(path));
    const program = files.map(({ text }) => text).join('\n');
    const known = new Set([...program.matchAll(/\(\s*'(?:-\w, )?(--[a-z-]+)/g)].map((match) => match[1] ?? ''));
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const named = new Set([...readme.matchAll(/(?<!-)(--[a-z][a-z-]+)/g)].map((match) => match[1] ?? ''));
    expect([...named].filter((option) => !known.has(option))).toEqual([]);
    const usual = ['--help', '--version', '--verbose'];
    expect([...known].filter((option) => !named.has(option) && !usual.includes(option))).toEqual([]);
  });

  test('keep decision records to forty lines, numbered without a gap', () => {
    const folder = join(ROOT, 'docs/decisions');
    const names = readdirSync(folder).sort();
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_name, index) => index + 1));
    const long = names.filter((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').length > 40);
    expect(long).toEqual([]);
  });
});

function isFolder(path: string): boolean {
  try {
    return readdirSync(join(ROOT, path)).length > 0;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return false;
  }
}
