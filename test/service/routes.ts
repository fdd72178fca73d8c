/** All routes as OpenAPI tells them, with what each would take: for tests that ask every one of them. */
import type { Api } from '../../src/api/server.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/model/arrangement.ts';
import { type Asker, asker, mailboxBody } from './api.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** With the names of its parameters in braces. */
  readonly path: string;
  /** The scope that a token needs; null where no token may. */
  readonly scope: string | null;
  /** Whether somebody has to be signed in, or a token has to be sent. */
  readonly isOpen: boolean;
}

interface Described {
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

export async function routesOf(api: Api): Promise<readonly Route[]> {
  const answer = await asker(api).ask('GET', '/api/openapi.json');
  const paths: Record<string, Record<string, Described>> = answer.json().paths;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [] }]): Route => {
      const scope = security.flatMap(({ token }) => token ?? [])[0] ?? null;
      return { method: method.toUpperCase() as Route['method'], path, scope, isOpen: security.length === 0 };
    }),
  );
}

/** Values of parameters by their names. */
export type Ids = Readonly<Record<string, string>>;

/** What a parameter is where nothing depends on it. */
const USUAL: Ids = { place: 'source', version: '1', domain: 'example.com' };

export const INVENTORY = { takenAt: '2026-01-01T00:00:00Z', domains: [], mailboxes: [], lists: [] };
export const ANSWERS = {
  version: 1,
  organisation: { name: 'Finch' },
  groups: [
    {
      name: 'Everybody',
      needs: { outlook: ['calendar'], phone: [], sharing: [], documents: [], storage: 'enough', programs: ['webmail'] },
      people: [],
    },
  ],
};

const BODIES: Readonly<Record<string, object>> = {
  '/projects': { name: 'Another' },
  '/organisations': { name: 'Another' },
  '/acts/preview': { act: 'cancel', filter: {} },
  '/mailboxes/acts': { act: 'cancel', reason: 'why', filter: {}, preview: 'none' },
  '/mailboxes': mailboxBody('ben@example.com'),
  '/passwords/purge': { reason: 'why' },
  '/passwords/{place}': { password: 'another' },
  '/links/mails': { notice: 'user-invited' },
  '/links': { mailboxes: ['11111111-1111-4111-8111-111111111111'] },
  '/user/session': { token: 'godwit_link_nonsense' },
  '/mailbox/steps': { done: [] },
  '/mailbox/devices': { devices: [], done: [] },
  '/mailbox/acts': { act: 'confirm' },
  '/mailbox/missing': { folder: 'Inbox' },
  '/acts': { act: 'cancel', reason: 'why' },
  '/settings/mail': {
    smtp: { host: '127.0.0.1', port: 25, security: 'none' },
    from: { name: 'Godwit', address: 'ticket@move.example.com' },
    reason: 'why',
  },
  '/settings/mail/test': { to: 'ada@outside.example' },
  '/webhooks': { url: 'https://hook.example.com/' },
  '/webhooks/{webhook}': { isOn: false },
  '/contact': { address: 'ada@outside.example' },
  '/settings/work': { mailboxesAtOnce: 1, reason: 'why' },
  '/renaming': { name: 'Another' },
  '/people/{person}/removal': { reason: 'why' },
  '/operators/{person}/removal': { reason: 'why' },
  '/resets': { reason: 'why' },
  '/projects/{project}/settings': {
    kinds: ['message'],
    skipRoles: [],
    deletions: 'keep',
    folderNames: 'map',
    timeZone: 'UTC',
  },
  '/blackouts': { reason: 'why', span: { is: 'weekly', days: [0], fromMinute: 0, untilMinute: 1, timeZone: 'UTC' } },
  '/arrangement': { ...DEFAULT_ARRANGEMENT, noticeDays: 6, reason: 'why' },
  '/answers': ANSWERS,
  '/organisations/{organisation}/advice': ANSWERS,
  '/projects/{project}/inventory': INVENTORY,
  '/domains/{domain}': { is: 'waived', reason: 'why' },
  '/ticket/questions': { text: 'When?' },
  '/ticket/replies': { text: 'Soon.' },
  '/ticket/answer': { addresses: 'all' },
  '/ticket/alternatives': { dates: ['2027-03-01T18:00:00Z'], text: 'why' },
  '/waves': { name: 'Another' },
  '/pre-flight/waivers': { check: 'mailbox-prepared', thing: 'ann@example.com', reason: 'why' },
  '/connection': { userKey: 'planted-user-key', secretKey: 'planted-secret-key' },
  '/locks': { how: 'by-hand', reason: 'why' },
  '/switch': { wanted: [{ domain: 'example.com', hosts: ['mail.example.net'] }] },
  '/assignments': { wave: null, mailboxes: ['5b0b3b52-3a8c-4d1e-9a2f-0c2f6c7d8e9f'] },
  '/settings/providers': { name: 'SSO', issuer: 'http://127.0.0.1:1', clientId: 'godwit', clientSecret: 'of it' },
  '/session/identities': { provider: '11111111-1111-4111-8111-111111111111', password: 'a wrong one' },
  '/hand-overs': { handOvers: [{ mailbox: '11111111-1111-4111-8111-111111111111' }] },
  '/hand-overs/revelation': { reason: 'why' },
  '/hand-overs/setting': { handOvers: ['11111111-1111-4111-8111-111111111111'] },
  '/finish/last-copy': { is: 'waived', reason: 'why' },
  '/finish/licence': { licence: null },
  '/mailboxes/{mailbox}/cases': { folder: 'Inbox' },
  '/sign-ins': { signIns: [{ mailbox: 'ann@example.com', at: '2026-01-01T00:00:00Z' }] },
  '/words': { text: 'Look into the archive.' },
  '/closing': { outcome: 'found', text: 'It is in the archive.' },
  '/reopening': { reason: 'why' },
  '/tokens': { name: 'Another', scopes: ['read'], expiresInDays: 1 },
};

