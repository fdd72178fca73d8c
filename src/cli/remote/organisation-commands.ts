/** `godwit organisation …`, `godwit person …` and `godwit token …`: who may ask a service for what. */
import type { Answer, Asked } from '../../client/client.ts';
import { shown } from '../format.ts';
import { listed } from './listed.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { type Column, rowsText } from './rows.ts';

/** So long a token holds where nobody says how long. */
const TOKEN_DAYS_DEFAULT = 30;

export const ORGANISATION_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'organisation list',
    says: 'those that you may see',
    options: ['text', 'sort', 'limit'],
    run: async (remote) =>
      listed(remote, (query) => remote.client.call('listOrganisations', { query }), [
        ['name', ({ name }) => name],
        ['since', ({ createdAt }) => createdAt],
        ['id', ({ id }) => id],
      ]),
  },
  {
    words: 'organisation add <name>',
    says: 'add one',
    options: [],
    run: async ({ client }, name = '') => {
      const organisation = await client.call('addOrganisation', { body: { name } });
      return { json: organisation, text: `✓ Added ${shown(organisation.name)} (${organisation.id}).\n` };
    },
  },
  {
    words: 'organisation invite',
    says: 'make a one-time link for an administrator of it',
    options: ['organisation'],
    run: inviteAdministrator,
  },
  {
    words: 'person list',
    says: 'who may sign in: for an organisation, or with --house the operators',
    options: ['organisation', 'house', 'text', 'sort', 'limit'],
    run: listPeople,
  },
  {
    words: 'person invite',
    says: 'make a one-time link for an administrator, or with --house for an operator',
    options: ['organisation', 'house'],
    run: (remote) => (remote.options.house === true ? inviteOperator(remote) : inviteAdministrator(remote)),
  },
  {
    words: 'person reset-link <person>',
    says: 'make a one-time link by which somebody sets a new password',
    options: ['organisation', 'house', 'second-factor', 'reason'],
    run: resetLink,
  },
  {
    words: 'token list',
    says: 'what programs ask with: of an organisation, or with --house of the installation',
    options: ['organisation', 'house', 'text', 'sort', 'limit'],
    run: listTokens,
  },
  {
    words: 'token add <name>',
    says: 'make one; it is shown once',
    options: ['organisation', 'house', 'scope', 'days', 'reason'],
    run: addToken,
  },
  {
    words: 'token revoke <token>',
    says: 'end one',
    options: ['organisation', 'house'],
    run: async ({ client, names, options }, name = '') => {
      if (options.house === true) await client.call('revokeHouseToken', { path: await names.houseToken(name) });
      else await client.call('revokeToken', { path: await names.token(name) });
      return { json: { revoked: name }, text: `✓ ${shown(name)} holds no more.\n` };
    },
  },
];

async function inviteAdministrator({ client, names, url }: Remote): Promise<Said> {
  return linkSaid(await client.call('inviteAdministrator', { path: await names.organisation() }), url);
}

async function inviteOperator({ client, url }: Remote): Promise<Said> {
  return linkSaid(await client.call('inviteOperator'), url);
}

/** Whoever has the link has the account, so it is for nobody but the person. */
function linkSaid(link: Answer<'inviteAdministrator'>, url: string): Said {
  const whole = `${url}${link.path}`;
  return {
    json: { ...link, url: whole },
    text: `${shown(whole)}\nIt holds once, until ${shown(link.expiresAt)}. Whoever has it has the account: give it to nobody else.\n`,
  };
}

async function resetLink({ client, names, options, url }: Remote, name = ''): Promise<Said> {
  const body = { reason: options.reason ?? '', secondFactor: options.secondFactor === true };
  if (options.house === true) {
    return linkSaid(await client.call('makeOperatorResetLink', { path: await names.operator(name), body }), url);
  }
  return linkSaid(await client.call('makeResetLink', { path: await names.person(name), body }), url);
}

type Person = Answer<'listPeople'>['items'][number];
const PERSON_COLUMNS: readonly Column<Person>[] = [
  ['name', ({ name }) => name],
  ['address', ({ address }) => address],
  ['role', ({ role }) => role],
  ['id', ({ id }) => id],
];

async function listPeople(remote: Remote): Promise<Said> {
  const { client, names, options, command } = remote;
  if (options.house === true) {
    const { items } = await client.call('listOperators');
    return { json: { items }, text: rowsText(items, PERSON_COLUMNS, command.terminal) };
  }
  const path = await names.organisation();
  return listed(remote, (query) => client.call('listPeople', { path, query }), PERSON_COLUMNS);
}

type Token = Answer<'listTokens'>['items'][number];
const TOKEN_COLUMNS: readonly Column<Token>[] = [
  ['name', ({ name }) => name],
  ['scopes', ({ scopes }) => scopes.join(' ')],
  ['until', ({ expiresAt }) => expiresAt],
  ['last used', ({ lastUsedAt }) => lastUsedAt],
  ['revoked', ({ revokedAt }) => revokedAt],
  ['id', ({ id }) => id],
];

async function listTokens(remote: Remote): Promise<Said> {
  const { client, names, options } = remote;
  if (options.house === true) {
    return listed(remote, (query) => client.call('listHouseTokens', { query }), TOKEN_COLUMNS);
  }
  const path = await names.organisation();
  return listed(remote, (query) => client.call('listTokens', { path, query }), TOKEN_COLUMNS);
}

async function addToken({ client, names, options }: Remote, name = ''): Promise<Said> {
  // The service names the scopes where one is none of them.
  const scopes = (options.scope ?? ['read']) as Asked<'makeToken'>['body']['scopes'];
  const body = { name, scopes, expiresInDays: options.days ?? TOKEN_DAYS_DEFAULT, reason: options.reason ?? null };
  const token =
    options.house === true
      ? await client.call('makeHouseToken', { body })
      : await client.call('makeToken', { path: await names.organisation(), body });
  return {
    json: token,
    text: `${shown(token.token)}\nIt is shown here and never again; it holds until ${shown(token.expiresAt)}.\n`,
  };
}
