/** The one row of how mail is sent and read, with what of it is secret. */
import type { Instant } from '../../base/clock.ts';
import type { InboxPlace, MailSettings, MailSettingsBook } from '../../model/mail-settings.ts';
import type { Db } from '../db.ts';
import { noticeSecrets } from './notice-secrets.ts';
import { houseScopeOf } from './scope.ts';
import type { Sealer } from './sealing.ts';

/** There is one of each. */
const ONLY = '00000000-0000-4000-8000-000000000000';

export function mailSettingsPart(tx: Db, sealer: Sealer): MailSettingsBook {
  const secrets = noticeSecrets(houseScopeOf(tx), null, sealer);
  const run = <Row>(name: keyof typeof TEXTS, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    tx.query({ name, text: TEXTS[name], values });
  const settings = async () => (await run<{ settings: MailSettings }>('mail-settings'))[0]?.settings ?? null;
  return {
    mailSettings: settings,
    setMailSettings: async (given, at: Instant) => {
      await run('lock-mail-settings');
      const before = await settings();
      if (given === null) await run('drop-mail-settings');
      else await run('set-mail-settings', JSON.stringify(given), at);
      if (JSON.stringify(before?.imap) !== JSON.stringify(given?.imap)) await run('forget-inbox');
      await run('mail-is-due', at);
      return before;
    },
    mailSecret: (secret) => secrets.find(secret, ONLY),
    setMailSecret: (secret, value) =>
      value === null ? secrets.forget(secret, ONLY) : secrets.keep(secret, ONLY, value),
    claimInbox: async (holder, now, until) => (await run<InboxPlace>('claim-inbox', holder, now, until))[0] ?? null,
    moveInbox: async (holder, { uidValidity, lastUid, readAt }, until) =>
      (await run('move-inbox', holder, uidValidity, lastUid, readAt, until)).length === 1,
  };
}

const TEXTS = {
  'mail-settings': 'select settings from mail_settings',
  'lock-mail-settings': 'lock table mail_settings in exclusive mode',
  'drop-mail-settings': 'delete from mail_settings',
  'set-mail-settings': `
    insert into mail_settings (settings, at_ms)
    values ($1, $2)
    on conflict (is_only) do update set settings = excluded.settings, at_ms = excluded.at_ms`,
  // Another folder is read from its beginning; mail that was taken before is known.
  'forget-inbox': 'delete from mail_inbox',
  'mail-is-due': `
    update deliveries set due_at_ms = $1
    where channel = 'mail' and state = 'waiting' and problem->>'code' = 'mail.not-set' and held_until_ms is null`,
  'claim-inbox': `
    insert into mail_inbox (holder, held_until_ms)
    values ($1, $3)
    on conflict (is_only) do update set holder = excluded.holder, held_until_ms = excluded.held_until_ms
    where mail_inbox.held_until_ms is null or mail_inbox.held_until_ms < $2
    returning uid_validity as "uidValidity", last_uid as "lastUid", read_at_ms as "readAt"`,
  'move-inbox': `
    update mail_inbox
    set uid_validity = $2, last_uid = $3, read_at_ms = $4, held_until_ms = $5
    where holder = $1
    returning holder`,
} as const;
