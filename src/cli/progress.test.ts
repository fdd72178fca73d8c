import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { instant } from '../base/clock.ts';
import type { Progress } from '../model/progress.ts';
import { widthOf } from './format.ts';
import { ProgressDisplay } from './progress-display.ts';
import { progressLine, progressSentence } from './progress-line.ts';
import { ProgressState } from './progress-state.ts';
import { PLAIN, type Terminal } from './terminal.ts';

const start = instant(Date.UTC(2026, 0, 5, 9));
const at = (seconds: number): ReturnType<typeof instant> => instant(start + 1000 * seconds);
const folder = ['INBOX'];
const tooLarge: Progress = {
  is: 'problem',
  folder,
  problem: { code: 'target.too-large', facts: { size: '41000000', limit: '36000000' } },
};

function copying(seconds: number): ProgressState {
  const state = new ProgressState(start);
  state.add({ is: 'phase', phase: 'listing' }, start);
  state.add({ is: 'listed', folder, items: 4812, bytes: 371_000_000 }, start);
  for (let second = 1; second <= seconds; second += 1) {
    state.add({ is: 'settled', folder, items: 41, bytes: 3_100_000, failed: 0 }, at(second));
  }
  return state;
}

describe('the progress line', () => {
  test('says items and bytes of all, the rate and a range for the rest', () => {
    expect(progressLine(copying(30), at(30), 120)).toBe(
      '██░░░░░░░░  25 % Copying · 1,230 of 4,812 items · 93.0 MB of 371 MB · 41/s · 3.10 MB/s · 1–2 min left',
    );
  });

  test.each([120, 100, 79, 60, 40, 20, 8, 1])('never takes more than %i columns', (columns) => {
    const state = copying(30);
    state.add(tooLarge, at(30));
    expect(widthOf(progressLine(state, at(30), columns))).toBeLessThanOrEqual(columns);
    expect(progressLine(state, at(30), columns)).toMatch(/^[█░C…]/);
  });

  test('says until when the target asked to wait, and stops saying so afterwards', () => {
    const state = copying(30);
    state.add({ is: 'waiting', untilMs: at(90), because: 'The target asked to wait.' }, at(30));
    expect(progressSentence(state, at(40))).toMatch(/^Throttled until \d\d:\d\d:30, nothing is lost · 1,230 of/);
    expect(progressSentence(state, at(91))).toMatch(/^Copying · 1,230 of/);
    state.add({ is: 'waiting', untilMs: at(900), because: 'nothing came for 90 seconds' }, at(91));
    expect(progressSentence(state, at(92))).toMatch(/^Trying again at \d\d:\d\d, nothing is lost/);
    state.add({ is: 'settled', folder, items: 1, bytes: 1, failed: 0 }, at(92));
    expect(progressSentence(state, at(92))).toMatch(/^Copying · 1,231 of/);
  });

  test('an exception counts as done, so that all is done at the end', () => {
    const state = new ProgressState(start);
    state.add({ is: 'listed', folder, items: 2, bytes: 41_000_100 }, start);
    state.add({ is: 'settled', folder, items: 1, bytes: 100, failed: 0 }, at(1));
    state.add({ is: 'phase', phase: 'copying' }, at(1));
    state.add(tooLarge, at(2));
    expect(progressSentence(state, at(2))).toBe('Copying · 2 of 2 items · 100 bytes of 41.0 MB · 1 exception');
  });

  test('what an earlier run left open is part of the whole', () => {
    const state = new ProgressState(start);
    state.expect({ items: 10, bytes: 1000 });
    state.add({ is: 'settled', folder, items: 4, bytes: 400, failed: 0 }, at(1));
    state.add({ is: 'phase', phase: 'copying' }, at(1));
    expect(progressSentence(state, at(1))).toBe('Copying · 4 of 10 items · 400 bytes of 1.00 KB');
  });

  test('verifying begins to count anew', () => {
    const state = copying(30);
    state.add({ is: 'phase', phase: 'verifying' }, at(31));
    state.expect({ items: 4812, bytes: 0 });
    state.add({ is: 'proved', folder, items: 12, failed: 0 }, at(32));
    expect(progressSentence(state, at(32))).toBe('Verifying · 12 of 4,812 items');
  });
});

describe('the display', () => {
  test('draws over one line on a terminal, at most five times a second, and takes it away at the end', async () => {
    const { display, written, clock } = displayOn({ isLive: true });
    display.watch({ is: 'phase', phase: 'listing' });
    display.begin();
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
    await display.end();
    const draws = written.filter((text) => text.startsWith('\r') && text !== '\r\x1b[K');
    expect(draws.length).toBeGreaterThan(1);
    expect(draws.every((text) => !text.includes('\n'))).toBe(true);
    expect(clock.slept.every((ms) => ms >= 200)).toBe(true);
    expect(written.at(-1)).toBe('\r\x1b[K');
  });

  test('writes plain lines without any escape sequence elsewhere, and the same line only once', async () => {
    const { display, written } = displayOn({ isLive: false });
    display.watch({ is: 'phase', phase: 'listing' });
    display.begin();
    for (let tick = 0; tick < 50; tick += 1) await Promise.resolve();
    await display.end();
    expect(written).toEqual(['Listing\n']);
  });

  test('a server cannot colour the terminal or forge a line', async () => {
    const { display, written } = displayOn({ isLive: false });
    const reason = 'quota\x1b[31m\r\nDone and proven';
    display.watch({ is: 'problem', folder: ['a\x07b'], problem: { code: 'target.item-refused', facts: { reason } } });
    // Four connections wait for the same thing.
    for (let lane = 0; lane < 4; lane += 1) {
      display.watch({ is: 'waiting', untilMs: at(60) + lane, because: 'Slow\x1b[2J down.' });
    }
    expect(written.join('')).not.toMatch(/[^\P{Cc}\n]/u);
    expect(written).toHaveLength(2);
    await display.end();
  });

  test('names twenty problems and then leaves the rest to the report', () => {
    const { display, written } = displayOn({ isLive: false });
    for (let count = 0; count < 100; count += 1) display.watch(tooLarge);
    expect(written).toHaveLength(21);
    expect(written.at(-1)).toContain('report');
  });
});

function displayOn(options: { isLive: boolean }): {
  readonly display: ProgressDisplay;
  readonly written: string[];
  readonly clock: ReturnType<typeof fakeClock>;
} {
  const written: string[] = [];
  const error = (text: string): void => void written.push(text);
  const terminal: Terminal = {
    out: error,
    error,
    isLive: options.isLive,
    columns: () => 80,
    outColumns: () => null,
    paint: PLAIN,
  };
  const clock = fakeClock(start);
  return { display: new ProgressDisplay(terminal, clock), written, clock };
}
