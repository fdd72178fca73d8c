/** Puts mail into a Maildir of Dovecot as the delivery of a mail server does: nobody signs in, and no password matters. */
import { chown, mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { RunningDovecot } from './dovecot.ts';

/** Into the inbox, unread. Its date is that of the arrival. */
export async function deliver(dovecot: RunningDovecot, user: string, bytes: Buffer, at: Instant): Promise<void> {
  const { mailFolder } = dovecot.user(user);
  const name = `${Math.floor(at / 1000)}.${systemRandom.id()}.walk`;
  const [draft, final] = [join(mailFolder, 'tmp', name), join(mailFolder, 'new', name)];
  for (const folder of ['..', '.', 'cur', 'new', 'tmp'].map((part) => join(mailFolder, part))) {
    await mkdir(folder, { recursive: true });
    await chown(folder, dovecot.mailUid, dovecot.mailGid);
  }
  await writeFile(draft, bytes, { mode: 0o600 });
  await chown(draft, dovecot.mailUid, dovecot.mailGid);
  await utimes(draft, at / 1000, at / 1000);
  // Whole, or not at all: a reader looks at `new` at any moment.
  await rename(draft, final);
}
