/** The table of sealed passwords. What comes out of it is a `Secret`, what lies in it is nothing without the key. */
import type { SealingKey } from '../../base/sealing-key.ts';
import type { Secret } from '../../base/secret.ts';
import type { MailboxId, PasswordPlace } from '../../model/project.ts';
import type { Db } from '../db.ts';
import type { Scope, TenantStatement } from './scope.ts';

export async function addPasswords(
  scope: Scope,
  mailbox: MailboxId,
  passwords: ReadonlyMap<PasswordPlace, Secret>,
  key: SealingKey,
): Promise<void> {
  for (const [place, password] of passwords) {
    await scope.run(ADD, mailbox, place, key.id, key.seal(password, sealedPlace(scope, mailbox, place)));
  }
}

const ADD: TenantStatement = {
  name: 'add-secret',
  text: 'insert into secrets (organisation_id, mailbox_id, place, key_id, sealed) values ($1, $2, $3, $4, $5)',
};

/** Throws what unsealing throws. */
export async function passwordsOf(
  scope: Scope,
  mailbox: MailboxId,
  key: SealingKey,
): Promise<ReadonlyMap<PasswordPlace, Secret>> {
  const rows = await scope.run<{ place: PasswordPlace; sealed: Buffer }>(FIND, mailbox);
  return new Map(rows.map(({ place, sealed }) => [place, key.unseal(sealed, sealedPlace(scope, mailbox, place))]));
}

const FIND: TenantStatement = {
  name: 'secrets',
  text: 'select place, sealed from secrets where organisation_id = $1 and mailbox_id = $2',
};

function sealedPlace({ organisation }: Scope, mailbox: MailboxId, place: PasswordPlace): string {
  return `organisation ${organisation}, mailbox ${mailbox}, ${place}`;
}

/** The names of all keys that something here is sealed with. Of every organisation, for it is the key of the installation. */
export async function sealingKeyIds(db: Db): Promise<readonly string[]> {
  const text = 'select key_id as id from secrets union select key_id from second_factors order by id';
  return (await db.query<{ id: string }>({ name: 'sealing-key-ids', text, values: [] })).map(({ id }) => id);
}
