/** Does the work of a request and sends its answer, or what the script of faults puts in their place. */
import type { ServerResponse } from 'node:http';
import { unreachable } from '../../src/base/assert.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { FaultThen } from './fault.ts';
import { answerPlain, answerXml, type XmlAnswer } from './listener.ts';

export interface Struck {
  readonly response: ServerResponse;
  /** Does the work; called at most once. */
  readonly answer: () => XmlAnswer;
  readonly clock: Clock;
  /** Aborts when the simulator closes. */
  readonly signal: AbortSignal;
}

export async function strike(fault: FaultThen | null, struck: Struck): Promise<void> {
  const { response, answer, clock, signal } = struck;
  if (fault === null) return answerXml(response, answer());
  switch (fault.is) {
    case 'http':
      return answerPlain(response, fault.status, fault.body ?? 'The service is unavailable.', fault.headers);
    case 'cut':
      return cut(fault, struck);
    case 'late':
      response.destroy();
      await clock.sleep(fault.afterMs, signal);
      answer();
      return undefined;
    case 'silence':
      if (fault.work) answer();
      return undefined;
    case 'delay': {
      const made = answer();
      // The work takes long, and a refusal is no work.
      if (made.status === 200) await clock.sleep(fault.ms, signal);
      return answerXml(response, made);
    }
    case 'drip':
      return drip(fault, answer(), struck);
    case 'rubbish':
      if (fault.work) answer();
      return answerXml(response, { status: 200, xml: fault.body });
    case 'fault':
    case 'busy':
    case 'item':
    case 'stop-batch':
      return answerXml(response, answer());
    default:
      return unreachable(fault);
  }
}

function cut(fault: Extract<FaultThen, { is: 'cut' }>, { response, answer }: Struck): void {
  if (fault.at === 'before-work') {
    response.destroy();
    return;
  }
  const body = Buffer.from(answer().xml);
  if (fault.bytes === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': body.length });
  response.write(body.subarray(0, fault.bytes), () => response.destroy());
}

async function drip(
  fault: Extract<FaultThen, { is: 'drip' }>,
  { status, xml }: XmlAnswer,
  { response, clock, signal }: Struck,
): Promise<void> {
  const body = Buffer.from(xml);
  response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': body.length });
  for (let at = 0; at < body.length && !response.destroyed; at += fault.bytes) {
    response.write(body.subarray(at, at + fault.bytes));
    await clock.sleep(fault.everyMs, signal);
  }
  response.end();
}
