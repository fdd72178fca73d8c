/** Does the work of a request and sends its reply, or what the script of faults puts in their place. */
import type { ServerResponse } from 'node:http';
import { unreachable } from '../../src/base/assert.ts';
import { cutAnswer, dripAnswer, type WrittenAnswer } from '../broken-answer.ts';
import type { World } from './call.ts';
import type { GraphFaultThen } from './fault.ts';
import type { Reply } from './request.ts';
import { scriptedReply } from './serve.ts';

export interface Struck {
  readonly response: ServerResponse;
  /** Does the work; called at most once. */
  readonly answer: () => Reply;
  readonly world: World;
  /** Aborts when the simulator closes. */
  readonly signal: AbortSignal;
}

export async function strike(fault: GraphFaultThen | null, struck: Struck): Promise<void> {
  const { response, answer, world, signal } = struck;
  if (fault === null) return sendReply(response, answer());
  switch (fault.is) {
    case 'answer':
      if (fault.work === true) answer();
      return sendReply(response, scriptedReply(fault, world, 'scripted'));
    case 'cut':
      return cutAnswer(fault, response, () => written(answer()));
    case 'late':
      response.destroy();
      await world.clock.sleep(fault.afterMs, signal);
      answer();
      return undefined;
    case 'silence':
      if (fault.work) answer();
      return undefined;
    case 'delay': {
      const reply = answer();
      await world.clock.sleep(fault.ms, signal);
      return sendReply(response, reply);
    }
    case 'drip':
      return dripAnswer(fault, response, written(answer()), { clock: world.clock, signal });
    case 'rubbish':
      if (fault.work) answer();
      return sendReply(response, {
        status: 200,
        headers: { 'Content-Type': 'application/json' },
        body: Buffer.from(fault.body),
      });
    case 'half-batch':
      return sendReply(response, answer());
    default:
      return unreachable(fault);
  }
}

export function sendReply(response: ServerResponse, reply: Reply): void {
  const { status, headers, bytes } = written(reply);
  // A body that was not read to its end ends the connection.
  response.writeHead(status, response.req.complete ? headers : { ...headers, Connection: 'close' });
  response.end(bytes);
}

function written({ status, headers = {}, body }: Reply): WrittenAnswer {
  if (body === null) return { status, headers: { 'Content-Length': 0, ...headers }, bytes: Buffer.alloc(0) };
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const type = Buffer.isBuffer(body) ? 'application/octet-stream' : JSON_TYPE;
  return { status, headers: { 'Content-Type': type, 'Content-Length': bytes.length, ...headers }, bytes };
}

const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
