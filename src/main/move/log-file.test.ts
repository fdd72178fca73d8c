import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { openLogFile } from './log-file.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'godwit-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a log that has become too large is put aside while the program runs, and no line is lost', () => {
  const { log, path } = openLogFile(newFolder(), fakeClock(), null);
  const text = 'x'.repeat(100_000);
  for (let number = 0; number < 110; number++) log.info('line', { number, text });
  log.info('last');
  expect(statSync(`${path}.1`).size).toBeGreaterThan(10_000_000);
  expect(statSync(path).size).toBeLessThan(1_200_000);
  const lines = [`${path}.1`, path].flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));
  expect(lines).toHaveLength(111);
});

test('a log that cannot be written says so once and ends nothing', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  const echoed: string[] = [];
  const { log } = openLogFile(join(folder, 'file'), fakeClock(), (line) => echoed.push(line));
  log.info('one');
  log.info('two');
  expect(echoed.filter((line) => line.includes('cannot be written'))).toHaveLength(1);
});
