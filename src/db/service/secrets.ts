/** The table of sealed passwords. What comes out of it is a `Secret`, what lies in it is nothing without the key. */

import type { Instant } from '../../base/clock.ts';
import type { Secret } from '../../base/secret.ts';
import type { PasswordsKept } from '../../model/mailbox-book.ts';
import type { MailboxId, PasswordPlace } from '../../model/project.ts';
import type { Scope, TenantStatement } from './scope.ts';
import { passwordPlace } from './sealed-tables.ts';
import type { Sealer } from './sealing.ts';

export async function addPasswords(
  scope: Scope,
  mailbox: MailboxId,
  passwords: ReadonlyMap<PasswordPlace, Secret>,
  sealer: Sealer,
): Promise<void> {
  if (passwords.size === 0) return;
  const key = await sealer.sealing();
  for (const [place, password] of passwords) {
    await scope.run(ADD, mailbox, place, key.id, key.seal(password, sealedPlace(scope, mailbox, place)));
  }
}

const ADD: TenantStatement = {
  name: 'add-secret',
  text: 'insert into secrets (organisation_id, mailbox_id, place, key_id, sealed) values ($1, $2, $3, $4, $5)',
};

/** In the place of an earlier one. What was purged before does not matter from then on. */
export async function keepPassword(
  scope: Scope,
  kept: { readonly mailbox: MailboxId; readonly place: PasswordPlace; readonly password: Secret; readonly at: Instant },
  sealer: Sealer,
): Promise<void> {
  const { mailbox, place, password, at } = kept;
  const key = await sealer.sealing();
  await scope.run(KEEP, mailbox, place, key.id, key.seal(password, sealedPlace(scope, mailbox, place)), at);
  await scope.run(HANDED_IN, mailbox);
}

const KEEP: TenantStatement = {
  name: 'keep-secret',
  text: `
    insert into secrets (organisation_id, mailbox_id, place, key_id, sealed, stored_at_ms)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (mailbox_id, place) do update
    set key_id = excluded.key_id, sealed = excluded.sealed, stored_at_ms = excluded.stored_at_ms, unneeded_since_ms = null
    where secrets.organisation_id = $1`,
};

const HANDED_IN: TenantStatement = {
  name: 'secret-handed-in',
  text: 'update project_mailboxes set purged_at_ms = null where organisation_id = $1 and id = $2',
};

export async function passwordsKept(scope: Scope, mailbox: MailboxId): Promise<PasswordsKept> {
  const [row] = await scope.run<{ purgedAt: Instant | null }>(PURGED, mailbox);
  return { kept: await scope.run(KEPT, mailbox), purgedAt: row?.purgedAt ?? null };
}

const PURGED: TenantStatement = {
  name: 'secrets-purged-at',
  text: 'select purged_at_ms as "purgedAt" from project_mailboxes where organisation_id = $1 and id = $2',
};

const KEPT: TenantStatement = {
  name: 'secrets-kept',
  text: `
    select place, stored_at_ms as "storedAt"
    from secrets
    where organisation_id = $1 and mailbox_id = $2
    order by place`,
};

/** Throws what unsealing throws. */
export async function passwordsOf(
  scope: Scope,
  mailbox: MailboxId,
  sealer: Sealer,
): Promise<ReadonlyMap<PasswordPlace, Secret>> {
  const rows = await scope.run<{ place: PasswordPlace; sealed: Buffer }>(FIND, mailbox);
  return new Map(rows.map(({ place, sealed }) => [place, sealer.unseal(sealed, sealedPlace(scope, mailbox, place))]));
}

const FIND: TenantStatement = {
  name: 'secrets',
  text: 'select place, sealed from secrets where organisation_id = $1 and mailbox_id = $2',
};

function sealedPlace({ organisation }: Scope, mailbox: MailboxId, place: PasswordPlace): string {
  return passwordPlace(organisation, mailbox, place);
}
