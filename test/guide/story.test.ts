import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../rooms/files.ts';
import { STATEMENTS } from './step.ts';
import { STORY } from './story.ts';

const ALL = Array.from({ length: STATEMENTS }, (_statement, at) => `R${at + 1}`);

test('each statement of the guide is a step of the walk, once', () => {
  expect(STORY.map(({ of }) => of).toSorted(byNumber)).toEqual(ALL);
});

test('each statement of the guide is a row of the requirements, with what is played', () => {
  const rows = readFileSync(join(ROOT, 'docs/requirements.md'), 'utf8').split('\n');
  const missing = STORY.filter(({ of, says }) => !rows.some((row) => row.startsWith(`| ${of} | ${says} |`)));
  expect(missing.map(({ of }) => of)).toEqual([]);
});

function byNumber(one: string, other: string): number {
  return Number(one.slice(1)) - Number(other.slice(1));
}
