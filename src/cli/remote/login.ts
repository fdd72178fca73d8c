/** `godwit login` and `godwit logout`: who somebody is, for all commands that ask a service. */
import { resolve } from 'node:path';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { type Answer, type Fetch, openClient, ServiceProblem } from '../../client/client.ts';
import type { Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { shown } from '../format.ts';
import { readAuthorities } from '../settings.ts';
import { clientOf, heard } from './remote.ts';
import { serviceUrlOf } from './service-url.ts';
import { forgetSignIn, readSignIn, signInFileOf, writeSignIn } from './sign-in-file.ts';

export interface LoginOptions {
  readonly token?: boolean;
  readonly caFile?: readonly string[];
  readonly json?: boolean;
}

/** Nothing is kept before the service has said yes. */
export async function runLogin(typed: string, options: LoginOptions, command: Command): Promise<ExitCode> {
  const url = serviceUrlOf(typed, 'given with godwit login');
  const authorities = (options.caFile ?? []).map((file) => resolve(file));
  const fetch = command.machinery.web(await readAuthorities(authorities));
  const { by, secret, who } =
    options.token === true ? await byToken(url, fetch, command) : await byPassword(url, fetch, command);
  const path = signInFileOf(command.environment);
  await writeSignIn(path, { url, by, secret, authorities });
  const { terminal, isJson } = command;
  if (isJson) terminal.out(`${JSON.stringify({ url, by, who })}\n`);
  else
    terminal.out(
      `✓ Signed in at ${url} ${by === 'token' ? 'by a token' : `as ${shown(who ?? '')}`}. Kept in ${path}, for you alone.\n`,
    );
  return EXIT.proven;
}

/** A session ends in the service too; a token holds until it is revoked there. */
export async function runLogout(command: Command): Promise<ExitCode> {
  const { environment, machinery, terminal, isJson } = command;
  const path = signInFileOf(environment);
  const signIn = await readSignIn(path);
  await forgetSignIn(path);
  const url = signIn?.url ?? null;
  if (signIn?.by === 'session') {
    const fetch = machinery.web(await readAuthorities(signIn.authorities));
    await unlessOver(clientOf(signIn, fetch).call('signOut'));
  }
  if (isJson) terminal.out(`${JSON.stringify({ url })}\n`);
  else if (signIn === null) terminal.out('Nobody was signed in.\n');
  else if (signIn.by === 'session') terminal.out(`✓ Signed out at ${url}.\n`);
  else terminal.out(`✓ The token is forgotten here. It holds until it is revoked: godwit token revoke.\n`);
  return EXIT.proven;
}

interface Known {
  readonly by: 'session' | 'token';
  readonly secret: Secret;
  /** A mail address; null for a token, which is nobody. */
  readonly who: string | null;
}

async function byToken(url: string, fetch: Fetch, { environment, ask }: Command): Promise<Known> {
  const given = environment['GODWIT_TOKEN'] ?? (await ask?.('Token: '))?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(given)) {
    throw new Failure('usage.invalid', {
      what: 'There is no token.',
      how: 'Set GODWIT_TOKEN, or type it when Godwit asks.',
    });
  }
  const secret = new Secret(given);
  await clientOf({ url, by: 'token', secret }, fetch).call('listOrganisations', { query: { limit: 1 } });
  return { by: 'token', secret, who: null };
}

async function byPassword(url: string, fetch: Fetch, { ask, askLine }: Command): Promise<Known> {
  if (ask === null || askLine === null) {
    throw new Failure('usage.invalid', {
      what: 'There is no terminal to ask for address and password.',
      how: 'Programs ask with a token: set GODWIT_URL and GODWIT_TOKEN, or use godwit login --token.',
    });
  }
  let cookie = '';
  const client = openClient({
    base: url,
    headers: {},
    fetch: async (...asked) => {
      const response = await fetch(...asked);
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return response;
    },
  });
  const address = (await askLine('Mail address: ')).trim();
  const password = await ask('Password: ');
  const signIn = (code: string | null): Promise<Answer<'signIn'>> =>
    heard(url, client.call('signIn', { body: { address, password, code } }));
  let person: Answer<'signIn'>;
  try {
    person = await signIn(null);
  } catch (error) {
    if (!(error instanceof ServiceProblem) || error.code !== 'service.code-needed') throw error;
    person = await signIn((await ask('Code of the app, or a recovery code: ')).trim());
  }
  return { by: 'session', secret: new Secret(cookie), who: person.address };
}

/** Whoever is not signed in any more need not be signed out. */
async function unlessOver(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof ServiceProblem) || error.status !== 401) throw error;
  }
}
