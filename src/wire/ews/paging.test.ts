import { expect, test } from 'vitest';
import type { XmlElement } from '../xml.ts';
import { isLastPage, readPaging } from './paging.ts';

function root(attributes: Readonly<Record<string, string>>): XmlElement {
  return { name: 'RootFolder', namespace: '', attributes: new Map(Object.entries(attributes)), children: [], text: '' };
}

test.each([
  [{ IncludesLastItemInRange: 'true', IndexedPagingOffset: '5' }, 5, null],
  [{ IncludesLastItemInRange: '1' }, 1000, null],
  [{ IncludesLastItemInRange: 'false', IndexedPagingOffset: '1000' }, 1000, 1000],
  [{ IndexedPagingOffset: '1000' }, 1000, 1000],
  [{}, 999, null],
])('a view with %j and %i rows goes on at %j', (attributes, rows, next) => {
  expect(readPaging(root(attributes), { offset: 0, rows, rowsMax: 1000 })).toBe(next);
});

test.each([
  [{}, 1000],
  [{ IncludesLastItemInRange: 'false' }, 3],
  [{ IncludesLastItemInRange: 'false', IndexedPagingOffset: '0' }, 3],
  [{ IncludesLastItemInRange: 'false', IndexedPagingOffset: '-7' }, 3],
  [{ IncludesLastItemInRange: 'false', IndexedPagingOffset: 'next' }, 3],
])('a view with %j and %i rows does not move on', (attributes, rows) => {
  expect(() => readPaging(root(attributes), { offset: 0, rows, rowsMax: 1000 })).toThrow('next page');
});

test.each([
  ['true', 512, true],
  ['false', 0, false],
  [null, 511, true],
  [null, 512, false],
])('changes that say %j and are %i are the last: %j', (said, changes, isLast) => {
  expect(isLastPage(said, changes)).toBe(isLast);
});
