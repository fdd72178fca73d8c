/** What others do about somebody's account: links for what was lost, another name, removal. */
import type { Instant } from '../../base/clock.ts';
import type { OrganisationId, Person, PersonId } from '../../model/organisation.ts';
import type { NewReset, PeopleBook, Reset } from '../../model/people-book.ts';
import type { Db } from '../db.ts';
import { PERSON_COLUMNS, type PersonRow } from './people.ts';

export function peoplePart(tx: Db): PeopleBook {
  const run = <Row>(name: keyof typeof TEXTS, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    tx.query({ name, text: TEXTS[name], values });
  return {
    person: async (id) => (await run<PersonRow>('person', id))[0] ?? null,
    operators: () => run<PersonRow>('operators'),
    lockPerson: (organisation, id) => lockPerson(tx, organisation, id),
    renamePerson: async (id, name) => {
      await run('rename-person', id, name);
    },
    removePerson: (id, at) => removePerson(tx, id, at),
    setPassword: async (id, passwordHash) => {
      await run('set-password', id, passwordHash);
    },
    addReset: async (reset: NewReset) => {
      const { person, madeBy, setsPassword, dropsSecondFactor, expiresAt, tokenHash } = reset;
      await run('add-reset', tokenHash, person, madeBy, setsPassword, dropsSecondFactor, expiresAt);
    },
    reset: async (tokenHash, now) => (await run<Reset>('reset', tokenHash, now))[0] ?? null,
    takeReset: async (tokenHash, now) => (await run<Reset>('take-reset', tokenHash, now))[0] ?? null,
  };
}

const RESET_COLUMNS = `
  person_id as person, sets_password as "setsPassword", drops_second_factor as "dropsSecondFactor",
  expires_at_ms as "expiresAt"`;

const TEXTS = {
  person: `select ${PERSON_COLUMNS} from people where id = $1 and removed_at_ms is null`,
  operators: `
    select ${PERSON_COLUMNS} from people
    where organisation_id is null and removed_at_ms is null
    order by people.name, people.id`,
  'rename-person': 'update people set name = $2 where id = $1',
  'set-password': 'update people set password_hash = $2, failures = 0, locked_until_ms = null where id = $1',
  'add-reset': `
    insert into resets (token_hash, person_id, made_by, sets_password, drops_second_factor, expires_at_ms)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (person_id) do update set
      token_hash = excluded.token_hash, made_by = excluded.made_by, sets_password = excluded.sets_password,
      drops_second_factor = excluded.drops_second_factor, expires_at_ms = excluded.expires_at_ms`,
  reset: `select ${RESET_COLUMNS} from resets where token_hash = $1 and expires_at_ms > $2`,
  'take-reset': `delete from resets where token_hash = $1 and expires_at_ms > $2 returning ${RESET_COLUMNS}`,
} as const;

/** All operators are locked in one order, so that two who remove each other wait and do not block each other for good. */
async function lockPerson(tx: Db, organisation: OrganisationId | null, id: PersonId): Promise<Person | null> {
  const rows = await tx.query<PersonRow>({ name: 'lock-person', text: LOCK, values: [organisation, id] });
  return rows.find((row) => row.id === id) ?? null;
}

const LOCK = `
  select ${PERSON_COLUMNS}
  from people
  where organisation_id is not distinct from $1::uuid and ($1::uuid is null or people.id = $2) and removed_at_ms is null
  order by people.id
  for update`;

/** A link that this person made would be a way back in, and so would a token. */
async function removePerson(tx: Db, id: PersonId, at: Instant): Promise<void> {
  for (const [name, text] of Object.entries(GOES)) await tx.query({ name, text, values: [id] });
  await tx.query({ name: 'revoke-tokens-of', text: REVOKE, values: [id, at] });
  await tx.query({ name: 'remove-person', text: REMOVE, values: [id, at] });
}

const GOES = {
  'sessions-go': 'delete from sessions where person_id = $1',
  'second-factors-go': 'delete from second_factors where person_id = $1',
  'passkeys-go': 'delete from passkeys where person_id = $1',
  'challenges-go': 'delete from passkey_challenges where person_id = $1',
  'provider-visits-go': 'delete from provider_visits where person_id = $1',
  'identities-go': 'delete from identities where person_id = $1',
  'resets-go': 'delete from resets where person_id = $1 or made_by = $1',
  'invitations-go': 'delete from invitations where made_by = $1',
} as const;

const REVOKE = 'update api_tokens set revoked_at_ms = $2 where made_by = $1 and revoked_at_ms is null';
/** The name and the id stay, for what this person did. */
const REMOVE = 'update people set removed_at_ms = $2, password_hash = null where id = $1';
