/** Which key seals, over all programs on one database, and which programs have which keys. */
import type { Instant } from '../../base/clock.ts';
import type { KeyRing } from '../../base/key-ring.ts';
import { Failure } from '../../base/problem.ts';
import type { SealingKey } from '../../base/sealing-key.ts';
import type { Secret } from '../../base/secret.ts';
import { type AboutProgram, PROGRAM_FORGOTTEN_MS, PROGRAM_SILENT_MS } from '../../model/program.ts';
import type { Db } from '../db.ts';
import { LOCKS } from '../locks.ts';
import { keyUse } from './sealed-tables.ts';

export interface Sealer {
  /** The key that seals now. It stays that until the transaction ends. Throws `secret.other-key`. */
  sealing(): Promise<SealingKey>;
  /** Throws what `KeyRing.unseal` throws. */
  unseal(sealed: Buffer, place: string): Secret;
}

/** For one transaction: once a key seals no more, nothing is left on its way that it has sealed. */
export function sealerOf(tx: Db, ring: KeyRing): Sealer {
  return {
    sealing: async () => {
      const text = 'select id from sealing_key for share';
      const [row] = await tx.query<{ id: string }>({ name: 'sealing-key', text, values: [] });
      return row === undefined ? ring.newest : ring.key(row.id, 'the database');
    },
    unseal: (sealed, place) => ring.unseal(sealed, place),
  };
}

/** A program that was silent for so long has ended. */
export const HOLDER_SILENT_MS = PROGRAM_SILENT_MS;

/**
 * Says which keys a program has, and gives the id of the one that seals. Throws `secret.other-key` for a program that lacks that one, or
 * one that something is sealed with. A change of the key waits for this, and this for it. `about` is what the register shows of it; a
 * command that only needs keys has none, and is not shown.
 */
export async function announceKeys(
  db: Db,
  ring: KeyRing,
  holder: string,
  now: Instant,
  about: AboutProgram | null = null,
): Promise<string> {
  return db.transaction(async (tx) => {
    await lockSealing(tx);
    const used = [...(await keyUse(tx)).keys()];
    // Where nothing says which key seals, it is the one that has sealed so far.
    const begin = `insert into sealing_key (id, since_ms) values ($1, $2) on conflict do nothing`;
    const first = used.find((id) => ring.ids.includes(id)) ?? ring.newest.id;
    for (const id of used) ring.key(id, 'the database');
    await tx.query({ name: 'begin-sealing', text: begin, values: [first, now] });
    const sealing = await sealingId(tx);
    ring.key(sealing, 'the database');
    await tx.query({
      name: 'announce-keys',
      text: ANNOUNCE,
      values: [holder, ring.ids, now, now - PROGRAM_FORGOTTEN_MS, about === null ? null : JSON.stringify(about)],
    });
    return sealing;
  });
}

const ANNOUNCE = `
  with forgotten as (
    delete from key_holders where seen_at_ms < $4 and holder <> $1
  )
  insert into key_holders (holder, keys, seen_at_ms, about, clock_ahead_ms)
  values ($1, $2, $3::bigint, $5::json, $3::bigint - (extract(epoch from clock_timestamp()) * 1000)::bigint)
  on conflict (holder) do update
  set keys = excluded.keys, seen_at_ms = excluded.seen_at_ms, about = excluded.about,
    clock_ahead_ms = excluded.clock_ahead_ms`;

/** It has ended, and nobody has to wait for it. */
export async function withdrawKeys(db: Db, holder: string): Promise<void> {
  await db.query({ name: 'withdraw-keys', text: 'delete from key_holders where holder = $1', values: [holder] });
}

/** Which key seals; null before anything has begun. */
export async function sealingKeyId(db: Db): Promise<string | null> {
  const text = 'select id from sealing_key';
  const [row] = await db.query<{ id: string }>({ name: 'sealing-key-id', text, values: [] });
  return row?.id ?? null;
}

/** From now on this key seals. Throws `secret.key-not-everywhere` while a program runs that does not have it; then nothing has changed. */
export async function changeSealingKey(db: Db, id: string, now: Instant): Promise<void> {
  await db.transaction(async (tx) => {
    await lockSealing(tx);
    const text = 'select holder from key_holders where seen_at_ms > $2 and not keys @> array[$1] order by holder';
    const values = [id, now - HOLDER_SILENT_MS];
    const lacking = await tx.query<{ holder: string }>({ name: 'key-lacking', text, values });
    if (lacking.length > 0) {
      throw new Failure('secret.key-not-everywhere', { id, places: lacking.map(({ holder }) => holder).join(', ') });
    }
    const change = 'update sealing_key set id = $1, since_ms = $2';
    await tx.query({ name: 'change-sealing-key', text: change, values: [id, now] });
  });
}

async function sealingId(tx: Db): Promise<string> {
  const id = await sealingKeyId(tx);
  if (id === null) throw new Error('impossible: the row was just made');
  return id;
}

async function lockSealing(tx: Db): Promise<void> {
  const text = 'select pg_advisory_xact_lock($1, 0)';
  await tx.query({ name: 'sealing-lock', text, values: [LOCKS.sealing] });
}
