import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { LostAnswers } from './lost-answers.ts';

describe('a server counts as gone', () => {
  test('after two silences in a row, however many requests were under way in each', () => {
    const clock = fakeClock();
    const lost = new LostAnswers(clock);
    for (let request = 0; request < 4; request++) lost.add('silence');
    expect(lost.isEnough).toBe(false);
    clock.advance(110_000);
    lost.add('silence');
    expect(lost.isEnough).toBe(true);
  });

  test('after five broken connections in a row, and not while answers come between them', () => {
    const clock = fakeClock();
    const lost = new LostAnswers(clock);
    const breaks = (count: number): void => {
      for (let nth = 0; nth < count; nth++) {
        clock.advance(20_000);
        lost.add('break');
      }
    };
    breaks(4);
    lost.over();
    breaks(4);
    expect(lost.isEnough).toBe(false);
    breaks(1);
    expect(lost.isEnough).toBe(true);
  });
});
