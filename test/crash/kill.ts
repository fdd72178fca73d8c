/**
 * `npm run crash -- --kills 200 --seed 42`: kills the real program more often than the tests do, against Dovecot and the
 * simulated Exchange, and demands the same end. Without a seed it takes one from the system and prints it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemRandom } from '../../src/base/random.ts';

const ROOT = join(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(systemRandom.int(1_000_000)) },
  },
});
process.stdout.write(`${values.kills} kills into each target, seed ${values.seed}\n`);
const { status } = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    'walk',
    'test/walk/kill',
    '--testTimeout',
    '7200000',
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CRASH_KILLS: values.kills, CRASH_SEED: values.seed, REQUIRE_SERVERS: '1' },
  },
);
process.exitCode = status ?? 1;
