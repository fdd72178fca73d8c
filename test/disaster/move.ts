/** An organisation with one project on the stage, as an operator sets it up, and what is asked of it later. */
import { type Client } from './client.ts';
import { PLANTED, type Stage } from './stage.ts';

export interface Move {
  /** Paths. */
  readonly home: string;
  readonly project: string;
}

const ADDED_AT_ONCE = 50;

/** Makes operator, organisation, project and mailboxes, and starts the project. */
export async function beginMove(client: Client, link: string, stage: Stage, targetPort: number): Promise<Move> {
  const olga = { name: 'Olga', address: 'olga@godwit.example', password: PLANTED.person };
  const joined = await client.asker.ask('POST', link, olga);
  if (joined.status !== 201) throw new Error(`nobody became operator: ${JSON.stringify(joined.body)}`);
  const { id } = (await client.ask('POST', '/api/organisations', { name: 'Finch' })).body;
  const home = `/api/organisations/${id}`;
  const made = await client.ask('POST', `${home}/projects`, { name: 'Move' });
  const project = `${home}/projects/${made.body.id}`;
  for (let from = 0; from < stage.users.length; from += ADDED_AT_ONCE) {
    const some = stage.users.slice(from, from + ADDED_AT_ONCE);
    const mailboxes = some.map((user) => mailboxOf(user, stage, targetPort));
    const added = await client.ask('POST', `${project}/mailboxes`, { mailboxes });
    if (added.status !== 201) throw new Error(`mailboxes were not added: ${JSON.stringify(added.body)}`);
  }
  await client.ask('POST', `${project}/acts`, { act: 'start' });
  return { home, project };
}

function mailboxOf(user: string, { dovecot }: Stage, targetPort: number): object {
  const target = `ews+http://127.0.0.1:${targetPort}/EWS/Exchange.asmx?mailbox=${user}`;
  return {
    name: user,
    sources: [{ address: `imap://127.0.0.1:${dovecot.imapPort}`, user, password: dovecot.password }],
    target: { address: target, user, auth: 'basic', password: PLANTED.target },
    timeZone: 'Europe/London',
  };
}

export interface MailboxNow {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly problem: { readonly code: string } | null;
}

/** All mailboxes as they are. */
export async function mailboxesNow(client: Client, { project }: Move): Promise<readonly MailboxNow[]> {
  const all: MailboxNow[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await client.ask('GET', `${project}/mailboxes?limit=500${cursor}`);
    const { items, next } = body as unknown as { items: MailboxNow[]; next: string | null }; // the shape of the contract
    all.push(...items);
    if (next === null) return all;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}
