/** Takes HTTP requests to EWS: sign-in, size, throttling and scripted faults around the conversation. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl } from './control.ts';
import { type Organisation, understand, work } from './conversation.ts';
import { RequestFault } from './errors.ts';
import { type Fault, FaultScript, type FaultThen } from './fault.ts';
import { answerPlain, drain, readBody, type XmlAnswer } from './listener.ts';
import type { AccountOptions } from './options.ts';
import { Pace } from './pace.ts';
import { SignIns } from './sign-in.ts';
import { faultEnvelope, glanceOperation } from './soap.ts';
import { strike } from './strike.ts';

const EWS_PATH = '/ews/exchange.asmx';

export class Front {
  readonly faults: FaultScript;
  readonly #organisation: Organisation;
  readonly #signIns: SignIns;
  readonly #paces = new Map<string, Pace>();
  readonly #stopping = new AbortController();

  /** `certificatePem` is null without TLS. */
  constructor(organisation: Organisation, faults: readonly Fault[], certificatePem: string | null) {
    this.#organisation = organisation;
    this.#signIns = new SignIns(organisation.settings.accounts, organisation.clock, certificatePem);
    this.faults = new FaultScript(faults);
  }

  /** Nothing that waits goes on after this. */
  stop(): void {
    this.#stopping.abort(new Error('the simulated Exchange was closed'));
  }

  readonly take = (request: IncomingMessage, response: ServerResponse): void => {
    this.#route(request, response).catch((error: unknown) => {
      if (this.#stopping.signal.aborted || request.destroyed) return;
      answerPlain(response, 500, `The simulator has a defect: ${error instanceof Error ? error.stack : String(error)}`);
    });
  };

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.toLowerCase();
    if (path.startsWith('/sim/')) return answerControl(request, response, this.#organisation, this.faults);
    if (path !== EWS_PATH) return answerPlain(response, 404, 'Not found');
    const { settings } = this.#organisation;
    const signed = this.#signIns.take(request.headers.authorization, request.socket);
    if (signed.is === 'refused') {
      // NTLM needs the connection to live on, so a body that is not too large is read to its end.
      await drain(request);
      return answerPlain(response, 401, 'Unauthorized', { 'WWW-Authenticate': signed.offers });
    }
    if (request.method === 'GET') return answerPlain(response, 200, 'You have created a service.');
    if (request.method !== 'POST') return answerPlain(response, 405, 'Method not allowed');
    if (settings.refusesChunked && request.headers['transfer-encoding'] !== undefined) {
      return answerPlain(response, 411, 'Length required');
    }
    if (!/^text\/xml(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
      return answerPlain(response, 415, 'The content type must be text/xml');
    }
    return this.#post(request, response, signed.account);
  }

  async #post(request: IncomingMessage, response: ServerResponse, account: AccountOptions): Promise<void> {
    const { settings, counters, clock } = this.#organisation;
    const arrivedAt = clock.now();
    const anchor = [request.headers['x-anchormailbox']].flat()[0] ?? null;
    const pace = this.#paceOf(settings.budget?.of === 'account' ? account.user : (anchor ?? account.user));
    pace.underWay += 1;
    counters.concurrencyPeak = Math.max(counters.concurrencyPeak, pace.underWay);
    const isTooMany = pace.underWay > settings.concurrencyMax;
    response.once('close', () => {
      pace.underWay -= 1;
    });
    const body = await readBody(request, settings.requestBytesMax);
    if (body === null) return answerPlain(response, 413, 'Request entity too large');
    // Bytes that are not UTF-8 become U+FFFF, which no XML reader accepts.
    const text = isUtf8(body) ? body.toString('utf8') : '\uffff';
    const operation = glanceOperation(text);
    counters.requests[operation] = (counters.requests[operation] ?? 0) + 1;
    const fault = this.faults.next(operation, text);
    if (fault !== null) counters.faultsStruck += 1;
    const answer = (): XmlAnswer => {
      try {
        if (isTooMany)
          throw new RequestFault('ErrorExceededConnectionCount', 'You have exceeded the connection count.');
        return { status: 200, xml: this.#converse({ text, account, anchor, pace, arrivedAt, fault }) };
      } catch (error) {
        if (!(error instanceof RequestFault)) throw error;
        if (error.code === 'ErrorSchemaValidation') counters.schemaViolations += 1;
        if (error.code === 'ErrorServerBusy') counters.busyAnswers += 1;
        return { status: 500, xml: faultEnvelope(error) };
      }
    };
    await strike(fault, { response, answer, clock, signal: this.#stopping.signal });
  }

  /** The answer to one request that was read. Throws `RequestFault`. */
  #converse({ text, account, anchor, pace, arrivedAt, fault }: Heard): string {
    const { counters, clock } = this.#organisation;
    const asked = understand(text, account, anchor, this.#organisation);
    if (pace.isImpolite(arrivedAt)) counters.impoliteRequests += 1;
    const now = clock.now();
    if (fault?.is === 'busy') {
      pace.beBusy(now, fault.backOffMs ?? UNNAMED_BACK_OFF_MS);
      throw busy(fault.backOffMs ?? null);
    }
    if (fault?.is === 'fault')
      throw new RequestFault(fault.code, `The script says ${fault.code}.`, backOff(fault.backOffMs));
    const waitMs = pace.spend(now);
    if (waitMs > 0) throw busy(waitMs);
    return work(asked, this.#organisation, fault);
  }

  #paceOf(key: string): Pace {
    const folded = key.toLowerCase();
    const known = this.#paces.get(folded);
    if (known !== undefined) return known;
    const pace = new Pace(this.#organisation.settings.budget);
    this.#paces.set(folded, pace);
    return pace;
  }
}

interface Heard {
  readonly text: string;
  readonly account: AccountOptions;
  readonly anchor: string | null;
  readonly pace: Pace;
  readonly arrivedAt: number;
  readonly fault: FaultThen | null;
}

/** How long a busy server really is busy when it does not say so. */
const UNNAMED_BACK_OFF_MS = 50;

function busy(waitMs: number | null): RequestFault {
  const text = 'The server cannot service this request right now. Try again later.';
  return new RequestFault('ErrorServerBusy', text, backOff(waitMs ?? undefined));
}

function backOff(ms: number | undefined): { readonly values?: Readonly<Record<string, string>> } {
  return ms === undefined ? {} : { values: { BackOffMilliseconds: String(ms) } };
}
