/** The tables of new passwords that are handed over by links. A password lies here sealed until it was shown. */
import type { Secret } from '../../base/secret.ts';
import type {
  HandOver,
  HandOverBook,
  HandOverDoor,
  HandOverId,
  HandOverPlace,
  NewHandOver,
  PasswordToSet,
} from '../../model/hand-over.ts';
import type { Db } from '../db.ts';
import type { Scope } from './scope.ts';
import { handOverPlace } from './sealed-tables.ts';
import type { Sealer } from './sealing.ts';

export function handOverPart(scope: Scope, sealer: Sealer): HandOverBook {
  const run = <Row>(name: keyof typeof OF_TENANT, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    scope.run({ name, text: OF_TENANT[name] }, ...values);
  const opened = (id: HandOverId, sealed: Buffer): Secret =>
    sealer.unseal(sealed, handOverPlace(scope.organisation, id));
  return {
    addHandOver: (handOver) => addHandOver(run, handOver, scope, sealer),
    handOvers: (mailbox) => run<HandOver>('hand-overs', mailbox),
    findHandOver: async (id) => (await run<HandOver>('hand-over', id))[0] ?? null,
    passwordsToSet: async (project, now) => {
      const rows = await run<Omit<PasswordToSet, 'password'> & { sealed: Buffer }>('passwords-to-set', project, now);
      return rows.map(({ sealed, ...rest }) => ({ ...rest, password: opened(rest.handOver, sealed) }));
    },
    noteHandOverSet: async (id, at) => {
      await run('note-hand-over-set', id, at);
    },
    takeHandOverPassword: async (id, at, to) => {
      const [row] = await run<{ sealed: Buffer }>('take-hand-over-password', id);
      if (row === undefined) return null;
      await run('note-hand-over-shown', id, at, to);
      return opened(id, row.sealed);
    },
    revokeHandOver: async (id, at) => {
      await run('revoke-hand-over', id, at);
      await run('take-hand-over-password', id);
    },
  };
}

async function addHandOver(
  run: (name: keyof typeof OF_TENANT, ...values: readonly unknown[]) => Promise<unknown>,
  { id, mailbox, tokenHash, createdAt, expiresAt, setAt, password }: NewHandOver,
  { organisation }: Scope,
  sealer: Sealer,
): Promise<void> {
  const key = await sealer.sealing();
  await run('add-hand-over', mailbox, id, tokenHash, createdAt, expiresAt, setAt);
  await run('add-hand-over-password', id, key.id, key.seal(password, handOverPlace(organisation, id)));
}

const COLUMNS = `
  id, mailbox_id as mailbox, created_at_ms as "createdAt", expires_at_ms as "expiresAt", set_at_ms as "setAt",
  shown_at_ms as "shownAt", shown_to as "shownTo", revoked_at_ms as "revokedAt"`;
/** The newest ones; more than any mailbox has use for. */
const LISTED_MAX = 100;

const OF_TENANT = {
  'add-hand-over': `
    insert into hand_overs (organisation_id, mailbox_id, id, token_hash, created_at_ms, expires_at_ms, set_at_ms)
    values ($1, $2, $3, $4, $5, $6, $7)`,
  'add-hand-over-password': `
    insert into hand_over_passwords (organisation_id, hand_over_id, key_id, sealed) values ($1, $2, $3, $4)`,
  'hand-overs': `
    select ${COLUMNS}
    from hand_overs
    where organisation_id = $1 and mailbox_id = $2
    order by created_at_ms desc, id
    limit ${LISTED_MAX}`,
  'hand-over': `select ${COLUMNS} from hand_overs where organisation_id = $1 and id = $2`,
  'passwords-to-set': `
    select hand_overs.id as "handOver", mailbox.id as mailbox, mailbox.name, sealed
    from hand_overs
    join project_mailboxes as mailbox on mailbox.organisation_id = $1 and mailbox.id = mailbox_id
    join hand_over_passwords as kept on kept.organisation_id = $1 and kept.hand_over_id = hand_overs.id
    where hand_overs.organisation_id = $1 and mailbox.project_id = $2 and set_at_ms is null and expires_at_ms > $3
    order by mailbox.name, hand_overs.id`,
  'note-hand-over-set': `
    update hand_overs set set_at_ms = $3 where organisation_id = $1 and id = $2 and set_at_ms is null`,
  'take-hand-over-password': `
    delete from hand_over_passwords where organisation_id = $1 and hand_over_id = $2 returning sealed`,
  'note-hand-over-shown': `
    update hand_overs set shown_at_ms = $3, shown_to = $4 where organisation_id = $1 and id = $2`,
  'revoke-hand-over': `
    update hand_overs set revoked_at_ms = $3 where organisation_id = $1 and id = $2 and revoked_at_ms is null`,
} as const;

export function handOverDoor(tx: Db): HandOverDoor {
  return {
    handOverBy: async (tokenHash) => {
      const [row] = await tx.query<HandOverPlace>({ name: 'hand-over-by', text: BY, values: [tokenHash] });
      return row ?? null;
    },
  };
}

const BY = `
  select hand_overs.organisation_id as organisation, mailbox.project_id as project, hand_overs.id as "handOver"
  from hand_overs
  join project_mailboxes as mailbox on mailbox.organisation_id = hand_overs.organisation_id and mailbox.id = mailbox_id
  where token_hash = $1`;
