/** The door of the API: control requests, faults by script, throttling, signatures, formats, and then the work. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { readBody } from '../exchange/listener.ts';
import {
  type Answer,
  badRequest,
  fault,
  found,
  notFound,
  notSignedIn,
  pageOf,
  throttled,
  wrongMethod,
} from './answer.ts';
import { changeMailbox } from './change-mailbox.ts';
import { type Fault, FaultScript, type FaultThen } from './fault.ts';
import { CLOCK_TOLERANCE_MS, RATE_DEFAULT, type RackspaceSimOptions } from './options.ts';
import { readDomain } from './read-domain.ts';
import { signatureComplaint } from './signature.ts';
import { Throttle } from './throttle.ts';

export interface RackspaceCounters {
  requests: number;
  throttled: number;
  /** Signatures that were not believed, by why. */
  refused: Record<string, number>;
  /** Bodies of changes that were carried out, by path; a password counts as `password=…`. */
  changes: { path: string; fields: string[] }[];
}

const BODY_BYTES_MAX = 1024 * 1024;

export class Front {
  readonly faults: FaultScript;
  readonly counters: RackspaceCounters = { requests: 0, throttled: 0, refused: {}, changes: [] };
  readonly #options: RackspaceSimOptions;
  readonly #clock: Clock;
  readonly #throttle: Throttle;

  constructor(options: RackspaceSimOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#throttle = new Throttle(options.rate ?? RATE_DEFAULT);
    this.faults = new FaultScript(options.faults ?? []);
  }

  readonly take = (request: IncomingMessage, response: ServerResponse): void => {
    this.#take(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await readBody(request, BODY_BYTES_MAX))?.toString('utf8') ?? null;
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/sim/')) return this.#send(response, this.#control(request.method ?? '', url, body));
    this.counters.requests += 1;
    const then = this.faults.next(request.method ?? '', request.url ?? '');
    if (then !== null) return this.#strike(then, response, () => this.#answer(request, url, body));
    this.#send(response, this.#answer(request, url, body));
  }

  #strike(then: FaultThen, response: ServerResponse, work: () => Answer): void {
    switch (then.is) {
      case 'http':
        response.writeHead(then.status, { 'Content-Type': 'text/html', ...then.headers });
        response.end(then.body);
        return;
      case 'throttle':
        this.#throttle.close(this.#now(), then.forMs);
        this.counters.throttled += 1;
        return this.#send(response, throttled());
      case 'cut':
        if (then.at === 'after-work') work();
        response.destroy();
        return;
      case 'silence':
        return;
    }
  }

  /** As the real one: what is one too many is not looked at, and who is not believed learns nothing else. */
  #answer(request: IncomingMessage, url: URL, body: string | null): Answer {
    const now = this.#now();
    if (!this.#throttle.admits(request.method !== 'GET', now)) {
      this.counters.throttled += 1;
      return throttled();
    }
    const { keys, clockToleranceMs = CLOCK_TOLERANCE_MS } = this.#options;
    const complaint = signatureComplaint(request.headers, { keys, now, toleranceMs: clockToleranceMs });
    if (complaint !== null) {
      this.counters.refused[complaint] = (this.counters.refused[complaint] ?? 0) + 1;
      return notSignedIn();
    }
    if (!/^application\/json\b/.test(request.headers.accept ?? ''))
      return fault(406, 'badRequestFault', 'Not acceptable.');
    return this.#work(request, url, body) ?? notFound('path');
  }

  #work(request: IncomingMessage, url: URL, body: string | null): Answer | null {
    const path = partsOf(url.pathname);
    if (path === null) return badRequest('The path is not encoded well.');
    const [version, customers, account, kind, name, ...rest] = path;
    if (version !== 'v1' || customers !== 'customers' || kind !== 'domains') return null;
    if (account !== 'me' && account !== this.#options.keys.account) {
      return fault(403, 'unauthorizedFault', 'You are not allowed to use this account.');
    }
    const { domains } = this.#options.organisation;
    if (name === undefined) {
      if (request.method !== 'GET') return wrongMethod();
      return pageOf(domains, 'domains', url.searchParams, (one) => ({
        name: one.name,
        accountNumber: this.#options.keys.account,
        serviceType: one.serviceType,
      }));
    }
    const domain = domains.find((one) => one.name === name.toLowerCase());
    if (domain === undefined) return notFound('domain');
    if (request.method === 'GET') return readDomain(domain, rest, url.searchParams);
    const [service, mailboxes, mailboxName, ...more] = rest;
    const isMailbox = service === 'rs' && mailboxes === 'mailboxes' && mailboxName !== undefined && more.length === 0;
    if (request.method !== 'PUT' || !isMailbox) return wrongMethod();
    const mailbox = domain.mailboxes.find((one) => one.name === mailboxName.toLowerCase());
    if (mailbox === undefined) return notFound('rsMailbox');
    if (!/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? '')) {
      return badRequest('A form is expected.');
    }
    const form = new URLSearchParams(body ?? '');
    const answer = changeMailbox(mailbox, form);
    if (answer.status === 200) this.counters.changes.push({ path: url.pathname, fields: [...form.keys()] });
    return answer;
  }

  /** The way for another process to look in and to set faults: `GET /sim/state`, `POST /sim/faults`. */
  #control(method: string, url: URL, body: string | null): Answer {
    const asked = `${method} ${url.pathname}`;
    if (asked === 'GET /sim/state') {
      const { domains } = this.#options.organisation;
      return found({ counters: this.counters, mailboxes: domains.flatMap((domain) => domain.mailboxes).length });
    }
    if (asked !== 'POST /sim/faults') return notFound('control');
    const script: unknown = JSON.parse(body ?? 'null');
    if (!Array.isArray(script)) return badRequest('A list of faults is expected.');
    this.faults.set(script as readonly Fault[]); // a script is written by the test that posts it
    return found({ faults: script.length });
  }

  #send(response: ServerResponse, { status, json }: Answer): void {
    const bytes = Buffer.from(JSON.stringify(json));
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': bytes.length,
      Date: new Date(this.#now()).toUTCString(),
    });
    response.end(bytes);
  }

  #now(): number {
    return this.#clock.now() + (this.#options.skewMs ?? 0);
  }
}

function partsOf(pathname: string): readonly string[] | null {
  try {
    return pathname.split('/').slice(1).map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
