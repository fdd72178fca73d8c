/** What is not needed any more goes: passwords of mailboxes at their end, and ways in that are over. */
import type { Instant } from '../../base/clock.ts';
import type { Unneeded } from '../../model/house.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import type { MailboxId, PasswordPlace } from '../../model/project.ts';
import { OVER } from '../../model/project-states.ts';
import type { Db } from '../db.ts';
import type { Scope, TenantStatement } from './scope.ts';

/** The places whose passwords went. */
export async function purgePasswords(scope: Scope, mailbox: MailboxId, at: Instant): Promise<readonly PasswordPlace[]> {
  const gone = await scope.run<{ place: PasswordPlace }>(PURGE, mailbox);
  if (gone.length > 0) await scope.run(NOTE_PURGE, mailbox, at);
  return gone.map(({ place }) => place).sort();
}

const PURGE: TenantStatement = {
  name: 'purge-secrets',
  text: 'delete from secrets where organisation_id = $1 and mailbox_id = $2 returning place',
};

const NOTE_PURGE: TenantStatement = {
  name: 'note-purge',
  text: 'update project_mailboxes set purged_at_ms = $3 where organisation_id = $1 and id = $2',
};

/** Notes since when passwords are not needed, and gives the mailboxes of those that were not since `before`. Of every organisation. */
export async function passwordsUnneeded(
  tx: Db,
  now: Instant,
  before: Instant,
  limit: number,
): Promise<readonly Unneeded[]> {
  await tx.query({ name: 'note-unneeded', text: NOTE_UNNEEDED, values: [MAILBOX.final, OVER, now] });
  return tx.query({ name: 'unneeded', text: UNNEEDED, values: [before, limit] });
}

/** A project that is opened again needs them again. */
const NOTE_UNNEEDED = `
  update secrets
  set unneeded_since_ms = case when ended.is_over then $3::bigint end
  from (
    -- While its old side is looked after, they are needed still.
    select mailbox.id,
      mailbox.state = any($1) or (project.state = any($2) and mailbox.sweep_at_ms is null) as is_over
    from project_mailboxes as mailbox
    join projects as project on project.id = mailbox.project_id
  ) as ended
  where ended.id = mailbox_id and ended.is_over <> (unneeded_since_ms is not null)`;

const UNNEEDED = `
  select distinct mailbox.organisation_id as organisation, mailbox.project_id as project, mailbox.id as mailbox
  from secrets
  join project_mailboxes as mailbox on mailbox.id = mailbox_id
  where unneeded_since_ms <= $1
  order by mailbox.id
  limit $2`;

/** Sessions and invitations that are over. Links and tokens stay, so that what was done by them can be read. */
export async function forgetOver(tx: Db, now: Instant): Promise<void> {
  await tx.query({ name: 'forget-sessions', text: 'delete from sessions where until_ms <= $1', values: [now] });
  await tx.query({
    name: 'forget-link-sessions',
    text: 'delete from mailbox_sessions where until_ms <= $1',
    values: [now],
  });
  await tx.query({
    name: 'forget-invitations',
    text: 'delete from invitations where expires_at_ms <= $1',
    values: [now],
  });
  await tx.query({ name: 'forget-hand-overs', text: FORGET_HAND_OVERS, values: [now] });
}

/** What nobody opened in time, nobody opens any more. */
const FORGET_HAND_OVERS = `
  delete from hand_over_passwords
  using hand_overs
  where hand_overs.id = hand_over_id and expires_at_ms <= $1`;
