import { expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { silentLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { doChores } from './chores.ts';

test('each chore has its turns, also after it failed, until it is all over', async () => {
  const clock = fakeClock();
  const over = new AbortController();
  const began = clock.now();
  const done: string[] = [];
  const told: string[] = [];
  const log = { ...silentLog, warn: (event: string, facts = {}) => void told.push(event + JSON.stringify(facts)) };
  const chore = (name: string, everyMs: number, run = async (): Promise<void> => undefined) => ({
    name,
    everyMs,
    run: () => {
      done.push(`${name} ${(clock.now() - began) / 1000}`);
      if (clock.now() - began >= 20_000) over.abort();
      return run();
    },
  });
  const fails = async (): Promise<void> => {
    throw new Failure('database.unreachable', { reason: 'secret' });
  };
  await doChores([chore('slow', 20_000), chore('failing', 10_000, fails)], over.signal, { clock, log });
  expect(done).toEqual(['slow 0', 'failing 0', 'failing 10', 'slow 20']);
  expect(told).toEqual(Array(2).fill('a chore failed{"chore":"failing","reason":"database.unreachable"}'));
});
