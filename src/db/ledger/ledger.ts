/** The ledger in PostgreSQL. Its parts are beside it; this file claims a mailbox and puts them together. */

import { assert } from '../../base/assert.ts';
import type { Instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Ledger } from '../../model/ledger.ts';
import type { Database, Db, Session } from '../db.ts';
import { DbError } from '../db-error.ts';
import { LOCKS } from '../locks.ts';
import { assertConnected, Lease } from './lease.ts';
import { copyPart } from './ledger-copies.ts';
import { folderPart } from './ledger-folders.ts';
import { movePart } from './ledger-moves.ts';
import { proofPart } from './ledger-proofs.ts';
import { giveLifeSigns, type LifeDeps } from './life-signs.ts';

/** Which mailbox goes where, by the names of both sides. A mailbox that goes to two targets has two ledgers. */
export interface MailboxNames {
  readonly source: string;
  readonly target: string;
}

export interface HeldLedger extends Ledger {
  /**
   * Throws `run.lease-lost` when nobody has heard of this process for so long that others may have the mailbox by now, and
   * `database.unreachable` when the connection that holds it has ended. Asked right before something is written elsewhere, where
   * no lease is looked at.
   */
  assertHeld(): void;
  /** Lets go of the mailbox. Nothing may be written afterwards. */
  close(): Promise<void>;
}

/**
 * Claims the mailbox and opens its ledger; a mailbox that is not known yet gets an empty one. Throws
 * `run.already-under-way` while another live process holds it. A process that was killed holds nothing; nor does one that gives no
 * sign of life, where `life` is given.
 */
export async function openLedger(
  db: Database,
  mailbox: MailboxNames,
  holder: string,
  now: Instant,
  life: LifeDeps | null = null,
): Promise<HeldLedger> {
  const session = await db.session('godwit mailbox');
  try {
    const mailboxId = await mailboxIdOf(session, mailbox);
    await hold(session, mailboxId, mailbox);
    const term = await claim(session, mailboxId, holder, now);
    const lease = new Lease(db, { mailboxId, term, mailbox: mailbox.source, session });
    const parts = { ...folderPart(lease), ...copyPart(lease), ...movePart(lease), ...proofPart(lease) };
    if (life === null) return { ...parts, assertHeld: () => assertConnected(session), close: () => session.close() };
    const signs = await giveLifeSigns(session, mailbox.source, life);
    return { ...parts, ...signs };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function mailboxIdOf(session: Session, { source, target }: MailboxNames): Promise<number> {
  await session.query({ name: 'add-mailbox', text: ADD_MAILBOX, values: [source, target] });
  const [row] = await session.query<{ id: number }>({
    name: 'mailbox-id',
    text: 'select id from mailboxes where source = $1 and target = $2',
    values: [source, target],
  });
  assert(row !== undefined, 'a mailbox that was added is there');
  return row.id;
}

const ADD_MAILBOX = `
  insert into mailboxes (source, target, term, holder, claimed_at_ms)
  values ($1, $2, 0, '', 0)
  on conflict do nothing`;

/** A killed process's connection is noticed by the server within moments, unless a statement of it still runs. */
const HOLD_MS_MAX = 1500;
const LOCK_TIMEOUT = '55P03';

/** Takes the lock that lasts as long as the session: it says that somebody is alive. */
async function hold(session: Session, mailboxId: number, mailbox: MailboxNames): Promise<void> {
  try {
    await session.script(`set lock_timeout = ${HOLD_MS_MAX}`);
    await session.query({
      name: 'hold',
      text: 'select pg_advisory_lock($1, $2)',
      values: [LOCKS.mailbox, mailboxId],
    });
    await session.script('reset lock_timeout');
  } catch (error) {
    if (!(error instanceof DbError) || error.state !== LOCK_TIMEOUT) throw error;
    throw new Failure('run.already-under-way', { mailbox: mailbox.source }, { cause: error });
  }
}

/** Begins a new term. It waits for statements of the former one, which are refused from then on. */
async function claim(session: Db, mailboxId: number, holder: string, now: Instant): Promise<number> {
  return session.transaction(async (tx) => {
    await tx.query({
      name: 'claim-lock',
      text: 'select pg_advisory_xact_lock($1, $2)',
      values: [LOCKS.claim, mailboxId],
    });
    const [row] = await tx.query<{ term: number }>({
      name: 'claim',
      text: 'update mailboxes set term = term + 1, holder = $2, claimed_at_ms = $3 where id = $1 returning term',
      values: [mailboxId, holder, now],
    });
    assert(row !== undefined, 'a mailbox is never removed');
    return row.term;
  });
}
