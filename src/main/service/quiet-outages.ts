/** While the database is away everything that asks it fails, again and again. The log says it once, and once that it is over. */
import type { Clock, Instant } from '../../base/clock.ts';
import type { Facts, Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { Database } from '../../db/db.ts';

export interface QuietOutages {
  /** Leaves out warnings that only repeat that the database does not answer. */
  readonly log: Log;
  /** The same database, listened to: its next answer ends the outage. */
  readonly listenedTo: (db: Database) => Database;
}

/** For one program on one database. What is no warning, and what has another cause, is written as ever. */
export function quietOutages(log: Log, clock: Clock): QuietOutages {
  let awaySince: Instant | null = null;
  const isAway = (reason: string): void => {
    if (awaySince !== null) return;
    awaySince = clock.now();
    log.warn('the database does not answer', { reason });
  };
  const answers = (): void => {
    if (awaySince === null) return;
    const seconds = Math.ceil((clock.now() - awaySince) / 1000);
    awaySince = null;
    log.info('the database answers again', { seconds });
  };
  const listenTo = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      const answer = await asked;
      answers();
      return answer;
    } catch (error) {
      if (error instanceof Failure && error.code === UNREACHABLE) isAway(error.facts['reason'] ?? '');
      throw error;
    }
  };
  return {
    log: {
      info: (event, facts) => log.info(event, facts),
      warn: (event, facts = {}) => {
        const cause = outageIn(facts);
        if (cause === null) log.warn(event, facts);
        else isAway(cause);
      },
    },
    listenedTo: (db) => ({
      ...db,
      query: (sql) => listenTo(db.query(sql)),
      transaction: (run) => listenTo(db.transaction(run)),
    }),
  };
}

const UNREACHABLE = 'database.unreachable';
/** As the failure begins, in whatever somebody wrote of it. */
const WORDS = 'The database did not answer: ';

/** Why the database does not answer, where the facts tell nothing else. */
function outageIn(facts: Facts): string | null {
  for (const fact of Object.values(facts)) {
    if (fact === UNREACHABLE) return fact;
    if (typeof fact === 'string' && fact.includes(WORDS)) return fact.slice(fact.indexOf(WORDS) + WORDS.length);
  }
  return null;
}
