/** One request to a route, from its sign-in to its reply. Knows nothing of HTTP, so that batches go the same way. */
import type { Mailbox } from '../exchange/mailbox.ts';
import type { Call, World } from './call.ts';
import type { GraphFaultThen } from './fault.ts';
import { type FoundRoute, findRoute } from './find-route.ts';
import { Pace, type Throttled } from './pace.ts';
import { GraphRefusal, refusalOf } from './refusal.ts';
import type { GraphRequest, Reply } from './request.ts';
import { retryHeaders } from './retry-after.ts';
import type { Identity } from './sign-in/tokens.ts';
import { mailboxName } from './transfer/mailbox-api.ts';

/** A request that knows its route, its asker and its mailbox, and has entered the mailbox. `leave` must follow. */
export interface Admitted {
  readonly route: string;
  work(): Reply;
  leave(): void;
}

export class Server {
  readonly #world: World;
  readonly #paces = new Map<string, Pace>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Throws `GraphRefusal`. */
  admit(request: GraphRequest, who: Identity): Admitted {
    const path =
      request.path[0]?.toLowerCase() === 'me' ? ['users', ownMailbox(who), ...request.path.slice(1)] : request.path;
    const found = findRoute(request.method, path);
    if (found === null) throw this.#unknown(path);
    const name = `${found.route.method} ${found.route.path}`;
    const { counters } = this.#world;
    counters.requests[name] = (counters.requests[name] ?? 0) + 1;
    this.#refuseForbidden(found, who);
    const mailbox = this.#mailboxOf(found, who);
    const leave = this.enter(mailbox, who.clientId, request);
    const call: Call = { world: this.#world, request, who, mailbox, parameters: found.parameters.slice(1) };
    return { route: name, work: () => found.route.does(call), leave };
  }

  /** Counts a request against its mailbox; gives what must be called when it is over. Throws `GraphRefusal`. */
  enter(
    mailbox: Mailbox,
    clientId: string,
    { method, bodyBytes }: Pick<GraphRequest, 'method' | 'bodyBytes'>,
  ): () => void {
    const { clock, counters, settings } = this.#world;
    const pace = this.#paceOf(mailbox, clientId);
    const now = clock.now();
    if (pace.isImpolite(now)) counters.impoliteRequests += 1;
    const uploaded = /^(?:POST|PUT|PATCH)$/.test(method) ? bodyBytes : 0;
    const throttled = pace.enter(now, uploaded, settings);
    if (throttled !== null) {
      counters.throttled += 1;
      throw tooMany(throttled, this.#world);
    }
    counters.uploadedBytes += uploaded;
    counters.concurrencyPeak = Math.max(counters.concurrencyPeak, pace.underWay);
    let isOver = false;
    return () => {
      if (!isOver) pace.leave();
      isOver = true;
    };
  }

  #paceOf(mailbox: Mailbox, clientId: string): Pace {
    const key = `${clientId}/${mailbox.number}`;
    const known = this.#paces.get(key);
    if (known !== undefined) return known;
    const pace = new Pace();
    this.#paces.set(key, pace);
    return pace;
  }

  #unknown(path: readonly string[]): GraphRefusal {
    const isKnown = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'].some((method) => findRoute(method, path) !== null);
    if (isKnown)
      return new GraphRefusal(
        405,
        'Request_BadRequest',
        'Specified HTTP method is not allowed for the request target.',
      );
    return new GraphRefusal(400, 'BadRequest', `Resource not found for the segment '${path.at(-1) ?? ''}'.`);
  }

  #refuseForbidden({ route }: FoundRoute, who: Identity): void {
    if (route.needs.some((one) => who.permissions.has(one))) return;
    throw accessDenied();
  }

  /** The mailbox that the first parameter names: by its address, or as the import and export API does. */
  #mailboxOf({ parameters }: FoundRoute, who: Identity): Mailbox {
    const { mailboxes, settings, tenant } = this.#world;
    const name = parameters[0] ?? '';
    const mailbox = name.startsWith('MBX:')
      ? (mailboxes.all().find(({ number }) => mailboxName(number, tenant) === name) ?? null)
      : mailboxes.find(name);
    const address = (mailbox?.address ?? name).toLowerCase();
    const isNamed = (list: readonly string[]): boolean => list.some((one) => one.toLowerCase() === address);
    if (isNamed(settings.unlicensed)) {
      const text = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
      throw new GraphRefusal(404, 'MailboxNotEnabledForRESTAPI', text);
    }
    if (mailbox === null) throw new GraphRefusal(404, 'ErrorInvalidUser', `The requested user '${name}' is invalid.`);
    if (who.user === null ? isNamed(settings.excluded) : who.user.toLowerCase() !== address) {
      if (who.user === null && settings.exclusion === 'policy') {
        const text =
          'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.';
        throw new GraphRefusal(403, 'ErrorAccessDenied', text);
      }
      throw accessDenied();
    }
    return mailbox;
  }
}

function ownMailbox({ user }: Identity): string {
  if (user !== null) return user;
  throw new GraphRefusal(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
}

function accessDenied(): GraphRefusal {
  return new GraphRefusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

function tooMany({ limit, waitMs }: Throttled, world: World): GraphRefusal {
  return new GraphRefusal(429, 'ApplicationThrottled', `Application is over its ${limit} limit.`, {
    ...retryHeaders(waitMs, world),
    'Rate-Limit-Reason': limit,
  });
}

/** The reply of a refusal, in the form that all of Graph shares. */
export function refusalReply(refusal: GraphRefusal, { clock }: World, requestId: string): Reply {
  const date = new Date(clock.now()).toISOString().slice(0, 19);
  return {
    status: refusal.status,
    headers: refusal.headers,
    body: {
      error: {
        code: refusal.code,
        message: refusal.message,
        innerError: { date, 'request-id': requestId, 'client-request-id': requestId },
      },
    },
  };
}

/** What a script puts in the place of an answer. */
export function scriptedReply(
  fault: Extract<GraphFaultThen, { is: 'answer' }>,
  world: World,
  requestId: string,
): Reply {
  const code = fault.code ?? CODES[fault.status] ?? 'UnknownError';
  const text = `The script says ${fault.status}.`;
  return refusalReply(new GraphRefusal(fault.status, code, text, fault.headers), world, requestId);
}

const CODES: Readonly<Record<number, string>> = {
  429: 'ApplicationThrottled',
  500: 'ErrorInternalServerError',
  502: 'UnknownError',
  503: 'ServiceUnavailable',
  504: 'UnknownError',
  509: 'BandwidthLimitExceeded',
};

/** The work of an admitted request; refusals become replies, and what was malformed is counted. */
export function workOf(admitted: Admitted, world: World, requestId: string): Reply {
  try {
    return admitted.work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    if (refusal.status === 400) world.counters.malformed += 1;
    return refusalReply(refusal, world, requestId);
  }
}
