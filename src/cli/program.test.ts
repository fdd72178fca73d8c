import { describe, expect, test } from 'vitest';
import { run, SOURCE, TARGET } from '../../test/cli/run-program.ts';
import { Failure } from '../base/problem.ts';
import type { CopyJob, RunControl } from './machinery.ts';
import type { MoveReport } from './move-report.ts';

describe('what goes wrong', () => {
  test.each([
    { args: ['copy'], says: "'--source <address>' not specified", remedy: 'godwit copy --help' },
    { args: ['move'], says: "Unknown command 'move'", remedy: 'godwit --help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--pas', 'x'], says: 'Did you mean --pass?', remedy: '--help' },
    { args: ['copy', ...SOURCE, '--target', SOURCE[1] ?? ''], says: 'the same mailbox', remedy: '--target' },
    { args: ['copy', ...SOURCE, ...TARGET, 'more'], says: 'Too many arguments', remedy: '--help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--pass', 'twice'], says: 'bulk, delta', remedy: '--help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--source-connections', '0'], says: '1 to 16', remedy: '--help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--ca-file', 'nowhere.pem'], says: 'nowhere.pem', remedy: '--ca-file' },
    {
      args: ['copy', ...SOURCE, '--target', 'imaps://b@h.example', '--target-auth', 'ntlm'],
      says: 'about Exchange',
      remedy: '--target-auth',
    },
    {
      args: ['copy', ...SOURCE, ...TARGET, '--source-password=hunter2'],
      says: '--source-password=…',
      remedy: '--source-password-file',
    },
  ])('$args.0 … $says is wrong use: exit code 1, cause and remedy', async ({ args, says, remedy }) => {
    const { code, out, errors } = await run(args, {});
    expect(code).toBe(1);
    expect(out).toBe('');
    const [cause = '', how = '', ...rest] = errors.trimEnd().split('\n');
    expect(cause).toContain(says);
    expect(how).toMatch(/^→ /);
    expect(how).toContain(remedy);
    expect(rest).toEqual([]);
    expect(errors).not.toContain('hunter2');
  });

  test('an expected failure ends with 3 and its own two lines', async () => {
    const facts = { host: 'imap.example.com', user: 'bob', reason: 'no \x1b[2Jentry' };
    const copy = async (): Promise<MoveReport> => {
      throw new Failure('source.sign-in-refused', facts);
    };
    const { code, out, errors } = await run(['copy', ...SOURCE, ...TARGET, '--json'], { copy });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ exitCode: 3, problem: 'source.sign-in-refused' });
    expect(errors).toContain('✗ imap.example.com refused the sign-in of bob: no \ufffd[2Jentry\n→ Check the user name');
  });

  test('a defect ends with 3, an id and no stack; the stack is in the log under that id', async () => {
    const copy = async (): Promise<MoveReport> => {
      throw new TypeError('x is not a function');
    };
    const { code, errors, log } = await run(['copy', ...SOURCE, ...TARGET], { copy });
    expect(code).toBe(3);
    expect(errors).toContain('our fault');
    expect(errors).not.toContain('TypeError');
    const id = /\(([0-9a-f]+)\)/.exec(errors)?.[1] ?? 'none';
    expect(log).toContain(id);
    expect(log).toContain('TypeError: x is not a function');
  });

  test('Ctrl-C ends with 3 and says that the same command goes on', async () => {
    const copy = (_: CopyJob, control: RunControl): Promise<MoveReport> =>
      new Promise((_resolve, reject) => {
        control.stopping.addEventListener('abort', () => reject(control.stopping.reason as Error));
        press();
      });
    let press = (): void => undefined;
    const onSignal = (heard: () => void): (() => void) => {
      press = heard;
      return () => undefined;
    };
    const { code, errors } = await run(['copy', ...SOURCE, ...TARGET], { copy }, { onSignal });
    expect(code).toBe(3);
    expect(errors).toContain('it goes on where it stopped');
  });

  test('help and version go to standard output and are no error', async () => {
    expect(await run(['--version'], {})).toMatchObject({ code: 0, out: '9.9.9\n', errors: '' });
    const help = await run(['copy', '--help'], {});
    expect(help).toMatchObject({ code: 0, errors: '' });
    expect(help.out).toContain('--source-password-file');
  });
});
