import { describe, expect, test } from 'vitest';
import { run } from '../../test/cli/run-program.ts';
import { blocked, type CheckResult, passed, warned } from '../model/check-result.ts';

const head = (id: string) => ({ id, title: `Title of ${id}` });
const fault = { cause: 'The disk is full.', remedy: 'Free some space.', owner: 'administrator' } as const;
const WELL = passed(head('database'), ['it answers']);

function doctor(results: readonly CheckResult[], ...more: readonly string[]) {
  const asked: string[] = [];
  const machinery = {
    doctor: async ({ stateFolder }: { stateFolder: string }) => {
      asked.push(stateFolder);
      return results;
    },
  };
  return run(['doctor', '--state', 'here', ...more], machinery).then((ended) => ({ ...ended, asked }));
}

describe('godwit doctor', () => {
  test('ends with 0 where all is well, and with 2 where something is not', async () => {
    const well = await doctor([WELL]);
    expect([well.code, well.asked]).toEqual([0, [expect.stringMatching(/here$/)]]);
    expect(well.out).toContain('✓ database  Title of database\n  it answers');
    expect((await doctor([WELL, warned(head('clock'), [], fault)])).code).toBe(2);
    const { code, out } = await doctor([WELL, blocked(head('disk'), ['0 B free'], fault)]);
    expect(code).toBe(2);
    expect(out).toContain('✗ disk');
    expect(out).toContain('The disk is full.');
    expect(out).toContain('Free some space.');
    expect(out).toContain('1 check passed, 1 check blocks the service.');
  });

  test('gives one JSON document', async () => {
    const { out } = await doctor([WELL, blocked(head('disk'), [], fault)], '--json');
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 2,
      results: [
        { id: 'database', verdict: 'pass', cause: null, remedy: null },
        { id: 'disk', verdict: 'block', cause: 'The disk is full.', remedy: 'Free some space.' },
      ],
    });
  });
});
