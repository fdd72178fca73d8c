/** The disasters of `npm run disaster` in small: the very same code, so that a whole run of the tests holds them too. */
import { expect, test } from 'vitest';
import { runDisasters } from '../disaster/disasters.ts';
import { failing, mustNotSkip, skipped, whyMissing } from '../servers/with-dovecot.ts';
import { whyPostgresIsMissing } from '../servers/with-postgres.ts';

const NAME = 'workers that die and stand still, a database that goes and a network that is cut';
const SIZE = {
  mailboxes: 20,
  foldersEach: 6,
  messagesEach: 5,
  atOnce: 3,
  delayMs: 1500,
  cutMs: 15_000,
  databaseAwayMs: 4000,
  isTogether: true,
};

const why =
  whyMissing() ?? whyPostgresIsMissing() ?? (process.platform === 'linux' ? null : 'processes are told by /proc');
if (why !== null) {
  if (mustNotSkip()) failing(NAME, why);
  else skipped(NAME, why);
} else {
  test(`${NAME}: every mailbox is verified, and nothing is lost, doubled or late`, async () => {
    const said: string[] = [];
    const { rows, broken } = await runDisasters(SIZE, (line) => said.push(line));
    expect(broken, [...said, ...rows.map((row) => row.join(': '))].join('\n')).toEqual([]);
  });
}
