/** From a mailbox to the sheet of its owner, as an administrator does it: survey, advise, prepare. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_NEEDS, TO_EXCHANGE } from '../advice-samples.ts';
import { sampleMessages } from '../contract/samples.ts';
import { openImapMailbox } from '../servers/imap-mailbox.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { type GodwitEnd, runGodwit } from './godwit.ts';

const USER = 'ann@example.com';

describeWithDovecot('the way to a sheet', { separator: '.', prefix: 'INBOX.' }, (dovecot) => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  const godwit = (...args: readonly string[]): Promise<GodwitEnd> =>
    runGodwit(args, { env: { XDG_STATE_HOME: folder } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-advise-'));
    await writeFile(at('password'), dovecot().password, { mode: 0o600 });
    const mailbox = await openImapMailbox(dovecot(), USER, dovecot().password);
    try {
      await mailbox.add(['INBOX'], sampleMessages());
      await mailbox.addFolder(['Deleted Messages']);
      await mailbox.add(['Deleted Messages'], sampleMessages());
    } finally {
      await mailbox.close();
    }
    const groups = [
      { name: 'Board', needs: TO_EXCHANGE, people: [USER] },
      { name: 'Office', needs: { ...NO_NEEDS, storage: 'full' }, people: ['zoe@example.com'] },
    ];
    await writeFile(at('answers.json'), JSON.stringify({ version: 1, organisation: { name: 'Example Ltd' }, groups }));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('leads from the folders on the server to the counts on paper', async () => {
    const survey = await godwit(
      'survey',
      '--json',
      `--source=imaps://${encodeURIComponent(USER)}@localhost:${dovecot().imapsPort}`,
      `--source-password-file=${at('password')}`,
      `--ca-file=${dovecot().caFile}`,
    );
    expect(survey).toMatchObject({ code: 0 });
    await writeFile(at('ann.json'), survey.stdout);
    const count = sampleMessages().length;

    const advice = await godwit('advise', `--answers=${at('answers.json')}`, `--survey=${at('ann.json')}`);
    expect(advice).toMatchObject({ code: 0, stderr: '' });
    expect(advice.stdout).toContain('Board (1 person): move to Microsoft Exchange');
    expect(advice.stdout).toContain('Office (1 person): stay on Rackspace Email');
    expect(advice.stdout).toMatch(/ann@example\.com: .+ of 25\.0 GB, 0 %/);

    const prepared = await godwit(
      'prepare',
      `--answers=${at('answers.json')}`,
      `--survey=${at('ann.json')}`,
      `--out=${at('sheets')}`,
    );
    expect(prepared).toMatchObject({ code: 2, stderr: '' });
    const sheet = await readFile(at(`sheets/${USER}.html`), 'utf8');
    expect(sheet).toContain(`On the server we see ${2 * count} items`);
    expect(sheet).toMatch(new RegExp(`<bdi>INBOX</bdi></th><td class="number">${count}</td>`));
    expect(sheet).toContain('The folder “Deleted Messages” was made by Apple Mail.');
    expect(sheet).toContain('Prepare Apple Mail for the move');
    expect(await readFile(at('sheets/index.html'), 'utf8')).toContain(`href="${USER}.html"`);
  });

  test('ends with place and remedy where a file is the wrong one', async () => {
    const { code, stderr } = await godwit(
      'prepare',
      `--answers=${at('answers.json')}`,
      `--survey=${at('answers.json')}`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('answers.json: this is no survey.');
    expect(stderr).toContain('godwit survey … --json > FILE');
  });
});
