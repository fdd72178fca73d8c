import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CALENDAR_FIELDS } from '../../content/calendar/calendar-fields.ts';
import { EVENT_LOSSES } from './event-losses.ts';
import { TASK_LOSSES } from './task-losses.ts';

const SOURCES = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('-losses.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');

test.each([
  ...Object.keys(EVENT_LOSSES).map((name) => [`event ${name}`, name] as const),
  ...Object.keys(TASK_LOSSES).map((name) => [`task ${name}`, name] as const),
])('the loss %s happens somewhere', (_, name) => {
  expect(SOURCES).toMatch(new RegExp(`Loss\\((MISSING|\\w+ \\? |)'?${name}'|: '${name}'`));
});

test('every loss is in the words of the comparison, and says why', () => {
  for (const { field, why } of [...Object.values(EVENT_LOSSES), ...Object.values(TASK_LOSSES)]) {
    expect(CALENDAR_FIELDS).toContain(field);
    expect(why).toMatch(/^[a-zE][^.]{10,}[^.]$/);
  }
});
