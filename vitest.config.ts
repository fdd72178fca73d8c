import { defineConfig } from 'vitest/config';

/** fast: nothing installed. servers: needs Dovecot. walk: the whole program. Names of test files say which they are. */
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
          include: ['{src,sim,test,bench}/**/*.test.ts'],
          exclude: ['**/*.servers.test.ts', '**/*.walk.test.ts'],
        },
      },
      {
        extends: true,
        test: { ...shared, name: 'servers', include: ['{src,sim,test}/**/*.servers.test.ts'], fileParallelism: false },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'walk',
          include: ['test/**/*.walk.test.ts'],
          fileParallelism: false,
          testTimeout: 600_000,
        },
      },
    ],
  },
});
