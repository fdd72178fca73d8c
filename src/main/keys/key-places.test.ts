import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SealingKey } from '../../base/sealing-key.ts';
import { keysFromOutside } from './key-places.ts';

const [one, two] = [1, 2].map((byte) => Buffer.alloc(32, byte));
const TEXT = [one, two].map((bytes) => bytes?.toString('base64')).join('\n');
const IDS = [one, two].map((bytes) => new SealingKey(bytes ?? Buffer.alloc(0)).id);
const node = (script: string) => JSON.stringify([process.execPath, '-e', script]);

async function credentials(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-credentials-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'godwit-secret-key'), `# the old one, then the new one\n${TEXT}\n`);
  return folder;
}

test.each([
  { what: 'the environment', set: async () => ({ GODWIT_SECRET_KEY: TEXT.replace('\n', ' ') }) },
  { what: 'a command', set: async () => ({ GODWIT_SECRET_KEY_COMMAND: node(`console.log(${JSON.stringify(TEXT)})`) }) },
  { what: 'a credential of systemd', set: async () => ({ CREDENTIALS_DIRECTORY: await credentials() }) },
])('keys come from $what, the oldest first', async ({ set }) => {
  const found = await keysFromOutside(await set());
  expect(found?.keys.map(({ id }) => id)).toEqual(IDS);
});

test.each([
  {
    what: 'ends with a code',
    command: node("console.log('planted'); console.error('planted'); process.exit(3)"),
    says: /ended with the code 3/,
  },
  { what: 'says what is no key', command: node("console.log('planted')"), says: /is not 32 bytes/ },
  { what: 'says nothing', command: node(''), says: /there is none/ },
  {
    what: 'says too much',
    command: node("process.stdout.write('planted '.repeat(20000))"),
    says: /more than 65536 bytes/,
  },
  { what: 'is not there', command: '/nowhere/planted-not-told', says: /could not be run \(ENOENT\)/ },
  { what: 'is for a shell', command: `echo ${TEXT.split('\n')[0]}`, says: /could not be run/ },
  { what: 'is no list', command: '[1, 2]', says: /no list of texts/ },
])('a command that $what is refused, and nothing that it said is told', async ({ command, says }) => {
  const asked = keysFromOutside({ GODWIT_SECRET_KEY_COMMAND: command });
  await expect(asked).rejects.toMatchObject({ code: 'secret.key-unusable', message: expect.stringMatching(says) });
  await expect(asked).rejects.not.toMatchObject({ message: expect.stringMatching(/planted/) });
});

test('nothing is there where nothing is set, and a unit may have other credentials', async () => {
  expect(await keysFromOutside({})).toBeNull();
  const folder = await credentials();
  await rm(join(folder, 'godwit-secret-key'));
  expect(await keysFromOutside({ CREDENTIALS_DIRECTORY: folder })).toBeNull();
});
