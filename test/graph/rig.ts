/** What tests of the simulated Graph share: one that runs with one mailbox, and a client that is no more than fetch. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphOptions, GraphSettings } from '../../sim/graph/options.ts';
import { ALL_ROLES } from '../../sim/graph/permissions.ts';
import { type RunningGraph, startGraph } from '../../sim/graph/start-graph.ts';

export const TENANT = 'sim.example';
export const OWNER = 'ann@sim.example';
export const CLIENT_ID = 'a3f0c1d2-0000-4000-8000-000000000001';
export const SECRET = 'opens the tenant';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; an empty object for none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface GraphRig {
  readonly graph: RunningGraph;
  /** A token of the application. */
  token(): Promise<string>;
  /** Asks below `/v1.0`, or an address that is complete. Objects go as JSON. */
  ask(
    method: string,
    path: string,
    body?: object | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

export async function startGraphRig(
  settings: Partial<GraphSettings> = {},
  more: Partial<Pick<GraphOptions, 'clock' | 'faults' | 'store'>> = {},
): Promise<GraphRig> {
  const folder = mkdtempSync(join(tmpdir(), 'sim-graph-'));
  const graph = await startGraph({
    store: { folder, addresses: [OWNER, 'bob@sim.example'] },
    tenant: TENANT,
    settings: { apps: [{ clientId: CLIENT_ID, secret: SECRET, roles: [...ALL_ROLES, 'Mail.Send'] }], ...settings },
    ...more,
  });
  let held: string | null = null;
  const token = async (): Promise<string> => {
    const form = new URLSearchParams({
      client_id: CLIENT_ID,
      client_secret: SECRET,
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
    });
    const answer = await fetch(`${graph.origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST', body: form });
    const body = (await answer.json()) as { readonly access_token: string }; // the endpoint gives no other shape with 200
    return body.access_token;
  };
  return {
    graph,
    token,
    ask: async (method, path, body, headers = {}) => {
      held ??= await token();
      const isFull = path.startsWith('http');
      const answer = await fetch(isFull ? path : `${graph.origin}/v1.0${path}`, {
        method,
        headers: {
          ...(isFull && path.includes('/api/g') ? {} : { authorization: `Bearer ${held}` }),
          ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json') && text !== '';
      return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : {} };
    },
    close: async () => {
      await graph.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The `value` of a list, or the `responses` of a batch. */
export function listIn({ json }: Answer): readonly Readonly<Record<string, unknown>>[] {
  const list: unknown = json['value'] ?? json['responses'];
  return Array.isArray(list) ? list : [];
}

/** The id that an answer tells: of what it shows, of what was imported, or of the mailbox. */
export function idIn({ json }: Answer): string {
  return String(json['id'] ?? json['itemId'] ?? json['primaryMailboxId']);
}
