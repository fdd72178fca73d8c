/** Names of things in place of their ids. What several have is no name of one. */
import { Failure } from '../../base/problem.ts';
import type { Client } from '../../client/client.ts';
import { shown } from '../format.ts';
import { allOf } from './pages.ts';
import type { RemoteOptions } from './remote-options.ts';

export interface InOrganisation {
  readonly organisation: string;
}
export interface InProject extends InOrganisation {
  readonly project: string;
}
export interface OfMailbox extends InProject {
  readonly mailbox: string;
}
export interface OfWave extends InProject {
  readonly wave: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Enough to say which ones have the name. */
const SHOWN_MAX = 10;

export class Names {
  readonly #client: Client;
  readonly #options: RemoteOptions;

  constructor(client: Client, options: RemoteOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** That of `--organisation`, or the only one that can be seen. */
  async organisation(): Promise<InOrganisation> {
    const list = (text?: string) =>
      allOf((page) => this.#client.call('listOrganisations', { query: { ...page, text } }));
    const wanted = this.#options.organisation;
    const organisation = await chosen('organisation', wanted, '--organisation', list);
    return { organisation };
  }

  /** The project of that name; without one that of `--project`, or the only one. */
  async project(name = this.#options.project): Promise<InProject> {
    const path = await this.organisation();
    const list = (text?: string) =>
      allOf((page) => this.#client.call('listProjects', { path, query: { ...page, text } }));
    return { ...path, project: await chosen('project', name, '--project', list) };
  }

  async mailbox(name: string): Promise<OfMailbox> {
    const path = await this.project();
    const list = (text?: string) =>
      allOf((page) => this.#client.call('listMailboxes', { path, query: { ...page, text } }));
    return { ...path, mailbox: await chosen('mailbox', name, '', list) };
  }

  async wave(name: string): Promise<OfWave> {
    const path = await this.project();
    const list = () => allOf((page) => this.#client.call('listWaves', { path, query: page }));
    return { ...path, wave: await chosen('wave', name, '', list) };
  }

  /** By its id or its address. */
  async webhook(name: string): Promise<InOrganisation & { readonly webhook: string }> {
    const path = await this.organisation();
    const list = async () => {
      const { items } = await this.#client.call('listWebhooks', { path });
      return items.map(({ id, url }) => ({ id, name: url }));
    };
    return { ...path, webhook: await chosen('webhook', name, '', list) };
  }

  /** By name or by mail address. */
  async person(name: string): Promise<InOrganisation & { readonly person: string }> {
    const path = await this.organisation();
    const list = async (text?: string) => {
      const people = await allOf((page) => this.#client.call('listPeople', { path, query: { ...page, text } }));
      return people.map(({ id, address, name: called }) => ({ id, name: same(address, name) ? address : called }));
    };
    return { ...path, person: await chosen('person', name, '', list) };
  }

  async operator(name: string): Promise<{ readonly person: string }> {
    const { items } = await this.#client.call('listOperators');
    const people = items.map(({ id, address, name: called }) => ({ id, name: same(address, name) ? address : called }));
    return { person: await chosen('operator', name, '', async () => people) };
  }

  /** Of those that hold still. */
  async token(name: string): Promise<InOrganisation & { readonly tokenId: string }> {
    const path = await this.organisation();
    const list = (text?: string) =>
      allOf((page) => this.#client.call('listTokens', { path, query: { ...page, text, live: 'true' } }));
    return { ...path, tokenId: await chosen('token', name, '', list) };
  }

  async houseToken(name: string): Promise<{ readonly tokenId: string }> {
    const list = (text?: string) =>
      allOf((page) => this.#client.call('listHouseTokens', { query: { ...page, text, live: 'true' } }));
    return { tokenId: await chosen('token', name, '', list) };
  }
}

/** The id of the one that is called so, in the same letters before others. Throws `usage.invalid` for none and for several. */
async function chosen(
  what: string,
  wanted: string | undefined,
  option: string,
  list: (text?: string) => Promise<readonly Named[]>,
): Promise<string> {
  if (wanted !== undefined && ID.test(wanted)) return wanted.toLowerCase();
  const all = await list(wanted);
  const exact = all.filter(({ name }) => wanted === undefined || name === wanted);
  const found = exact.length > 0 ? exact : all.filter(({ name }) => same(name, wanted ?? ''));
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one.id;
  if (one === undefined) throw noneCalled(what, wanted, all);
  const which = found.slice(0, SHOWN_MAX).map(({ id, name }) => (wanted === undefined ? shown(name) : id));
  throw new Failure('usage.invalid', {
    what:
      wanted === undefined
        ? `There are several ${plural(what)}: ${which.join(', ')}${found.length > SHOWN_MAX ? ', …' : ''}.`
        : `Several ${plural(what)} are called ${shown(wanted)}.`,
    how: wanted === undefined ? `Say which with ${option}.` : `Give the id of one: ${which.join(', ')}.`,
  });
}

function noneCalled(what: string, wanted: string | undefined, like: readonly Named[]): Failure {
  if (wanted === undefined) {
    const how = `Add one with godwit ${what} add, or sign in as somebody who sees one.`;
    return new Failure('usage.invalid', { what: `There is no ${what}.`, how });
  }
  const names = like.slice(0, SHOWN_MAX).map(({ name }) => shown(name));
  return new Failure('usage.invalid', {
    what: `No ${what} is called ${shown(wanted)}.`,
    how: names.length > 0 ? `Perhaps it is one of these: ${names.join(', ')}.` : `Look at godwit ${what} list.`,
  });
}

function plural(what: string): string {
  if (what === 'person') return 'people';
  return what === 'mailbox' ? 'mailboxes' : `${what}s`;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
