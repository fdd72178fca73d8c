/**
 * Every table with something sealed in it. Whatever is about keys goes over this list, and a test compares it with the columns of
 * the database: so that no table is forgotten when the key is changed.
 */

import type { KeyRing } from '../../base/key-ring.ts';
import { Failure } from '../../base/problem.ts';
import type { HandOverId } from '../../model/hand-over.ts';
import type { OrganisationId, PersonId } from '../../model/organisation.ts';
import type { MailboxId, PasswordPlace } from '../../model/project.ts';
import type { ProviderId } from '../../model/provider.ts';
import type { Db } from '../db.ts';
import { LOCKS } from '../locks.ts';

interface SealedTable {
  readonly table: string;
  /** Its key, as columns that are text or become text. */
  readonly key: readonly string[];
  /** More columns that the place is made of. */
  readonly more: readonly string[];
  /** Where it is sealed in, from the columns by their names. */
  readonly placeOf: (row: Readonly<Record<string, string>>) => string;
}

export const SEALED_TABLES: readonly SealedTable[] = [
  {
    table: 'secrets',
    key: ['mailbox_id', 'place'],
    more: ['organisation_id'],
    placeOf: ({ organisation_id: organisation, mailbox_id: mailbox, place }) =>
      // The columns of the table are these ids.
      passwordPlace(organisation as OrganisationId, mailbox as MailboxId, place as PasswordPlace),
  },
  {
    table: 'second_factors',
    key: ['person_id'],
    more: [],
    placeOf: ({ person_id: person }) => secondFactorPlace(person as PersonId), // the column is this id
  },
  {
    table: 'hand_over_passwords',
    key: ['hand_over_id'],
    more: ['organisation_id'],
    placeOf: ({ organisation_id: organisation, hand_over_id: id }) =>
      handOverPlace(organisation as OrganisationId, id as HandOverId), // as above
  },
  {
    table: 'providers',
    key: ['id'],
    more: [],
    placeOf: ({ id }) => providerPlace(id as ProviderId), // as above
  },
];

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

/** How many secrets each key has sealed. Of every organisation, for they are the keys of the installation. */
export async function keyUse(db: Db): Promise<ReadonlyMap<string, number>> {
  const parts = SEALED_TABLES.map(({ table }) => `select key_id from ${table}`).join(' union all ');
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
  for (const table of SEALED_TABLES) {
    for (let after: string | null = ''; after !== null; ) {
      if (signal.aborted) return { done, stuck };
      const batch: Batch | null = await db.transaction((tx) => sealBatch(tx, table, ring, id, String(after)));
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

type SealedRow = Readonly<Record<string, string>> & { readonly at: string };

async function sealBatch(tx: Db, table: SealedTable, ring: KeyRing, id: string, after: string): Promise<Batch | null> {
  const lock = 'select pg_try_advisory_xact_lock($1, 1) as "isMine"';
  const [mine] = await tx.query<{ isMine: boolean }>({ name: 'seal-anew-lock', text: lock, values: [LOCKS.sealing] });
  if (mine?.isMine !== true) return null;
  const at = table.key.map((column) => `${column}::text`).join(" || ' ' || ");
  const columns = [...table.key, ...table.more].map((column) => `${column}::text as ${column}`).join(', ');
  const find = `
    select ${at} as at, ${columns}, sealed
    from ${table.table}
    where key_id <> $1 and ${at} > $2
    order by at
    limit ${BATCH}
    for update`;
  const rows = await tx.query<SealedRow & { sealed: Buffer }>({
    name: `sealed-by-others-${table.table}`,
    text: find,
    values: [id, after],
  });
  let stuck = 0;
  for (const { at: row, sealed, ...named } of rows) {
    const anew = sealedWith(ring, id, sealed, table.placeOf(named));
    if (anew === null) stuck += 1;
    else {
      const text = `update ${table.table} set key_id = $1, sealed = $2 where ${at} = $3`;
      await tx.query({ name: `seal-anew-${table.table}`, text, values: [id, anew, row] });
    }
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
