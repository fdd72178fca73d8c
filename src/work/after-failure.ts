/** How long a mailbox rests after a failure before it goes on by itself. */
import { unreachable } from '../base/assert.ts';
import type { Failure, ProblemCode } from '../base/problem.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** For failures whose own words say that something has to be done, and which still may pass while nobody looks. */
const WAITS: Readonly<Partial<Record<ProblemCode, number>>> = {
  // Somebody is emptying the mailbox, or an archive rule does.
  'target.full': 30 * MINUTE_MS,
  // Connections are passed on whenever a mailbox ends.
  'source.connections-taken': 30 * SECOND_MS,
  'target.connections-taken': 30 * SECOND_MS,
  // A network or a database that was away is mostly back within a minute. Whoever tries too early loses a connection.
  'connection.refused': 30 * SECOND_MS,
  'connection.names-silent': 30 * SECOND_MS,
  'connection.silent': 30 * SECOND_MS,
  'database.unreachable': 15 * SECOND_MS,
  // A worker that was left behind when the key was changed; others have the key.
  'secret.other-key': 5 * MINUTE_MS,
  // The other one is just ending.
  'run.already-under-way': 10 * SECOND_MS,
};

/** Null: somebody has to do something first. */
export function waitOf({ code, kind }: Failure): number | null {
  const wait = WAITS[code];
  if (wait !== undefined) return wait;
  switch (kind.retry) {
    case 'now':
      return 15 * SECOND_MS;
    case 'later':
      return 5 * MINUTE_MS;
    case 'after-fix':
    case 'never':
      return null;
    default:
      return unreachable(kind.retry);
  }
}
