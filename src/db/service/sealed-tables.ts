/**
 * Every column with something sealed in it. Whatever is about keys goes over this list, and a test compares it with the columns of
 * the database: so that none is forgotten when the key is changed.
 */

import type { KeyRing } from '../../base/key-ring.ts';
import { Failure } from '../../base/problem.ts';
import type { AnswerKey } from '../../model/answer.ts';
import type { HandOverId } from '../../model/hand-over.ts';
import type { OrganisationId, PersonId } from '../../model/organisation.ts';
import type { MailboxId, PasswordPlace, ProjectId } from '../../model/project.ts';
import type { ProviderId } from '../../model/provider.ts';
import type { Db } from '../db.ts';
import { LOCKS } from '../locks.ts';

interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The column that names the key; null where only what is sealed does. */
  readonly keyId: 'key_id' | null;
  /** Its key, as columns that are text or become text. */
  readonly key: readonly string[];
  /** More columns that the place is made of. */
  readonly more: readonly string[];
  /** Where it is sealed in, from the columns by their names. */
  readonly placeOf: (row: Readonly<Record<string, string>>) => string;
}

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'secrets',
    column: 'sealed',
    keyId: 'key_id',
    key: ['mailbox_id', 'place'],
    more: ['organisation_id'],
    placeOf: ({ organisation_id: organisation, mailbox_id: mailbox, place }) =>
      // The columns of the table are these ids.
      passwordPlace(organisation as OrganisationId, mailbox as MailboxId, place as PasswordPlace),
  },
  {
    table: 'second_factors',
    column: 'sealed',
    keyId: 'key_id',
    key: ['person_id'],
    more: [],
    placeOf: ({ person_id: person }) => secondFactorPlace(person as PersonId), // the column is this id
  },
  {
    table: 'hand_over_passwords',
    column: 'sealed',
    keyId: 'key_id',
    key: ['hand_over_id'],
    more: ['organisation_id'],
    placeOf: ({ organisation_id: organisation, hand_over_id: id }) =>
      handOverPlace(organisation as OrganisationId, id as HandOverId), // as above
  },
  {
    table: 'providers',
    column: 'sealed',
    keyId: 'key_id',
    key: ['id'],
    more: [],
    placeOf: ({ id }) => providerPlace(id as ProviderId), // as above
  },
  ...(['fingerprint', 'answer'] as const).map((column) => ({
    table: 'answers',
    column,
    keyId: null,
    key: ['caller_id', 'key'],
    more: [],
    placeOf: ({ caller_id: caller = '', key = '' }) => answerPlace({ caller, key }, column),
  })),
  {
    table: 'notice_secrets',
    column: 'sealed',
    keyId: 'key_id',
    key: ['kind', 'id'],
    more: ['organisation_id'],
    placeOf: ({ organisation_id: organisation = null, kind = '', id = '' }) =>
      noticeSecretPlace(organisation, kind, id),
  },
  {
    table: 'connections',
    column: 'sealed',
    keyId: 'key_id',
    key: ['project_id'],
    more: ['organisation_id'],
    placeOf: ({ organisation_id: organisation, project_id: project }) =>
      // The columns of the table are these ids.
      connectionPlace(organisation as OrganisationId, project as ProjectId),
  },
];

/** What is sealed begins with a version of one byte and the id of its key: see `SealingKey`. */
function keyIn({ column, keyId }: SealedColumn): string {
  return keyId ?? `encode(substring(${column} from 2 for 8), 'hex')`;
}

export function passwordPlace(organisation: OrganisationId, mailbox: MailboxId, place: PasswordPlace): string {
  return `organisation ${organisation}, mailbox ${mailbox}, ${place}`;
}

export function secondFactorPlace(person: PersonId): string {
  return `person ${person}, second factor`;
}

export function handOverPlace(organisation: OrganisationId, handOver: HandOverId): string {
  return `organisation ${organisation}, hand-over ${handOver}`;
}

export function providerPlace(provider: ProviderId): string {
  return `provider ${provider}, client secret`;
}

/** Either part of an answer has a place of its own. */
export function answerPlace({ caller, key }: AnswerKey, what: 'fingerprint' | 'answer'): string {
  return `answers\0${caller}\0${key}\0${what}`;
}

