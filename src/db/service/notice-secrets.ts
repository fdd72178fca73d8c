/** The table of what is secret about telling people: tokens of replies, private links on their way, secrets of webhooks and of mail servers. */
import type { Secret } from '../../base/secret.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import { noticeSecretPlace } from './sealed-tables.ts';
import type { Sealer } from './sealing.ts';

/** Runs a statement whose first value is the organisation; null is the house. */
interface Place {
  run<Row>(
    statement: { readonly name: string; readonly text: string },
    ...values: readonly unknown[]
  ): Promise<readonly Row[]>;
}

export interface NoticeSecrets {
  /** In the place of an earlier one. */
  keep(kind: string, id: string, secret: Secret): Promise<void>;
  /** Null where there is none. Throws what unsealing throws. */
  find(kind: string, id: string): Promise<Secret | null>;
  forget(kind: string, id: string): Promise<void>;
}

export function noticeSecrets(place: Place, organisation: OrganisationId | null, sealer: Sealer): NoticeSecrets {
  const where = (kind: string, id: string) => noticeSecretPlace(organisation, kind, id);
  return {
    keep: async (kind, id, secret) => {
      const key = await sealer.sealing();
      await place.run(KEEP, kind, id, key.id, key.seal(secret, where(kind, id)));
    },
    find: async (kind, id) => {
      const [row] = await place.run<{ sealed: Buffer }>(FIND, kind, id);
      return row === undefined ? null : sealer.unseal(row.sealed, where(kind, id));
    },
    forget: async (kind, id) => {
      await place.run(FORGET, kind, id);
    },
  };
}

const KEEP = {
  name: 'keep-notice-secret',
  text: `
    insert into notice_secrets (organisation_id, kind, id, key_id, sealed)
    values ($1, $2, $3, $4, $5)
    on conflict (kind, id) do update set key_id = excluded.key_id, sealed = excluded.sealed
    where notice_secrets.organisation_id is not distinct from $1::uuid`,
};

const FIND = {
  name: 'notice-secret',
  text: `
    select sealed from notice_secrets
    where organisation_id is not distinct from $1::uuid and kind = $2 and id = $3`,
};

const FORGET = {
  name: 'forget-notice-secret',
  text: 'delete from notice_secrets where organisation_id is not distinct from $1::uuid and kind = $2 and id = $3',
};
