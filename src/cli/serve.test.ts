import { describe, expect, test } from 'vitest';
import { run } from '../../test/cli/run-program.ts';
import { silentLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { ServiceJob } from './service-job.ts';

/** The job that a command line becomes. */
async function jobOf(...args: readonly string[]): Promise<ServiceJob | null> {
  let asked: ServiceJob | null = null;
  await run(args, {
    serve: async (job) => {
      asked = job;
    },
  });
  return asked;
}

describe('godwit operator-link', () => {
  test('prints the link and writes it nowhere else', async () => {
    const asked: string[] = [];
    const { code, out, log, errors } = await run(['operator-link', '--state', 'here'], {
      operatorLink: async (folder) => {
        asked.push(folder);
        return new Secret('/api/invitations/opens-everything');
      },
    });
    expect([code, asked]).toEqual([0, [expect.stringMatching(/here$/)]]);
    expect(out).toContain('/api/invitations/opens-everything');
    expect(log + errors).not.toContain('opens-everything');
  });
});

describe('godwit serve', () => {
  test('believes a proxy only where it is told to', async () => {
    expect(await jobOf('serve')).toMatchObject({ proxies: null });
    expect(await jobOf('serve', '--behind-proxy')).toMatchObject({ proxies: 'one-hop' });
    const given = await jobOf('serve', '--behind-proxy', '10.0.0.5, 192.0.2.0/24,::1');
    expect(given).toMatchObject({ proxies: ['10.0.0.5', '192.0.2.0/24', '::1'] });
  });

  test('knows where people reach it, by a name and an encrypted line', async () => {
    expect(await jobOf('serve')).toMatchObject({ publicUrl: null });
    const given = await jobOf('serve', '--public-url', 'https://move.example.com');
    expect(given?.publicUrl?.origin).toBe('https://move.example.com');
  });

  test.each([
    'http://move.example.com',
    'https://192.0.2.1',
    'https://[::1]',
    'https://a@b.example',
    'https://b.example/x',
    'b',
  ])('is not reached at %s', async (typed) => {
    const { code, errors } = await run(['serve', '--public-url', typed], {});
    expect(code).toBe(1);
    expect(errors).toContain('--public-url');
  });

  test.each(['example.com', '10.0.0.0/33', '10.0.0.5,', '1'])('believes no proxy called %j', async (typed) => {
    const { code, errors } = await run(['serve', '--behind-proxy', typed], {});
    expect(code).toBe(1);
    expect(errors).toContain('--behind-proxy');
  });

  test('listens on this machine alone unless it is told otherwise', async () => {
    expect(await jobOf('serve')).toMatchObject({
      listen: { host: '127.0.0.1', port: 8420 },
      bounds: { mailboxesAtOnce: 4 },
    });
    expect(await jobOf('serve', '--listen', '[::]:80', '--mailboxes', '9')).toMatchObject({
      listen: { host: '::', port: 80 },
      bounds: { mailboxesAtOnce: 9 },
    });
    expect(await jobOf('worker')).toMatchObject({ listen: null });
  });

  test.each(['8420', 'example.com:80', '127.0.0.1', '127.0.0.1:80/path', 'user@127.0.0.1:80', '127.0.0.1:99999'])(
    'does not listen at %s',
    async (place) => {
      const { code, errors } = await run(['serve', '--listen', place], {});
      expect(code).toBe(1);
      expect(errors).toContain('--listen');
    },
  );

  test('shows the link of the first operator on the terminal and nowhere else', async () => {
    const firstOperatorLink = new Secret('http://127.0.0.1:8420/api/invitations/opens-everything');
    const { code, out, log, errors } = await run(['serve'], {
      serve: async (_job, { isUp, log: written }) => {
        isUp({ url: 'http://127.0.0.1:8420', firstOperatorLink });
        written.info('up', { link: String(firstOperatorLink) });
      },
    });
    expect(code).toBe(0);
    expect(out).toContain('Godwit serves at http://127.0.0.1:8420, on 4 mailboxes at once');
    expect(out).toContain('/api/invitations/opens-everything');
    expect(log + errors).not.toContain('opens-everything');
  });

  test('logs each request where somebody asked for a log, and shows it in the form that was asked for', async () => {
    expect(await jobOf('serve')).toMatchObject({ isRequestLogged: false });
    const shown: (string | null)[] = [];
    const openLog = (_at: string, form: string | null) => {
      shown.push(form);
      return { log: silentLog, path: 'log' };
    };
    for (const args of [[], ['--verbose'], ['--log-format', 'text'], ['--log-format', 'json']]) {
      await run(
        ['worker', ...args],
        { serve: async (job) => void shown.push(String(job.isRequestLogged)) },
        { openLog },
      );
    }
    expect(shown).toEqual([null, 'false', 'json', 'false', 'text', 'true', 'json', 'true']);
    expect((await run(['serve', '--log-format', 'xml'], {})).code).toBe(1);
  });

  test('gives numbers to nobody unless it is told where', async () => {
    expect(await jobOf('serve')).toMatchObject({ metrics: null });
    expect(await jobOf('worker', '--metrics', '127.0.0.1:9464')).toMatchObject({
      metrics: { host: '127.0.0.1', port: 9464 },
    });
    expect((await run(['serve', '--metrics', '9464'], {})).errors).toContain('--metrics');
  });

  test('says what it says to people in lines of the log where programs read it', async () => {
    const failing = () => Promise.reject(new Failure('service.not-listening', { place: 'x:1', reason: 'taken' }));
    const { code, errors, log } = await run(['serve', '--log-format', 'json'], { serve: failing });
    expect([code, errors]).toEqual([3, '']);
    const lines = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { event: 'said', text: expect.stringContaining('could not listen at x:1: taken') },
      { event: 'said', text: expect.stringContaining('--listen') },
    ]);
  });

  test('ends with cause and remedy when it cannot serve', async () => {
    const { code, errors } = await run(['serve'], {
      serve: () => Promise.reject(new Failure('service.not-listening', { place: 'x:1', reason: 'taken' })),
    });
    expect(code).toBe(3);
    expect(errors).toContain('Godwit could not listen at x:1: taken');
  });
});
