/** Does the work of a request and sends its answer, or what the script of faults puts in their place. */
import type { ServerResponse } from 'node:http';
import { unreachable } from '../../src/base/assert.ts';
import type { Clock } from '../../src/base/clock.ts';
import { cutAnswer, dripAnswer, type WrittenAnswer } from '../broken-answer.ts';
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
      return cutAnswer(fault, response, () => ({ ...written(answer()), status: 200 }));
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
      return dripAnswer(fault, response, written(answer()), { clock, signal });
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

function written({ status, xml }: XmlAnswer): WrittenAnswer {
  const bytes = Buffer.from(xml);
  return { status, headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': bytes.length }, bytes };
}
