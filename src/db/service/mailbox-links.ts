/** The tables of private links, of the sessions by them, and of what the users of mailboxes said. */
import { type Instant, instant } from '../../base/clock.ts';
import type { LinkBook, LinkDoor, LinkHolder, MailboxLink, MailboxUser } from '../../model/mailbox-user.ts';
import type { Db } from '../db.ts';
import type { Scope } from './scope.ts';

export function linkPart(scope: Scope): LinkBook {
  const run = <Row>(name: keyof typeof OF_TENANT, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    scope.run({ name, text: OF_TENANT[name] }, ...values);
  return {
    addLink: async ({ id, mailbox, tokenHash, createdAt, expiresAt }) => {
      await run('add-link', id, mailbox, tokenHash, createdAt, expiresAt);
    },
    links: (mailbox) => run<MailboxLink>('links', mailbox),
    renewLink: async (mailbox, id, expiresAt) => {
      const [link] = await run<MailboxLink>('renew-link', mailbox, id, expiresAt);
      return link ?? null;
    },
    revokeLink: async (mailbox, id, at) => (await run('revoke-link', mailbox, id, at)).length === 1,
    mailboxUser: async (mailbox) => {
      const [user] = await run<MailboxUser>('mailbox-user', mailbox);
      return user ?? { steps: [], verdict: null, verdictAt: null, devices: [], settled: [] };
    },
    noteSteps: async (mailbox, steps) => {
      await run('note-steps', mailbox, steps);
    },
    noteDevices: async (mailbox, devices, settled) => {
      await run('note-devices', mailbox, devices, settled);
    },
    noteVerdict: async (mailbox, verdict, at) => {
      await run('note-verdict', mailbox, verdict, at);
    },
  };
}

const LINK_COLUMNS = `
  id, mailbox_id as mailbox, created_at_ms as "createdAt", expires_at_ms as "expiresAt", last_used_at_ms as "lastUsedAt",
  revoked_at_ms as "revokedAt"`;
/** The newest ones; more than any mailbox has use for. */
const LISTED_MAX = 100;

const OF_TENANT = {
  'add-link': `
    insert into mailbox_links (organisation_id, id, mailbox_id, token_hash, created_at_ms, expires_at_ms)
    values ($1, $2, $3, $4, $5, $6)`,
  links: `
    select ${LINK_COLUMNS}
    from mailbox_links
    where organisation_id = $1 and mailbox_id = $2
    order by created_at_ms desc, id
    limit ${LISTED_MAX}`,
  'renew-link': `
    update mailbox_links
    set expires_at_ms = $4
    where organisation_id = $1 and mailbox_id = $2 and id = $3 and revoked_at_ms is null
    returning ${LINK_COLUMNS}`,
  'revoke-link': `
    update mailbox_links
    set revoked_at_ms = $4
    where organisation_id = $1 and mailbox_id = $2 and id = $3 and revoked_at_ms is null
    returning id`,
  'mailbox-user': `
    select steps, verdict, verdict_at_ms as "verdictAt", devices, settled
    from mailbox_users
    where organisation_id = $1 and mailbox_id = $2`,
  'note-steps': `
    insert into mailbox_users (organisation_id, mailbox_id, steps)
    values ($1, $2, $3)
    on conflict (mailbox_id) do update set steps = excluded.steps
    where mailbox_users.organisation_id = $1`,
  'note-devices': `
    insert into mailbox_users (organisation_id, mailbox_id, devices, settled)
    values ($1, $2, $3, $4)
    on conflict (mailbox_id) do update set devices = excluded.devices, settled = excluded.settled
    where mailbox_users.organisation_id = $1`,
  'note-verdict': `
    insert into mailbox_users (organisation_id, mailbox_id, verdict, verdict_at_ms)
    values ($1, $2, $3, $4)
    on conflict (mailbox_id) do update set verdict = excluded.verdict, verdict_at_ms = excluded.verdict_at_ms
    where mailbox_users.organisation_id = $1`,
} as const;

/** How exactly the last use is kept: a page that is open does not write as often as it asks. */
const USED_EVERY_MS = 60_000;

type HolderRow = LinkHolder & { readonly lastUsedAt: Instant | null };

export function linkDoor(tx: Db): LinkDoor {
  const run = <Row>(name: keyof typeof OF_HOUSE, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    tx.query({ name, text: OF_HOUSE[name], values });
  const noted = async (row: HolderRow | undefined, now: Instant): Promise<LinkHolder | null> => {
    if (row === undefined) return null;
    const { lastUsedAt, ...holder } = row;
    if (lastUsedAt === null || lastUsedAt <= instant(now - USED_EVERY_MS)) await run('note-link-use', holder.link, now);
    return holder;
  };
  return {
    useLink: async (tokenHash, now) => noted((await run<HolderRow>('live-link', tokenHash, now))[0], now),
    lookAtLink: async (tokenHash, now) => {
      const [row] = await run<HolderRow>('live-link', tokenHash, now);
      if (row === undefined) return null;
      const { lastUsedAt: _lastUsedAt, ...holder } = row;
      return holder;
    },
    addLinkSession: async (sessionHash, link, { now, until }) => {
      await run('add-link-session', sessionHash, link, until, now);
    },
    linkSession: async (sessionHash, now) => noted((await run<HolderRow>('link-session', sessionHash, now))[0], now),
    endLinkSession: async (sessionHash) => {
      await run('end-link-session', sessionHash);
    },
  };
}

const HOLDER = `
  mailbox_links.id as link, mailbox_links.organisation_id as organisation, project_id as project, mailbox_id as mailbox,
  last_used_at_ms as "lastUsedAt"`;
const MAILBOX_JOIN = `
  join project_mailboxes on project_mailboxes.id = mailbox_id
    and project_mailboxes.organisation_id = mailbox_links.organisation_id`;
const HOLDS = 'expires_at_ms > $2 and revoked_at_ms is null';

const OF_HOUSE = {
  'live-link': `select ${HOLDER} from mailbox_links ${MAILBOX_JOIN} where mailbox_links.token_hash = $1 and ${HOLDS}`,
  'link-session': `
    select ${HOLDER}
    from mailbox_sessions
    join mailbox_links on mailbox_links.id = link_id
    ${MAILBOX_JOIN}
    where mailbox_sessions.token_hash = $1 and until_ms > $2 and ${HOLDS}`,
  'note-link-use': 'update mailbox_links set last_used_at_ms = $2 where id = $1',
  'add-link-session': `
    with forgotten as (
      delete from mailbox_sessions where until_ms <= $4
    )
    insert into mailbox_sessions (token_hash, link_id, until_ms)
    values ($1, $2, $3)`,
  'end-link-session': 'delete from mailbox_sessions where token_hash = $1',
} as const;
