/** People and their correspondents while a move runs: mail arrives at both sides, is flagged and sorted, and everybody signs in all the time. */
import { systemClock } from '../../src/base/clock.ts';
import { deliver } from '../servers/deliver.ts';
import { ImapSession } from '../servers/imap-session.ts';
import { mailBytes } from './old-system.ts';
import { MOVING } from './people.ts';
import type { GuideWorld } from './world.ts';

export interface Traffic {
  /** Where mail of others goes: the old side, the new one, or both, as while an old answer is in some cache. */
  goesTo: { source: boolean; target: boolean };
  /** Whether users go on sorting and flagging in the old mailboxes. */
  isSorted: boolean;
  /** What arrived so far: by user, the subjects. */
  readonly arrived: ReadonlyMap<string, readonly string[]>;
  /** What did not go as usual for a user. */
  readonly failures: readonly string[];
  readonly signIns: number;
  /** Flagged in the old mailbox, and meant to be flagged in the new one. */
  readonly flagged: ReadonlySet<string>;
  /** Lets so much of it happen. */
  goOn(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Several times a second, for each user. */
const PAUSE_MS = 150;
const never = new AbortController().signal;

export function startTraffic(world: GuideWorld): Traffic {
  const arrived = new Map<string, string[]>(MOVING.map((user) => [user, []]));
  const flagged = new Set<string>();
  const failures: string[] = [];
  const state = { goesTo: { source: true, target: false }, isSorted: true, signIns: 0, beats: 0, isOver: false };

  const beat = async (user: string, number: number): Promise<void> => {
    const { source, target } = state.goesTo;
    const send = async (side: 'source' | 'target'): Promise<void> => {
      const subject = `Traffic ${number} to the ${side}`;
      if (side === 'source') await deliver(world.dovecot, user, mailBytes(subject, user), world.clock.now());
      else await world.target.deliver(user, mailBytes(subject, user).toString());
      arrived.get(user)?.push(subject);
    };
    if (source) await send('source');
    if (target) await send('target');
    const session = await ImapSession.open(world.dovecot, user, world.old.passwords[user] ?? '');
    state.signIns += 1;
    if (state.isSorted) await useMailbox(session, user, number, flagged);
    await session.close();
  };

  const run = async (): Promise<void> => {
    for (let number = 1; !state.isOver; number += 1) {
      for (const user of MOVING) {
        await beat(user, number).catch((error: unknown) => failures.push(`${user}, beat ${number}: ${String(error)}`));
      }
      state.beats = number;
      await systemClock.sleep(PAUSE_MS, never);
    }
  };
  const running = run();
  return Object.assign(state, {
    arrived,
    flagged,
    failures,
    goOn: async (count: number): Promise<void> => {
      const until = state.beats + count;
      while (state.beats < until) await systemClock.sleep(PAUSE_MS, never);
    },
    stop: (): Promise<void> => {
      state.isOver = true;
      return running;
    },
  });
}

/** Flags a message now and then, and sorts one into a folder. */
async function useMailbox(session: ImapSession, user: string, number: number, flagged: Set<string>): Promise<void> {
  if (number === 1) await session.command('CREATE Kept');
  if (number % 2 !== 0) return;
  await session.command('SELECT INBOX');
  const said = await session.command('UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])');
  const mails = [...said.matchAll(/\* \d+ FETCH \(UID (\d+)[^{]*\{\d+\}\r\nSubject: ([^\r]+)/g)];
  const [, uid, subject] = mails[number % mails.length] ?? [];
  if (uid === undefined || subject === undefined) return;
  if (number % 4 === 0) await session.command(`UID MOVE ${uid} Kept`);
  else {
    await session.command(`UID STORE ${uid} +FLAGS (\\Flagged)`);
    flagged.add(`${user} ${subject}`);
  }
  await session.command('UNSELECT');
}