/** Ids that nobody has, for tests in which it does not matter what is named. */
export const NOBODYS: Ids = Object.fromEntries(
  [
    'organisation',
    'project',
    'mailbox',
    'delivery',
    'webhook',
    'wave',
    'blackout',
    'linkId',
    'tokenId',
    'person',
    'session',
    'passkey',
    'provider',
    'handOver',
    'caseId',
  ]
    .map((name) => [name, '0f0e0d0c-0b0a-4908-8706-050403020100'])
    .concat([['token', 'nonsense']]),
);

/**
 * The address of a route with these ids. Throws for a parameter that nobody gave: whoever adds one says here what it is, so that
 * no route is ever asked for something that is not there by accident.
 */
export function addressOf({ path }: Pick<Route, 'path'>, ids: Ids): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = ids[name] ?? USUAL[name];
    if (value === undefined) throw new Error(`${path}: no id for the parameter ${name}`);
    return value;
  });
}

/** Asks for a route with these ids, and with a body that fits, where none is given. */
export function askRoute(route: Route, ids: Ids, who: Asker, given?: object) {
  const { method, path } = route;
  const url = addressOf(route, ids);
  if (given === undefined && TABLES.some((end) => path.endsWith(end)) && method === 'POST') {
    return who.send(url, TABLE, 'text/csv');
  }
  const body = given ?? Object.entries(BODIES).find(([end]) => path.endsWith(end))?.[1];
  return method === 'POST' || method === 'PATCH' || method === 'PUT'
    ? who.ask(method, url, body ?? {})
    : who.ask(method, url);
}

/** What is sent as a table. */
const TABLES = ['/mailboxes/table', '/projects/{project}/passwords'];
const TABLE = 'name,mailbox,place,password\n';

/** Streams have no end that a test could wait for. */
export function isStream({ path }: Route): boolean {
  return path.endsWith('/stream');
}
