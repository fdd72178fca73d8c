/** Ledgers in PostgreSQL for the contract: they can be claimed, and lost. */
import type { Database } from '../db.ts';
import { LOCKS } from '../locks.ts';
import type { LedgerWorld } from './ledger.contract.ts';
import { NOW } from './ledger.contract.words.ts';
import { type HeldLedger, type MailboxNames, openLedger } from './ledger.ts';
import type { LifeDeps } from './life-signs.ts';

/** Held by signs of life where `life` is given. */
export interface PostgresWorld extends LedgerWorld {
  open(mailbox: MailboxNames, holder: string, life?: LifeDeps): Promise<HeldLedger>;
}

export function postgresWorld(db: Database): PostgresWorld {
  const sources = new Map<object, string>();
  return {
    open: async (mailbox, holder, life) => {
      const held = await openLedger(db, mailbox, holder, NOW, life);
      sources.set(held, mailbox.source);
      return held;
    },
    lose: async (held) => {
      await db.query({ name: 'lose', text: LOSE, values: [LOCKS.mailbox, sources.get(held)] });
      // The holder's side of the connection ends by an event of its own, a little later.
      while (await canWrite(held));
    },
  };
}

async function canWrite(held: HeldLedger): Promise<boolean> {
  return held.flush().then(
    () => true,
    () => false,
  );
}

/** Ends the session that holds the mailbox, and waits until its locks are free. */
const LOSE = `
  select pg_terminate_backend(l.pid, 5000)
  from pg_locks l
  join mailboxes m on m.id::bigint = l.objid::bigint
  where l.locktype = 'advisory' and l.classid::bigint = $1 and m.source = $2
    and l.database = (select oid from pg_database where datname = current_database())`;
