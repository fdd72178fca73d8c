import { describe, expect, test } from 'vitest';
import type { Row } from './rounds.ts';
import { figuresOf, tablesOf, verdictsOf } from './tables.ts';

function row(peer: string, seconds: number, more: Partial<Row> & { readonly exitCode?: number } = {}): Row {
  const { exitCode = 0, ...rest } = more;
  const measured = {
    exitCode,
    wallMs: seconds * 1000 + 500,
    cpuSeconds: 1,
    peakMegabytes: 150,
    stdout: '',
    stderr: '',
  };
  const own = { startMs: null, copyMs: seconds * 1000, verifyMs: null };
  return { peer, phase: 'full', round: 1, measured, own, expected: 10, found: 10, ...rest };
}

describe('the figures of a benchmark', () => {
  test('are medians with the range, and of the copy alone where a program says so', () => {
    const [figures] = figuresOf([row('godwit', 3), row('godwit', 1), row('godwit', 2)], 'full');
    expect(figures?.copySeconds).toEqual({ median: 2, min: 1, max: 3 });
    expect(figures?.wallSeconds.median).toBe(2.5);
    const outside = row('mbsync', 3, { own: { startMs: null, copyMs: null, verifyMs: null } });
    expect(figuresOf([outside], 'full')[0]?.copySeconds.median).toBe(3.5);
  });

  test('put the fastest first and compare with the pump', () => {
    const table = tablesOf('S', { messages: 10, bytes: 1e6 }, [row('godwit', 3), row('pump-1', 2)]);
    expect(table.indexOf('pump-1')).toBeLessThan(table.indexOf('godwit'));
    expect(table).toContain('| godwit | 3.00 (3.00-3.00) | 1.50 |');
  });

  test('name a run that lost something or ended badly', () => {
    const lost = row('godwit', 1, { found: 9 });
    expect(figuresOf([row('godwit', 1), lost], 'full')[0]?.isComplete).toBe(false);
    expect(figuresOf([row('godwit', 1, { exitCode: 3 })], 'full')[0]?.isComplete).toBe(false);
  });
});

describe('a verdict', () => {
  test('is reached at the bar and missed above it', () => {
    expect(verdictsOf('M', [row('godwit', 3), row('pump-1', 2)])[0]).toBe(
      'M: 1.50 × the pump, full (bar 1.5): reached',
    );
    expect(verdictsOf('M', [row('godwit', 3.1), row('pump-1', 2)])[0]).toContain('MISSED');
  });

  test('is never reached by a run that is not complete', () => {
    const verdicts = verdictsOf('M', [row('godwit', 1, { found: 9 }), row('pump-1', 2)]);
    expect(verdicts[0]).toContain('MISSED');
  });

  test('does not compare with a program that did not copy everything', () => {
    const rows = [row('godwit', 3), row('mbsync', 1, { found: 9 }), row('interimap', 4)];
    expect(verdictsOf('M', rows)[0]).toBe('M: 0.75 × the best peer, full (bar 1): reached');
  });

  test('names too much memory', () => {
    const measured = { ...row('godwit', 1).measured, peakMegabytes: 201 };
    expect(verdictsOf('S', [row('godwit', 1, { measured })]).at(-1)).toBe('S: 201 MB at most (bar 200): MISSED');
  });
});
