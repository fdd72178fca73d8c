/** The service as commands ask it: signed in, and with names in place of ids. */
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { type Client, type Fetch, openClient, ServiceSilent } from '../../client/client.ts';
import type { Command } from '../command.ts';
import { readAuthorities } from '../settings.ts';
import { Names } from './names.ts';
import type { RemoteOptions } from './remote-options.ts';
import { serviceUrlOf } from './service-url.ts';
import { readSignIn, type SignIn, signInFileOf } from './sign-in-file.ts';

export interface Remote {
  readonly command: Command;
  readonly options: RemoteOptions;
  readonly client: Client;
  /** Origin of the service. */
  readonly url: string;
  readonly names: Names;
}

/** The one that somebody is signed in at. Throws `usage.invalid` where nobody is. */
export async function openRemote(options: RemoteOptions, command: Command): Promise<Remote> {
  const signIn = await signedIn(options, command);
  const authorities = await readAuthorities([...signIn.authorities, ...(options.caFile ?? [])]);
  const client = clientOf(signIn, command.machinery.web(authorities), () => command.random.id());
  return { command, options, client, url: signIn.url, names: new Names(client, options) };
}

/** Asks for somebody; what breaks on the way is a failure that says so. */
export function clientOf(
  { url, by, secret }: Pick<SignIn, 'url' | 'by' | 'secret'>,
  fetch: Fetch,
  newKey?: () => string,
): Client {
  const headers = by === 'token' ? { authorization: `Bearer ${secret.reveal()}` } : { cookie: secret.reveal() };
  const client = openClient({ base: url, fetch, headers, ...(newKey === undefined ? {} : { newKey }) });
  return {
    call: (id, ...asked) => heard(url, client.call(id, ...asked)),
    open: (id, asked, stream) => heard(url, client.open(id, asked, stream)),
  };
}

/** Throws `service.silent` in place of `ServiceSilent`. */
export async function heard<T>(url: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ServiceSilent)) throw error;
    throw new Failure('service.silent', { url, reason: error.message }, { cause: error });
  }
}

/** The environment goes before the file: a program that runs beside a person is not that person. */
async function signedIn(options: RemoteOptions, { environment }: Command): Promise<SignIn> {
  const typed = options.url ?? environment['GODWIT_URL'];
  const token = environment['GODWIT_TOKEN'];
  const kept = await readSignIn(signInFileOf(environment));
  const from = options.url === undefined ? 'in GODWIT_URL' : 'given with --url';
  const url = typed === undefined ? kept?.url : serviceUrlOf(typed, from);
  if (url !== undefined && token !== undefined && token !== '') {
    return { url, by: 'token', secret: new Secret(token), authorities: kept?.url === url ? kept.authorities : [] };
  }
  if (kept !== null && kept.url === url) return kept;
  throw new Failure('usage.invalid', {
    what: url === undefined ? 'Nobody is signed in at any service.' : `Nobody is signed in at ${url}.`,
    how: 'Sign in with godwit login URL, or set GODWIT_URL and GODWIT_TOKEN.',
  });
}
