import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './rooms/files.ts';

interface Suite {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  readonly message: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

/** Runs the script that ends a run on the build server, on a report of Vitest and Vitest's exit code. */
function summarise(
  suites: readonly Suite[] | null,
  exitCode: number,
  failedChecks: readonly string[] = [],
): { code: number | null; lines: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'godwit-ci-'));
  const report = join(folder, 'tests.json');
  if (suites !== null) writeFileSync(report, JSON.stringify({ testResults: suites }));
  const script = join(ROOT, '.ci/summary.mjs');
  const { status, stdout } = spawnSync(process.execPath, [script, report, String(exitCode), ...failedChecks], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return { code: status, lines: stdout.trimEnd().split('\n') };
}

function suite(...statuses: readonly string[]): Suite {
  const failed = statuses.includes('failed');
  const assertionResults = statuses.map((status, index) => ({ fullName: `test ${index}`, status }));
  return { name: 'a.test.ts', status: failed ? 'failed' : 'passed', message: '', assertionResults };
}

describe('the last line of a run', () => {
  test.each([
    { what: 'all passed', suites: [suite('passed', 'passed')], exit: 0, says: '2 passed, 0 failed', code: 0 },
    { what: 'one failed', suites: [suite('passed', 'failed')], exit: 1, says: '1 passed, 1 failed', code: 1 },
    {
      what: 'one was skipped',
      suites: [suite('passed', 'skipped')],
      exit: 0,
      says: '1 passed, 0 failed, 1 skipped',
      code: 0,
    },
    { what: 'nothing was run', suites: [], exit: 0, says: '0 passed, 0 failed', code: 1 },
    { what: 'there is no report', suites: null, exit: 1, says: '0 passed, 1 failed', code: 1 },
    {
      what: 'a file could not be loaded',
      suites: [
        suite('passed'),
        { name: 'b.test.ts', status: 'failed' as const, message: 'no such file', assertionResults: [] },
      ],
      exit: 1,
      says: '1 passed, 1 failed',
      code: 1,
    },
    {
      what: 'something failed between the tests',
      suites: [suite('passed')],
      exit: 1,
      says: '1 passed, 1 failed',
      code: 1,
    },
  ])('counts and ends as it must when $what', ({ suites, exit, says, code }) => {
    const end = summarise(suites, exit);
    expect(end.lines.at(-1)).toBe(says);
    expect(end.code).toBe(code);
  });

  test('counts a check that failed beside the tests', () => {
    const end = summarise([suite('passed')], 0, ['types']);
    expect(end.lines).toEqual(['failed: the check of types', '1 passed, 1 failed']);
    expect(end.code).toBe(1);
  });

  test('comes after the names of what failed and what was skipped', () => {
    const { lines } = summarise([suite('failed', 'skipped', 'passed')], 1);
    expect(lines.slice(0, -1)).toEqual(['failed: test 0', 'skipped: test 1']);
  });
});
