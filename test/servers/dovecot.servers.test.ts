import { existsSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { startDovecot } from './dovecot.ts';
import { ImapSession } from './imap-session.ts';
import { describeWithDovecot } from './with-dovecot.ts';

/** Sends lines one after the other to a plain or TLS socket and gives back everything until the server closes. */
function talk(port: number, caPem: string | null, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket =
      caPem === null
        ? connectTcp({ port, host: '127.0.0.1' })
        : connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca: caPem });
    let said = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error('the server was silent')));
    socket.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1');
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(said));
    socket.write(lines.map((line) => `${line}\r\n`).join(''));
  });
}

describeWithDovecot('a private Dovecot', {}, (dovecot) => {
  test('answers over TLS with a certificate that its own authority signed', async () => {
    const said = await talk(dovecot().imapsPort, dovecot().caPem, ['a LOGOUT']);
    expect(said).toMatch(/^\* OK /);
    expect(said).toContain('a OK');
  });

  test('lets any user sign in with the one password, and nobody with another', async () => {
    const { password } = dovecot();
    const good = await talk(dovecot().imapPort, null, [`a LOGIN anybody@example.test ${password}`, 'b LOGOUT']);
    expect(good).toContain('a OK');
    const bad = await talk(dovecot().imapPort, null, ['a LOGIN anybody@example.test wrong', 'b LOGOUT']);
    expect(bad).toContain('a NO');
  });

  test('takes a message of 500 bytes and more and offers compression and MULTIAPPEND', async () => {
    const login = `a LOGIN writer ${dovecot().password}`;
    const body = `Subject: hello\r\n\r\n${'x'.repeat(500)}`;
    const append = `b APPEND INBOX (\\Seen) {${body.length}+}\r\n${body}`;
    const said = await talk(dovecot().imapPort, null, [login, append, 'c CAPABILITY', 'd LOGOUT']);
    expect(said).toMatch(/b OK \[APPENDUID \d+ 1\]/);
    expect(said).toContain('COMPRESS=DEFLATE');
    expect(said).toContain('MULTIAPPEND');
    expect(existsSync(dovecot().user('writer').mailFolder)).toBe(true);
  });
});

describeWithDovecot(
  'a private Dovecot made like an old server',
  { separator: '.', prefix: 'INBOX.', quotaMb: 1 },
  (dovecot) => {
    test('has its namespace below INBOX and takes a slash inside a folder name', async () => {
      const lines = [
        `a LOGIN old ${dovecot().password}`,
        'b NAMESPACE',
        'c CREATE "INBOX.A/B"',
        'd LIST "" "*"',
        'e LOGOUT',
      ];
      const said = await talk(dovecot().imapPort, null, lines);
      expect(said).toContain('* NAMESPACE (("INBOX." "."))');
      expect(said).toContain('INBOX.A/B');
    });

    test('refuses what is over its quota', async () => {
      const session = await ImapSession.open(dovecot(), 'full', dovecot().password);
      const message = Buffer.from(`Subject: much\r\n\r\n${'x'.repeat(600_000)}`);
      await session.command('APPEND INBOX', message);
      await expect(session.command('APPEND INBOX', message)).rejects.toThrow('[OVERQUOTA]');
      await session.close();
    });
  },
);

describeWithDovecot('a Dovecot in sdbox format', { format: 'sdbox' }, (dovecot) => {
  test('is gone, with its folder, when it was stopped', async () => {
    const other = await startDovecot({ format: 'sdbox' });
    await other.stop();
    await other.stop();
    expect(existsSync(other.caFile)).toBe(false);
    await expect(talk(other.imapPort, null, ['a LOGOUT'])).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    expect(await talk(dovecot().imapPort, null, ['a LOGOUT'])).toContain('a OK');
  });
});
