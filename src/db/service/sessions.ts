/** The table of sessions: who is signed in. */
import type { Instant } from '../../base/clock.ts';
import type { Person, PersonId } from '../../model/organisation.ts';
import type { Db } from '../db.ts';
import { PERSON_COLUMNS, type PersonRow } from './people.ts';

export async function addSession(
  tx: Db,
  tokenHash: Buffer,
  person: PersonId,
  { now, until }: { readonly now: Instant; readonly until: Instant },
): Promise<void> {
  await tx.query({ name: 'add-session', text: ADD, values: [tokenHash, person, until, now] });
}

const ADD = `
  with forgotten as (
    delete from sessions where until_ms <= $4
  )
  insert into sessions (token_hash, person_id, until_ms)
  values ($1, $2, $3)`;

export async function sessionPerson(tx: Db, tokenHash: Buffer, now: Instant): Promise<Person | null> {
  const [row] = await tx.query<PersonRow>({ name: 'session-person', text: FIND, values: [tokenHash, now] });
  return row ?? null;
}

const FIND = `
  select ${PERSON_COLUMNS}
  from sessions
  join people on people.id = person_id
  where token_hash = $1 and until_ms > $2`;

export async function endSession(tx: Db, tokenHash: Buffer): Promise<void> {
  await tx.query({ name: 'end-session', text: 'delete from sessions where token_hash = $1', values: [tokenHash] });
}
