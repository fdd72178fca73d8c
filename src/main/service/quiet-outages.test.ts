import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Database } from '../../db/db.ts';
import { quietOutages } from './quiet-outages.ts';

function written() {
  const lines: string[] = [];
  const log = {
    info: (event: string) => void lines.push(`info ${event}`),
    warn: (event: string) => void lines.push(`warn ${event}`),
  };
  return { lines, log };
}

test('an outage of the database is told once, and so is its end, however many notice it', async () => {
  const { lines, log } = written();
  const quiet = quietOutages(log, fakeClock());
  let isAway = true;
  const query = async () => {
    if (isAway) throw new Failure('database.unreachable', { reason: 'gone' });
    return [];
  };
  const db = quiet.listenedTo({ query } as unknown as Database); // nothing else of it is asked for here
  const ask = () => db.query({ name: 'any', text: '', values: [] });
  for (let times = 0; times < 5; times++) {
    await expect(ask()).rejects.toThrow('gone');
    quiet.log.warn('a chore failed', { reason: 'database.unreachable' });
    quiet.log.warn('the queue of jobs has a problem', { reason: 'The database did not answer: gone' });
    quiet.log.warn('something else', { reason: 'no space' });
  }
  isAway = false;
  await ask();
  await ask();
  const others = Array.from({ length: 5 }, () => 'warn something else');
  expect(lines).toEqual(['warn the database does not answer', ...others, 'info the database answers again']);
  isAway = true;
  await expect(ask()).rejects.toThrow('gone');
  expect(lines.at(-1)).toBe('warn the database does not answer');
});
