/** The chores of every program that tell people what happened, and hear what they answer. */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { Store } from '../../model/store.ts';
import { readInbox } from '../../notices/incoming/read-inbox.ts';
import { sendDue } from '../../notices/send-due.ts';
import { systemAddressesOf } from '../../wire/guarded-place.ts';
import type { Chore } from '../../work/chores.ts';

export interface NoticeChoreDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly worker: string;
  readonly authorities: readonly string[];
  readonly isInsecureLoopbackAllowed: boolean;
}

/** People wait for what they asked for, such as a link; the statement that looks is cheap. */
const SEND_EVERY_MS = 2000;
/** A sign-in each; servers count them. */
const READ_EVERY_MS = 60_000;

export function noticeChores(given: NoticeChoreDeps): readonly (readonly Chore[])[] {
  const deps = { ...given, addressesOf: systemAddressesOf };
  const read = async (signal: AbortSignal): Promise<void> => {
    const count = await readInbox(deps, signal);
    if (count > 0) deps.log.info('mail read', { count });
  };
  return [
    [{ name: 'send', everyMs: SEND_EVERY_MS, run: (signal) => sendDue(deps, signal) }],
    [{ name: 'read-replies', everyMs: READ_EVERY_MS, run: read }],
  ];
}
