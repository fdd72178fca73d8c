/** What a mailbox holds on either side, by Message-ID with its text, so that nothing missing and nothing doubled can hide. */
import { ImapSession } from '../servers/imap-session.ts';
import type { GuideWorld } from './world.ts';

/** One line for each message: its Message-ID and the line of its text; sorted. */
export type Held = readonly string[];

export async function heldAtSource({ dovecot, old }: GuideWorld, user: string): Promise<Held> {
  const session = await ImapSession.open(dovecot, user, old.passwords[user] ?? '');
  const held: string[] = [];
  for (const line of (await session.command('LIST "" "*"')).split('\r\n')) {
    const name = /^\* LIST \((?![^)]*\\Noselect)[^)]*\) "." (.*)$/i.exec(line)?.[1];
    if (name === undefined) continue;
    await session.command(`EXAMINE ${name}`);
    const said = await session.command('UID FETCH 1:* (BODY.PEEK[])').catch(() => '');
    held.push(...said.split(/^\* \d+ FETCH /m).flatMap(lineOf));
    await session.command('UNSELECT');
  }
  await session.close();
  return held.toSorted();
}

export function heldAtTarget({ target }: Pick<GuideWorld, 'target'>, user: string): Held {
  const items = target.exchange.inspect(user).flatMap((folder) => folder.items);
  return items.flatMap((item) => (item.messageId === null ? [] : lineOf(item.rebuilt().toString()))).toSorted();
}

/** None for what is no mail. */
export function lineOf(mail: string): readonly string[] {
  const id = /^Message-ID:\s*(<[^>]+>)/im.exec(mail)?.[1];
  return id === undefined ? [] : [`${id} ${/^The text of .*\.$/m.exec(mail)?.[0] ?? 'without its text'}`];
}
