/**
 * The way for another process to look at the simulator and to change it while it runs: `GET /sim/state`, `POST /sim/faults`,
 * `POST /sim/settings`, `POST /sim/revoke`, `POST /sim/device`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type MailboxState, mailboxState } from '../exchange/control.ts';
import { receiptsArmed } from '../exchange/inspect.ts';
import { readBody } from '../exchange/listener.ts';
import type { World } from './call.ts';
import type { GraphCounters } from './counters.ts';
import type { GraphFault, GraphFaultScript } from './fault.ts';
import type { GraphSettings } from './options.ts';
import type { TokenEndpoint } from './sign-in/token-endpoint.ts';
import type { Tokens } from './sign-in/tokens.ts';
import { sendReply } from './strike.ts';

export interface GraphState {
  readonly counters: GraphCounters;
  readonly receiptsArmed: number;
  /** By address. */
  readonly mailboxes: Readonly<Record<string, MailboxState>>;
}

export interface Controlled {
  readonly faults: GraphFaultScript;
  readonly tokens: Tokens;
  readonly endpoint: TokenEndpoint;
}

const BODY_BYTES_MAX = 1024 * 1024;

export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  { faults, tokens, endpoint }: Controlled,
): Promise<void> {
  const answer = (status: number, body: object): void => sendReply(response, { status, body });
  const asked = `${request.method} ${request.url}`;
  if (asked === 'GET /sim/state') return answer(200, graphState(world));
  const body = await readBody(request, BODY_BYTES_MAX);
  const value: unknown = body === null || body.length === 0 ? null : JSON.parse(body.toString('utf8'));
  switch (asked) {
    case 'POST /sim/faults':
      if (!Array.isArray(value)) return answer(400, { problem: 'a list of faults was expected' });
      faults.set(value as readonly GraphFault[]); // a script is written by the test that posts it
      return answer(200, { faults: value.length });
    case 'POST /sim/settings':
      world.settings = { ...world.settings, ...(value as Partial<GraphSettings>) }; // written by the test that posts it
      return answer(200, world.settings);
    case 'POST /sim/revoke':
      tokens.revokeAll();
      return answer(200, {});
    case 'POST /sim/device': {
      const { code, user } = value as { readonly code: string; readonly user: string | null }; // written by the test that posts it
      return answer(endpoint.decide(code, user) ? 200 : 404, {});
    }
    default:
      return answer(404, { problem: 'GET /sim/state; POST /sim/faults, settings, revoke and device are served' });
  }
}

export function graphState({ counters, mailboxes }: World): GraphState {
  const all = mailboxes.all();
  return {
    counters,
    receiptsArmed: all.reduce((sum, mailbox) => sum + receiptsArmed(mailbox), 0),
    mailboxes: Object.fromEntries(all.map((mailbox) => [mailbox.address, mailboxState(mailbox)])),
  };
}
