/** All routes as OpenAPI tells them, with what each would take: for tests that ask every one of them. */
import type { Api } from '../../src/api/server.ts';
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
const USUAL: Ids = { place: 'source' };

const BODIES: Readonly<Record<string, object>> = {
  '/projects': { name: 'Another' },
  '/organisations': { name: 'Another' },
  '/acts/preview': { act: 'cancel', filter: {} },
  '/mailboxes/acts': { act: 'cancel', reason: 'why', filter: {}, preview: 'none' },
  '/mailboxes': mailboxBody('ben@example.com'),
  '/passwords/purge': { reason: 'why' },
  '/passwords/{place}': { password: 'another' },
  '/links': { mailboxes: ['11111111-1111-4111-8111-111111111111'] },
  '/user/session': { token: 'godwit_link_nonsense' },
  '/mailbox/steps': { done: [] },
  '/mailbox/acts': { act: 'confirm' },
  '/mailbox/missing': { folder: 'Inbox' },
  '/acts': { act: 'cancel', reason: 'why' },
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
  '/waves': { name: 'Another' },
  '/assignments': { wave: null, mailboxes: ['5b0b3b52-3a8c-4d1e-9a2f-0c2f6c7d8e9f'] },
  '/tokens': { name: 'Another', scopes: ['read'], expiresInDays: 1 },
};

/** Asks for a route with these ids, and with a body that fits. */
export function askRoute({ method, path }: Route, ids: Ids, who: Asker) {
  const url = path.replace(/\{(\w+)\}/g, (_whole, name: string) => ids[name] ?? USUAL[name] ?? 'nonsense');
  const body = Object.entries(BODIES).find(([end]) => path.endsWith(end))?.[1];
  return method === 'POST' || method === 'PATCH' || method === 'PUT'
    ? who.ask(method, url, body ?? {})
    : who.ask(method, url);
}

/** Streams have no end that a test could wait for. */
export function isStream({ path }: Route): boolean {
  return path.endsWith('/stream');
}
