/** One mailbox in memory on each side, a ledger between them, and a run of the engine that can be ended at any effect. */
import { createHash } from 'node:crypto';
import { instant } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { copyMailbox } from '../../src/copy/copy-mailbox.ts';
import { markersOf } from '../../src/copy/marker.ts';
import type { CopySummary } from '../../src/copy/run.ts';
import { memoryLedger } from '../../src/db/ledger/memory-ledger.ts';
import type { Content, Flag } from '../../src/model/item.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import type { Watch } from '../../src/model/progress.ts';
import type { Target } from '../../src/model/target.ts';
import { MemoryMailbox, memorySource } from '../../src/source/memory.ts';
import { MemoryTargetMailbox, type MemoryTargetOptions, memoryTarget } from '../../src/target/memory.ts';
import { type FakeClock, fakeClock } from '../fake-clock.ts';

/** What a run is ended with. Not a Failure: the engine must not take it for anything it knows. */
export class Crash extends Error {}

export interface World {
  readonly source: MemoryMailbox;
  readonly target: MemoryTargetMailbox;
  readonly ledger: Ledger;
  readonly clock: FakeClock;
}

export interface RunOptions {
  readonly pass?: 'bulk' | 'delta';
  readonly policy?: Partial<Policy>;
  /** Ends the run at its n-th step; a step is the time before or after an effect on the target or the ledger. */
  readonly crashAt?: number;
  readonly target?: MemoryTargetOptions;
  readonly wrapTarget?: (target: Target) => Target;
  readonly watch?: Watch;
  readonly stopping?: AbortSignal;
}

export interface RunEnd {
  readonly summary: CopySummary | null;
  readonly steps: number;
}

export function newWorld(): World {
  return { source: new MemoryMailbox(), target: new MemoryTargetMailbox(), ledger: memoryLedger(), clock: fakeClock() };
}

export function mail(text: string, options: { flags?: Flag[]; keywords?: string[]; day?: number } = {}) {
  const receivedAt = instant(Date.UTC(2020, 0, options.day ?? 1));
  return { bytes: Buffer.from(text), receivedAt, flags: options.flags ?? [], keywords: options.keywords ?? [] };
}

/** Runs the engine once. A crash ends it as a killed process ends: nothing has an effect any more. */
export async function runOnce(world: World, options: RunOptions = {}): Promise<RunEnd> {
  let steps = 0;
  let dead = false;
  const step = (): void => {
    if (dead) throw new Crash('already dead');
    steps += 1;
    if (steps === options.crashAt) {
      dead = true;
      throw new Crash(`ended at step ${steps}`);
    }
  };
  const signal = new AbortController().signal;
  const target = memoryTarget(world.target, { ...options.target, onEffect: step });
  try {
    const summary = await copyMailbox({
      openSource: async () => memorySource(world.source),
      openTarget: async () => options.wrapTarget?.(target) ?? target,
      ledger: steppedLedger(world.ledger, step),
      policy: { ...DEFAULT_POLICY, ...options.policy },
      pass: options.pass ?? 'bulk',
      markerOf: markersOf('user@memory-source'),
      lanesMax: 1,
      meaningOf: async (content: Content) =>
        content.is === 'held' ? createHash('sha256').update(content.bytes).digest('hex') : 'spooled',
      clock: world.clock,
      watch: options.watch ?? (() => undefined),
      log: silentLog,
      stopping: options.stopping ?? signal,
      signal,
    });
    return { summary, steps };
  } catch (error) {
    if (error instanceof Crash && options.crashAt !== undefined) return { summary: null, steps };
    throw error;
  }
}

const WRITES = new Set([
  'recordFolders',
  'tieFolder',
  'record',
  'recordStamp',
  'intend',
  'withdraw',
  'settle',
  'settleChanges',
  'settleMove',
  'adopt',
  'endAside',
  'prove',
  'retryFailed',
]);

function steppedLedger(ledger: Ledger, step: () => void): Ledger {
  return new Proxy(ledger, {
    get: (inner, name) => {
      const member: unknown = Reflect.get(inner, name, inner);
      if (typeof member !== 'function') return member;
      if (!WRITES.has(String(name))) return member.bind(inner);
      return async (...given: unknown[]) => {
        step();
        const done: unknown = await Reflect.apply(member, inner, given);
        step();
        return done;
      };
    },
  });
}

/** Everything in the target, folder by folder, in a form that two worlds can be compared by. */
export function targetContents(world: World): Record<string, string[]> {
  const folders = [...world.target.folders.values()].filter((entry) => entry.items.size > 0);
  return Object.fromEntries(
    folders.map(({ folder, items }) => [
      folder.path.join('/'),
      [...items.values()]
        .map((item) => `${item.bytes.toString()} ${item.receivedAt} ${item.version.replace('\n', '|')}`)
        .sort(),
    ]),
  );
}
