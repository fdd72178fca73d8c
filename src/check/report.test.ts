import { expect, test } from 'vitest';
import { blocked, passed } from '../model/check-result.ts';
import { judgeContact } from './judge-contact.ts';
import { isReady, reportOf } from './report.ts';

const fault = { cause: 'It is broken.', remedy: 'Mend it.', owner: 'dns-host' } as const;
const results = [
  passed({ id: 'C1', title: 'one' }, []),
  blocked({ id: 'C3.spf', title: 'two' }, [], fault),
  blocked({ id: 'C4.bob@example.com', title: 'three' }, [], fault),
];

test('a block that was accepted stays in the report, with the reason', () => {
  const report = reportOf(
    'example.com',
    results,
    new Map([
      ['C3.spf', 'next week'],
      ['C4', 'he has left'],
      ['C1', 'for nothing'],
    ]),
  );
  expect(report.results.map(({ verdict, waived }) => `${verdict} ${waived}`)).toEqual([
    'pass null',
    'block next week',
    'block he has left',
  ]);
  expect(isReady(report)).toBe(true);
});

test('one fault that nobody accepted is enough', () => {
  expect(isReady(reportOf('example.com', results, new Map([['C3', 'next week']])))).toBe(false);
  expect(isReady(reportOf('example.com', results, new Map([['C4.bob', 'not this one']])))).toBe(false);
});

test.each([
  { contact: 'me@example.com', verdict: 'block' },
  { contact: 'me@mail.EXAMPLE.com', verdict: 'block' },
  { contact: 'me@notexample.com', verdict: 'pass' },
  { contact: 'me@example.com.org', verdict: 'pass' },
])('notices to $contact: $verdict', ({ contact, verdict }) => {
  expect(judgeContact(contact, 'example.com').verdict).toBe(verdict);
});
