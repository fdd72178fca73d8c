/** The tables of second factors and their recovery codes. The secret is sealed for its person; of a code there is a hash. */
import type { SecondFactorBook } from '../../model/second-factor.ts';
import type { Db } from '../db.ts';
import { secondFactorPlace } from './sealed-tables.ts';
import type { Sealer } from './sealing.ts';

export function secondFactorPart(tx: Db, sealer: Sealer): SecondFactorBook {
  const run = <Row>(name: keyof typeof TEXTS, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    tx.query({ name, text: TEXTS[name], values });
  return {
    secondFactor: async (person) => {
      const [row] = await run<FactorRow>('second-factor', person);
      if (row === undefined) return null;
      const { sealed, lastStep } = row;
      return { secret: sealer.unseal(sealed, secondFactorPlace(person)), isOn: lastStep !== null, lastStep };
    },
    hasSecondFactor: async (person) => (await run('has-second-factor', person)).length === 1,
    beginSecondFactor: async (person, secret) => {
      const key = await sealer.sealing();
      await run('begin-second-factor', person, key.id, key.seal(secret, secondFactorPlace(person)));
    },
    confirmSecondFactor: async (person, step, at, recoveryHashes) => {
      await run('confirm-second-factor', person, step, at);
      await run('add-recovery-codes', person, recoveryHashes);
    },
    noteStep: async (person, step) => {
      await run('note-step', person, step);
    },
    takeRecoveryCode: async (person, codeHash) => {
      const taken = await run('take-recovery-code', person, codeHash);
      if (taken.length === 0) return null;
      const [row] = await run<{ count: number }>('recovery-codes-left', person);
      return row?.count ?? 0;
    },
    removeSecondFactor: async (person) => {
      await run('remove-second-factor', person);
    },
  };
}

interface FactorRow {
  readonly sealed: Buffer;
  readonly lastStep: number | null;
}

const TEXTS = {
  'second-factor': 'select sealed, last_step as "lastStep" from second_factors where person_id = $1',
  'has-second-factor': 'select person_id from second_factors where person_id = $1 and last_step is not null',
  // What is on is never replaced: it has to be removed before, with a code.
  'begin-second-factor': `
    insert into second_factors (person_id, key_id, sealed)
    values ($1, $2, $3)
    on conflict (person_id) do update set key_id = excluded.key_id, sealed = excluded.sealed
    where second_factors.last_step is null`,
  'confirm-second-factor': `
    update second_factors
    set last_step = $2, confirmed_at_ms = $3
    where person_id = $1 and last_step is null`,
  'add-recovery-codes': 'insert into recovery_codes (person_id, code_hash) select $1, unnest($2::bytea[])',
  'note-step': 'update second_factors set last_step = $2 where person_id = $1 and last_step < $2',
  'take-recovery-code': `
    delete from recovery_codes
    where person_id = $1 and code_hash = $2
    returning person_id`,
  'recovery-codes-left': 'select count(*) as count from recovery_codes where person_id = $1',
  'remove-second-factor': 'delete from second_factors where person_id = $1',
} as const;
