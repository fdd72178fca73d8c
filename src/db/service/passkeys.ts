/** The tables of passkeys, and of what authenticators are asked to sign. */
import type { Passkey, PasskeyBook } from '../../model/passkey.ts';
import type { Db } from '../db.ts';

export function passkeyPart(tx: Db): PasskeyBook {
  const run = <Row>(name: keyof typeof TEXTS, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    tx.query({ name, text: TEXTS[name], values });
  return {
    addChallenge: async ({ hash, purpose, person }, now, until) => {
      await run('forget-challenges', now);
      await run('add-challenge', hash, purpose, person, until);
    },
    takeChallenge: async ({ hash, purpose, person }, now) => {
      // Whatever it was made for, it is used up.
      const [row] = await run<{ isRight: boolean }>('take-challenge', hash, purpose, person, now);
      return row?.isRight === true;
    },
    passkeys: (person) => run<Passkey>('passkeys', person),
    addPasskey: async (passkey) => {
      const { id, person, credentialId, publicKey, counter, name, createdAt } = passkey;
      return (await run('add-passkey', id, person, credentialId, publicKey, counter, name, createdAt)).length === 1;
    },
    lockPasskey: async (credentialId) => (await run<Passkey>('lock-passkey', credentialId))[0] ?? null,
    notePasskeyUse: async (id, counter, at) => {
      await run('note-passkey-use', id, counter, at);
    },
    renamePasskey: async (person, id, name) => (await run('rename-passkey', person, id, name)).length === 1,
    removePasskey: async (person, id) => (await run('remove-passkey', person, id)).length === 1,
    removePasskeys: async (person) => {
      await run('remove-passkeys', person);
    },
  };
}

const COLUMNS = `
  id, person_id as person, credential_id as "credentialId", public_key as "publicKey", counter, name,
  created_at_ms as "createdAt", last_used_at_ms as "lastUsedAt"`;

const TEXTS = {
  'forget-challenges': 'delete from passkey_challenges where expires_at_ms <= $1',
  'add-challenge': `
    insert into passkey_challenges (challenge_hash, purpose, person_id, expires_at_ms) values ($1, $2, $3, $4)`,
  'take-challenge': `
    delete from passkey_challenges
    where challenge_hash = $1
    returning purpose = $2 and person_id is not distinct from $3::uuid and expires_at_ms > $4 as "isRight"`,
  passkeys: `select ${COLUMNS} from passkeys where person_id = $1 order by created_at_ms, id`,
  'add-passkey': `
    insert into passkeys (id, person_id, credential_id, public_key, counter, name, created_at_ms)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (credential_id) do nothing
    returning id`,
  'lock-passkey': `select ${COLUMNS} from passkeys where credential_id = $1 for update`,
  'note-passkey-use': 'update passkeys set counter = $2, last_used_at_ms = $3 where id = $1',
  'rename-passkey': 'update passkeys set name = $3 where person_id = $1 and id = $2 returning id',
  'remove-passkey': 'delete from passkeys where person_id = $1 and id = $2 returning id',
  'remove-passkeys': 'delete from passkeys where person_id = $1',
} as const;
