/** What an account holds, in a form that two accounts on two servers can be compared by. */
import { createHash } from 'node:crypto';
import { type ImapServer, ImapSession } from './imap-session.ts';

/** By folder name as listed: of every message its flags, date and SHA-256, sorted. Empty folders are listed too. */
export async function imapContents(
  server: ImapServer,
  user: string,
  password: string,
): Promise<Record<string, string[]>> {
  const session = await ImapSession.open(server, user, password);
  const contents: Record<string, string[]> = {};
  for (const line of (await session.command('LIST "" "*"')).split('\r\n')) {
    const name = /^\* LIST \((?![^)]*\\(?:Noselect|NonExistent))[^)]*\) (?:"(?:\\.|[^"])"|NIL) (.*)$/i.exec(line)?.[1];
    if (name === undefined) continue;
    await session.command(`EXAMINE ${name}`);
    const said = await session.command('UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])').catch(() => '');
    contents[name] = messagesIn(said).sort();
    await session.command('UNSELECT');
  }
  await session.close();
  return contents;
}

function messagesIn(said: string): string[] {
  const head = /\* \d+ FETCH \(UID \d+ FLAGS \(([^)]*)\) INTERNALDATE "([^"]+)" BODY\[\] \{(\d+)\}\r\n/g;
  const messages: string[] = [];
  for (let found = head.exec(said); found !== null; found = head.exec(said)) {
    const [whole, flags = '', date = '', size = '0'] = found;
    const begin = found.index + whole.length;
    const bytes = Buffer.from(said.slice(begin, begin + Number(size)), 'latin1');
    const kept = flags.split(' ').filter((flag) => flag !== '\\Recent');
    messages.push(`${kept.sort().join(' ')} | ${date} | ${createHash('sha256').update(bytes).digest('hex')}`);
    head.lastIndex = begin + Number(size);
  }
  return messages;
}
