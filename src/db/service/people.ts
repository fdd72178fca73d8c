/** The table of people: who may sign in, and for whom they act. */
import type { Instant } from '../../base/clock.ts';
import type { Added } from '../../model/added.ts';
import type { Account, OrganisationId, Person, PersonId, PersonSort, Role } from '../../model/organisation.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import type { Db } from '../db.ts';
import { type Listing, pageOf } from './listing.ts';
import type { Scope } from './scope.ts';

export interface PersonRow {
  readonly id: PersonId;
  readonly name: string;
  readonly address: string;
  readonly role: Role;
  readonly organisation: OrganisationId | null;
}

export const PERSON_COLUMNS =
  'people.id, people.name, people.address, people.role, people.organisation_id as organisation';

export function listPeople(scope: Scope, text: string | null, ask: PageAsk<PersonSort>): Promise<Page<Person>> {
  return pageOf<PersonRow, PersonSort>(scope, OF_ORGANISATION, [text], ask);
}

const OF_ORGANISATION: Listing<PersonSort> = {
  name: 'people',
  columns: PERSON_COLUMNS,
  table: 'people',
  where: `organisation_id = $1 and removed_at_ms is null
    and ($2::text is null or strpos(lower(people.name), lower($2)) > 0 or strpos(address, lower($2)) > 0)`,
  valuesCount: 2,
  sorts: { name: { column: 'people.name', type: 'text' }, address: { column: 'address', type: 'text' } },
  id: { column: 'people.id', type: 'uuid' },
  isCounted: true,
};

export async function countPeople(tx: Db): Promise<number> {
  const [row] = await tx.query<{ count: number }>({ name: 'people-count', text: COUNT, values: [] });
  return row?.count ?? 0;
}

const COUNT = 'select count(*) as count from people where removed_at_ms is null';

export async function addPerson(tx: Db, person: Person, passwordHash: string | null): Promise<Added> {
  const { id, organisation, role, name, address } = person;
  const values = [id, organisation, role, name, address, passwordHash];
  const rows = await tx.query({ name: 'add-person', text: ADD, values });
  return rows.length === 1 ? 'added' : 'taken';
}

const ADD = `
  insert into people (id, organisation_id, role, name, address, password_hash)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (address) where removed_at_ms is null do nothing
  returning id`;

interface AccountRow extends PersonRow {
  readonly passwordHash: string | null;
  readonly failures: number;
  readonly lockedUntil: Instant | null;
}

export async function findAccount(tx: Db, address: string): Promise<Account | null> {
  const [row] = await tx.query<AccountRow>({ name: 'account', text: ACCOUNT, values: [address] });
  if (row === undefined) return null;
  const { passwordHash, failures, lockedUntil, ...person } = row;
  return { person, passwordHash, failures, lockedUntil };
}

/** Locked, so that many wrong passwords at once are counted one by one. */
const ACCOUNT = `
  select ${PERSON_COLUMNS}, password_hash as "passwordHash", failures, locked_until_ms as "lockedUntil"
  from people
  where address = $1 and removed_at_ms is null
  for update`;

export async function noteSignIn(tx: Db, id: PersonId, failures: number, lockedUntil: Instant | null): Promise<void> {
  await tx.query({ name: 'note-sign-in', text: NOTE, values: [id, failures, lockedUntil] });
}

const NOTE = 'update people set failures = $2, locked_until_ms = $3 where id = $1';
