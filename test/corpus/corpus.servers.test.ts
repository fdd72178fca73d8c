import { expect, test } from 'vitest';
import { imapContents } from '../servers/imap-contents.ts';
import { maildirSnapshot, writeMaildir } from '../servers/maildir.ts';
import { describeWithDovecot, mustNotSkip, skipped } from '../servers/with-dovecot.ts';
import { corpusMailbox, whyNoCorpus } from './corpus.ts';

const why = whyNoCorpus();
if (why !== null && !mustNotSkip()) skipped('the corpus in a real mailbox', why);
else {
  describeWithDovecot('the corpus in a real mailbox', { separator: '.', prefix: 'INBOX.' }, (dovecot) => {
    test('is served by Dovecot with every folder, message, flag and date', async () => {
      const mailbox = corpusMailbox('.');
      const { mailFolder, name, password } = dovecot().user('corpus');
      await writeMaildir(mailFolder, mailbox, dovecot());
      const before = await maildirSnapshot(mailFolder);
      const contents = await imapContents(dovecot(), name, password);
      expect(Object.keys(contents)).toHaveLength(mailbox.length);
      const served = Object.values(contents).flat();
      expect(served).toHaveLength(mailbox.flatMap((folder) => folder.messages).length);
      expect(served.filter((line) => line.includes('$Forwarded')).length).toBeGreaterThan(50);
      expect(new Set(served.map((line) => /-(\d{4}) /.exec(line)?.[1])).size).toBeGreaterThanOrEqual(25);
      expect(await maildirSnapshot(mailFolder)).toEqual(before);
    });
  });
}
