import { defineConfig } from 'vitest/config';

/**
 * fast: nothing installed. servers: needs Dovecot. walk: the whole program. Names of test files say which they are. The projects
 * run one after the other. Walks mostly wait for the programs that they started, so more of them run at once than a small
 * machine has cores.
 */
const shared = { pool: 'threads', isolate: false, testTimeout: 60_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    globalSetup: ['test/setup/postgres.ts'],
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'fast',
          maxWorkers: 2,
          include: ['{src,sim,test,bench}/**/*.test.ts'],
          exclude: ['**/*.servers.test.ts', '**/*.walk.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'servers',
          include: ['{src,sim,test}/**/*.servers.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'walk',
          // A program that one thread starts holds, until it is itself, the ports of all others of the process: a server that
          // comes back at that moment finds its own taken.
          pool: 'forks',
          include: ['test/**/*.walk.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          testTimeout: 600_000,
        },
      },
    ],
  },
});
