/** Mailboxes of a test whose users have opened their private links. */
import type { LightMyRequestResponse } from 'fastify';
import { type Administered, type Asker, asker, cookieOf, idOf, mailboxBody, type Rig } from './api.ts';

export interface Linked {
  readonly id: string;
  /** Its address in the interface. */
  readonly one: string;
  readonly linkId: string;
  readonly token: string;
  /** With a session by the link. */
  readonly user: Asker;
}

export interface LinkRig {
  readonly project: { readonly id: string };
  readonly projectUrl: string;
  /** A new mailbox whose user has opened the link. */
  readonly linked: () => Promise<Linked>;
  readonly open: (token: string, who?: Asker) => Promise<LightMyRequestResponse>;
  readonly lastEvents: (count: number) => Promise<Record<string, unknown>[]>;
}

export async function linkRig({ api }: Rig, mine: Administered, name = 'Move'): Promise<LinkRig> {
  const project = (await mine.admin.ask('POST', `${mine.url}/projects`, { name })).json();
  const projectUrl = `/api/organisations/${idOf(mine)}/projects/${project.id}`;
  let mailboxes = 0;
  const open: LinkRig['open'] = (token, who = asker(api)) => who.ask('POST', '/api/user/session', { token });
  return {
    project,
    projectUrl,
    open,
    linked: async () => {
      mailboxes += 1;
      const body = mailboxBody(`ann${mailboxes}@example.com`);
      const [{ id }] = (await mine.admin.ask('POST', `${projectUrl}/mailboxes`, body)).json();
      const [link] = (await mine.admin.ask('POST', `${projectUrl}/links`, { mailboxes: [id] })).json();
      const token = tokenIn(link);
      const opened = await open(token);
      if (opened.statusCode !== 201) throw new Error(opened.body);
      return { id, one: `${projectUrl}/mailboxes/${id}`, linkId: link.id, token, user: asker(api, cookieOf(opened)) };
    },
    lastEvents: async (count) =>
      (await mine.admin.ask('GET', `${mine.url}/events?limit=500`)).json().items.slice(-count),
  };
}

export function tokenIn({ path }: { readonly path: string }): string {
  return path.split('#')[1] ?? '';
}
