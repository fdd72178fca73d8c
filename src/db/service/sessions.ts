/** The table of sessions: who is signed in, since when and from where. */
import { type Instant, instant } from '../../base/clock.ts';
import type { Person } from '../../model/organisation.ts';
import type { NewSession, Session, SessionBook, SessionId } from '../../model/session.ts';
import type { Db } from '../db.ts';
import { PERSON_COLUMNS, type PersonRow } from './people.ts';

export function sessionPart(tx: Db): SessionBook {
  const run = <Row>(name: keyof typeof TEXTS, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    tx.query({ name, text: TEXTS[name], values });
  return {
    addSession: (session) => addSession(tx, session),
    sessionPerson: (tokenHash, now) => sessionPerson(tx, tokenHash, now),
    sessionId: async (tokenHash) => (await run<{ id: SessionId }>('session-id', tokenHash))[0]?.id ?? null,
    sessions: (person, now) => run<Session>('sessions', person, now),
    endSession: async (tokenHash) => {
      await run('end-session', tokenHash);
    },
    endSessionOf: async (person, id) => (await run('end-session-of', person, id)).length === 1,
    endSessions: async (person, except) => (await run('end-sessions', person, except)).length,
  };
}

/** Nobody signs in at more places within half a day. */
const OF_PERSON_MAX = 50;
/** How exactly the last use is kept: a console asks often. */
const USED_EVERY_MS = 60_000;

const TEXTS = {
  'session-id': 'select id from sessions where token_hash = $1',
  sessions: `
    select id, created_at_ms as since, last_used_at_ms as "lastUsedAt", until_ms as until, address,
      user_agent as "userAgent"
    from sessions
    where person_id = $1 and until_ms > $2
    order by created_at_ms desc, id`,
  'end-session': 'delete from sessions where token_hash = $1',
  'end-session-of': 'delete from sessions where person_id = $1 and id = $2 returning id',
  'end-sessions': `
    delete from sessions
    where person_id = $1 and token_hash is distinct from $2::bytea
    returning id`,
} as const;

async function addSession(tx: Db, session: NewSession): Promise<void> {
  const { tokenHash, person, id, since, until, address, userAgent } = session;
  await tx.query({ name: 'forget-old-sessions', text: FORGET, values: [since, person] });
  const values = [tokenHash, person, until, id, since, address, userAgent];
  await tx.query({ name: 'add-session', text: ADD, values });
}

const FORGET = `
  delete from sessions
  where until_ms <= $1 or token_hash in (
    select token_hash from sessions where person_id = $2 order by created_at_ms desc offset ${OF_PERSON_MAX - 1})`;

const ADD = `
  insert into sessions (token_hash, person_id, until_ms, id, created_at_ms, last_used_at_ms, address, user_agent)
  values ($1, $2, $3, $4, $5, $5, $6, $7)`;

async function sessionPerson(tx: Db, tokenHash: Buffer, now: Instant): Promise<Person | null> {
  const [row] = await tx.query<PersonRow & { readonly lastUsedAt: Instant }>({
    name: 'session-person',
    text: FIND,
    values: [tokenHash, now],
  });
  if (row === undefined) return null;
  const { lastUsedAt, ...person } = row;
  if (lastUsedAt <= instant(now - USED_EVERY_MS)) {
    const text = 'update sessions set last_used_at_ms = $2 where token_hash = $1';
    await tx.query({ name: 'note-session-use', text, values: [tokenHash, now] });
  }
  return person;
}

const FIND = `
  select ${PERSON_COLUMNS}, sessions.last_used_at_ms as "lastUsedAt"
  from sessions
  join people on people.id = person_id and removed_at_ms is null
  where token_hash = $1 and until_ms > $2`;
