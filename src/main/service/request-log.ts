/** A line of the log for each request: which one by its pattern, and how it ended. No address, query, body or token is in it. */
import type { AnsweredRequest } from '../../api/answered.ts';
import type { Log } from '../../base/log.ts';

/** Asked every few seconds by whoever watches; they are told where they fail. */
const PROBES: readonly (string | null)[] = ['/api/health', '/api/ready'];
const OUR_FAULT = 500;

export function requestLog(log: Log): (request: AnsweredRequest) => void {
  return ({ id, method, route, status, ms }) => {
    const isFailed = status >= OUR_FAULT;
    if (PROBES.includes(route) && !isFailed) return;
    log[isFailed ? 'warn' : 'info']('request', { id, method, route, status, ms });
  };
}
