import { expect, test } from 'vitest';
import { type LogForm, logIn } from './log.ts';

function lineOf(form: LogForm, event: string, facts: Record<string, string | number | boolean | null>): string {
  const lines: string[] = [];
  logIn(
    form,
    (line) => lines.push(line),
    () => 0,
  ).warn(event, facts);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

/** New lines, a colour, one of the C1 controls that begins a colour, and separators that some readers take for line ends. */
const HOSTILE = 'a\nb\r\u001b[31m\u009b31m\u007f\u2028\u2029"';

test.each(['json', 'text'] as const)('no fact and no event forges a line or colours a terminal, as %s', (form) => {
  const line = lineOf(form, HOSTILE, { [HOSTILE]: HOSTILE });
  expect(line.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/);
  expect(line.at(-1)).toBe('\n');
});

test('JSON gives back exactly what was said', () => {
  expect(JSON.parse(lineOf('json', 'told', { what: HOSTILE, count: 3, no: null }))).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    level: 'warn',
    event: 'told',
    what: HOSTILE,
    count: 3,
    no: null,
  });
});

test('no fact takes the place of the time, the level or the event', () => {
  const line = JSON.parse(lineOf('json', 'told', { level: 'info', event: 'other', at: 'never' }));
  expect(line).toMatchObject({ level: 'warn', event: 'told', at: '1970-01-01T00:00:00.000Z', level_: 'info' });
});

test('text is read by people: plain words stay plain', () => {
  const line = lineOf('text', 'job begun', { kind: 'mailbox.copy', term: 3, why: 'it was due' });
  expect(line).toBe('1970-01-01T00:00:00.000Z warn job begun kind=mailbox.copy term=3 why="it was due"\n');
});
