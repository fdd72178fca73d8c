/** Operators see the programs that do the work: who lives, who fell silent, and who has what in hand. */
import { type Instant, isoSeconds } from '../base/clock.ts';
import { type MailboxInHand, PROGRAM_SILENT_MS, type RunningProgram } from '../model/program.ts';
import type { Store } from '../model/store.ts';
import { problemShape } from './contract/words.ts';
import { workersShape } from './contract/workers.ts';
import { needOperator } from './people/caller.ts';
import type { Api } from './server.ts';

export function workerRoutes(api: Api, { store }: { readonly store: Store }): void {
  const schema = {
    operationId: 'listWorkers',
    tags: ['workers'],
    summary: 'The programs that run, and those that fell silent within a day',
    response: { 200: workersShape, '4xx': problemShape },
  };
  api.get('/api/workers', { config: { scope: 'read' }, schema }, async (request) => {
    needOperator(request);
    const programs = await store.inHouse((house) => house.programs());
    // One page: an installation has some dozens of them.
    return { items: programs.map(programOut), next: null, total: programs.length };
  });
}

function programOut({ beganAt, heardAt, silentMs, clockAheadMs, inHand, ...program }: RunningProgram) {
  return {
    ...program,
    since: isoSeconds(beganAt),
    lastHeardAt: isoSeconds(heardAt),
    silent: silentMs > PROGRAM_SILENT_MS,
    clockAheadSeconds: Math.round(clockAheadMs / 100) / 10,
    inHand: inHand.map(inHandOut),
  };
}

function inHandOut({ notedAt, ...held }: MailboxInHand) {
  return { ...held, notedAt: orNull(notedAt) };
}

function orNull(at: Instant | null): string | null {
  return at === null ? null : isoSeconds(at);
}
