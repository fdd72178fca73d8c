/** A service with everything behind it that the console shows: the real program, and simulated servers on both sides. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { filledAccount } from '../service/filled-account.ts';
import { HttpAsker, type ServiceProgram, startService } from '../walk/service-program.ts';

export const PERSON = { name: 'Olga Ortega', address: 'olga@godwit.example', password: 'a phrase of some length' };
const PASSWORD = 'correct horse';
export const PEOPLE = ['ann@finch.example', 'ben@finch.example', 'cat@finch.example'] as const;

export interface ConsoleStage extends AsyncDisposable {
  readonly url: string;
  readonly service: ServiceProgram;
  /** Asks the service as the operator who is signed in in the console too. */
  readonly olga: HttpAsker;
  /** Opens the first account over HTTP; a test that does it in the browser leaves it. */
  signUp(): Promise<void>;
  /** Another operator, and a link that sets a new password for them. Asked once `olga` is signed in. */
  addOperator(address: string): Promise<{ readonly resetLink: string }>;
  /** An organisation with a project that has a mailbox for each of the people; gives the address of its page. */
  addProject(name: string): Promise<{ readonly page: string; readonly api: string }>;
}

export async function openStage(): Promise<ConsoleStage> {
  await using closing = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'godwit-console-'));
  closing.defer(() => rm(folder, { recursive: true, force: true }));
  const source = await startImapServer({ accounts: PEOPLE.map((user) => filledAccount(user, PASSWORD, 3)) });
  closing.defer(() => source.stop());
  const exchange = await startExchange({
    folder: join(folder, 'exchange'),
    accounts: PEOPLE.map((user) => ({ user, password: PASSWORD, mayImpersonate: [], auth: ['basic'] })),
    mailboxes: PEOPLE.map((address) => ({ address })),
  });
  closing.defer(() => exchange.close());
  const options = ['--listen', '127.0.0.1:0', '--allow-insecure-loopback', '--state', join(folder, 'state')];
  const service = await startService(['serve', ...options]);
  closing.defer(() => service.kill());
  const olga = new HttpAsker();
  const url = service.url ?? '';
  const opened = closing.move();
  return {
    url,
    service,
    olga,
    signUp: async () => {
      await olga.ask('POST', service.link ?? '', PERSON);
    },
    addOperator: (address) => addOperator(address, url, olga),
    addProject: (name) => addProject(name, { url, olga, source, exchange }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Stage {
  readonly url: string;
  readonly olga: HttpAsker;
  readonly source: RunningImapServer;
  readonly exchange: RunningExchange;
}

async function addProject(name: string, { url, olga, source, exchange }: Stage) {
  const organisation = (await olga.ask('POST', `${url}/api/organisations`, { name: `Finch, ${name}` })).body.id;
  const projects = `${url}/api/organisations/${organisation}/projects`;
  const project = (await olga.ask('POST', projects, { name })).body.id;
  const api = `${projects}/${project}`;
  const mailboxes = PEOPLE.map((user) => ({
    name: user,
    sources: [{ address: `imap://127.0.0.1:${source.port}`, user, password: PASSWORD }],
    target: { address: `ews+${exchange.url}?mailbox=${user}`, user, auth: 'basic', password: PASSWORD },
  }));
  const added = await olga.ask('POST', `${api}/mailboxes`, { mailboxes });
  if (added.status !== 201) throw new Error(JSON.stringify(added.body));
  return { page: `${url}/o/${organisation}/p/${project}`, api };
}

async function addOperator(address: string, url: string, olga: HttpAsker) {
  const invited = await olga.ask('POST', `${url}/api/operators/invitations`);
  const other = new HttpAsker();
  const made = await other.ask('POST', url + invited.body.path, { ...PERSON, name: 'Lou Lost', address });
  if (made.status >= 400) throw new Error(JSON.stringify(made.body));
  const resets = `${url}/api/operators/${made.body.id}/resets`;
  const reset = await olga.ask('POST', resets, { reason: 'the password is lost' });
  return { resetLink: url + reset.body.path };
}