/** Null is the house. */
export function noticeSecretPlace(organisation: string | null, kind: string, id: string): string {
  return organisation === null ? `house, ${kind}` : `organisation ${organisation}, ${kind} ${id}`;
}

export function connectionPlace(organisation: OrganisationId, project: ProjectId): string {
  return `organisation ${organisation}, project ${project}, connection`;
}

/** How many secrets each key has sealed. Of every organisation, for they are the keys of the installation. */
export async function keyUse(db: Db): Promise<ReadonlyMap<string, number>> {
  const parts = SEALED_COLUMNS.map(
    (one) => `select ${keyIn(one)} as key_id from ${one.table} where ${one.column} is not null`,
  ).join(' union all ');
  const text = `select key_id as id, count(*) as count from (${parts}) as sealed group by key_id order by key_id`;
  const rows = await db.query<{ id: string; count: number }>({ name: 'key-use', text, values: [] });
  return new Map(rows.map(({ id, count }) => [id, count]));
}

export interface SealedAnew {
  readonly done: number;
  /** What could not be opened, because it was changed or its key is not here. It stays as it is. */
  readonly stuck: number;
}

/** In one transaction; others wait for no more than these. */
const BATCH = 100;

/**
 * Seals everything anew that another key than `id` has sealed, in small transactions: it may be ended at any moment, and the next one goes
 * on. While one program does it, others give null. Throws what the database throws.
 */
export async function sealAnew(db: Db, ring: KeyRing, id: string, signal: AbortSignal): Promise<SealedAnew | null> {
  let [done, stuck] = [0, 0];
  for (const column of SEALED_COLUMNS) {
    for (let after: string | null = ''; after !== null; ) {
      if (signal.aborted) return { done, stuck };
      const batch: Batch | null = await db.transaction((tx) => sealBatch(tx, column, ring, id, String(after)));
      if (batch === null) return null;
      done += batch.done;
      stuck += batch.stuck;
      after = batch.last;
    }
  }
  return { done, stuck };
}

interface Batch extends SealedAnew {
  /** Null when there was nothing more. */
  readonly last: string | null;
}

type SealedRow = Readonly<Record<string, string>> & { readonly at: string; readonly lies: string };

async function sealBatch(tx: Db, of: SealedColumn, ring: KeyRing, id: string, after: string): Promise<Batch | null> {
  const lock = 'select pg_try_advisory_xact_lock($1, 1) as "isMine"';
  const [mine] = await tx.query<{ isMine: boolean }>({ name: 'seal-anew-lock', text: lock, values: [LOCKS.sealing] });
  if (mine?.isMine !== true) return null;
  const { table, column, keyId } = of;
  const at = of.key.map((one) => `${one}::text`).join(" || ' ' || ");
  const columns = [...of.key, ...of.more].map((one) => `${one}::text as ${one}`).join(', ');
  const find = `
    select ctid::text as lies, ${at} as at, ${columns}, ${column} as sealed
    from ${table}
    where ${column} is not null and ${keyIn(of)} <> $1 and ${at} > $2
    order by at
    limit ${BATCH}
    for update`;
  const name = `${table}-${column}`;
  const rows = await tx.query<SealedRow & { sealed: Buffer }>({
    name: `sealed-by-others-${name}`,
    text: find,
    values: [id, after],
  });
  // A row that is locked stays where it lies.
  const text = `update ${table} set ${column} = $1${keyId === null ? '' : `, ${keyId} = $3`} where ctid = $2::tid`;
  let stuck = 0;
  for (const { lies, sealed, ...named } of rows) {
    const anew = sealedWith(ring, id, sealed, of.placeOf(named));
    const values = [anew, lies, ...(keyId === null ? [] : [id])];
    if (anew === null) stuck += 1;
    else await tx.query({ name: `seal-anew-${name}`, text, values });
  }
  return { done: rows.length - stuck, stuck, last: rows.at(-1)?.at ?? null };
}

/** Null for what cannot be opened: it must not keep the others from being sealed anew. */
function sealedWith(ring: KeyRing, id: string, sealed: Buffer, place: string): Buffer | null {
  const key = ring.key(id, 'the database');
  try {
    return key.seal(ring.unseal(sealed, place), place);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
