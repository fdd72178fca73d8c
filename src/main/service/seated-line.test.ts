import { describe, expect, test } from 'vitest';
import { steppedClock } from '../../../test/stepped-clock.ts';
import { instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { BudgetKey } from '../../model/budget.ts';
import type { Source } from '../../model/source.ts';
import { Share } from '../../work/budget/share.ts';
import { closingWith } from '../move/shared-source.ts';
import { seatedLine } from './seated-line.ts';

const never = new AbortController().signal;
const KEY = 'host mail.example.com' as BudgetKey; // as the budgets name it

/** A host with so many places for this program. */
function rig(places: number) {
  const clock = steppedClock();
  const share = new Share({ key: KEY, name: 'mail.example.com', clock, most: () => places, ring: () => undefined });
  const grant = (count = places): void => {
    share.take({ key: KEY, share: count, bound: count, lowered: 0, restMs: 0 }, clock.now());
  };
  grant();
  const told: { readonly inMs: number; readonly because: string }[] = [];
  const opened = { count: 0, closed: 0 };
  const source: Source = {
    name: 'ann@mail.example.com',
    roundTripMs: 7,
    leftOut: [],
    folders: async () => [],
    list: () => {
      throw new Error('not listed here');
    },
    read: () => {
      throw new Error('not read here');
    },
    close: async () => {
      opened.closed += 1;
    },
  };
  const open = seatedLine<Source>(
    async (_signal, onTurnedAway) => {
      if (opened.count < 0) {
        onTurnedAway();
        throw new Failure('connection.lost', { host: 'mail.example.com', reason: 'too many' });
      }
      opened.count += 1;
      return source;
    },
    closingWith,
    {
      share,
      taken: 'source.connections-taken',
      host: 'mail.example.com',
      clock,
      watch: (progress) => {
        if (progress.is !== 'waiting') return;
        told.push({ inMs: instant(progress.untilMs) - clock.now(), because: progress.because });
      },
    },
  );
  return { clock, share, grant, told, opened, open };
}

describe('a connection to a host', () => {
  test('is opened when there is a place, and gives it back a moment after it closed', async () => {
    const { open, share, clock, opened, grant } = rig(1);
    const source = await open(never);
    expect([source.name, source.roundTripMs, share.tryEnter()]).toEqual(['ann@mail.example.com', 7, null]);
    await source.close();
    expect([opened.closed, share.tryEnter()]).toEqual([1, null]);
    await clock.advance(1000);
    grant();
    expect(share.tryEnter()).not.toBeNull();
  });

  test('that is needed waits, says so, and leaves its worker to others after twenty seconds', async () => {
    const { open, clock, told, grant, opened } = rig(1);
    await open(never);
    const second = open(never);
    const ended = expect(second).rejects.toMatchObject({ code: 'source.connections-taken' });
    for (let passed = 0; passed < 20; passed += 1) {
      await clock.advance(1000);
      grant();
    }
    await ended;
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]?.because).toContain('mail.example.com');
    expect(opened.count).toBe(1);
  });

  test('that the mailbox can do without is given up soon, and nobody is told', async () => {
    const { open, clock, told } = rig(1);
    await open(never);
    const spare = open(never, 'spare');
    const ended = expect(spare).rejects.toMatchObject({ code: 'source.connections-taken' });
    await clock.advance(1500);
    await ended;
    expect(told).toEqual([]);
  });

  test('that is turned away gives its place back, and the host is left alone for a while', async () => {
    const { open, share, clock, opened, grant } = rig(2);
    opened.count = -1;
    await expect(open(never)).rejects.toMatchObject({ code: 'connection.lost' });
    expect(share.ask()).toMatchObject({ keeps: 2, refused: { restMs: 3000, lowered: 0 } });
    opened.count = 0;
    const next = open(never);
    await clock.advance(2999);
    grant();
    expect(opened.count).toBe(0);
    await clock.advance(1);
    await next;
    expect(opened.count).toBe(1);
  });
});
