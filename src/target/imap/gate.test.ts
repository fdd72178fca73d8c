import { describe, expect, test } from 'vitest';
import { Gate } from './gate.ts';

/** Something that runs until it is told to end, and notes both. */
function running(log: string[], name: string): { readonly run: () => Promise<void>; readonly end: () => void } {
  const ended = Promise.withResolvers<void>();
  return {
    run: async () => {
      log.push(`${name} in`);
      await ended.promise;
      log.push(`${name} out`);
    },
    end: () => ended.resolve(),
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('a gate', () => {
  test('lets many in together, one alone after they have left, and others after that one', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const [one, two, alone, later] = ['one', 'two', 'alone', 'later'].map((name) => running(log, name));
    if (one === undefined || two === undefined || alone === undefined || later === undefined) throw new Error('four');
    const all = [gate.together(one.run), gate.together(two.run), gate.alone(alone.run), gate.together(later.run)];
    await settled();
    expect(log).toEqual(['one in', 'two in']);
    one.end();
    await settled();
    expect(log).toEqual(['one in', 'two in', 'one out']);
    two.end();
    await settled();
    expect(log.slice(3)).toEqual(['two out', 'alone in']);
    alone.end();
    await settled();
    expect(log.slice(5)).toEqual(['alone out', 'later in']);
    later.end();
    await Promise.all(all);
  });

  test('lets those who want to be alone in one after the other, also when one fails', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const second = running(log, 'second');
    const first = gate.alone(async () => {
      log.push('first in');
      throw new Error('first failed');
    });
    const after = gate.alone(second.run);
    const together = gate.together(async () => {
      log.push('together in');
    });
    await expect(first).rejects.toThrow('first failed');
    await settled();
    expect(log).toEqual(['first in', 'second in']);
    second.end();
    await Promise.all([after, together]);
    expect(log).toEqual(['first in', 'second in', 'second out', 'together in']);
  });
});
