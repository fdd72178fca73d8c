import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { removeStale } from './instances.ts';
import { describeWithDovecot } from './with-dovecot.ts';

/** Starts a server in a process of its own and resolves with what it printed first: the server's CA file and pid. */
async function startElsewhere(): Promise<{ caFile: string; masterPid: number; kill(): Promise<void> }> {
  const module = JSON.stringify(new URL('./dovecot.ts', import.meta.url).href);
  const program = `const { startDovecot } = await import(${module});
    const { caFile, masterPid } = await startDovecot();
    process.stdout.write(JSON.stringify({ caFile, masterPid }));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = await new Promise<Buffer>((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  const started: { caFile: string; masterPid: number } = JSON.parse(said.toString());
  return {
    ...started,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

describeWithDovecot('servers of a killed run', {}, () => {
  test('are ended by the next run, and those of a living run are not', async () => {
    const killed = await startElsewhere();
    const living = await startElsewhere();
    await killed.kill();
    await removeStale();
    expect(existsSync(dirname(killed.caFile))).toBe(false);
    expect(() => process.kill(living.masterPid, 0)).not.toThrow();
    expect(existsSync(living.caFile)).toBe(true);
    await living.kill();
    await removeStale();
    expect(existsSync(living.caFile)).toBe(false);
  });
});
