/** An engine that does what a test says, and waits where it is told to. */
import { Failure } from '../../src/base/problem.ts';
import { type MailboxProgress, NO_PROGRESS } from '../../src/model/project.ts';
import { withoutContent } from '../../src/model/report.ts';
import { reportOf } from '../../src/verify/report.ts';
import type { Engine, EngineControl, Verdict } from '../../src/work/engine.ts';
import { sampleException, sampleProof } from '../verify/sample-proof.ts';
import { CHECKED, SURVEY } from './store.ts';

export interface ScriptedEngine extends Engine {
  /** What was asked for, in its order. */
  readonly calls: readonly string[];
}

export interface Script {
  /** Done instead of nothing; `call` is `copy first`, `copy delta`, `verify`, `survey` or `check`. */
  readonly on?: (call: string, control: EngineControl) => Promise<void>;
  readonly verdict?: Verdict;
  /** What the ledgers count; ten items of which one is copied with each call where this is left out. */
  readonly counts?: () => Partial<MailboxProgress>;
}

/** With names and words in it that people wrote. */
export const REPORT = withoutContent(
  reportOf(sampleProof([sampleException({ code: 'target.too-large', facts: { size: '90 MB', limit: '36 MB' } })])),
);
export const PROVEN: Verdict = { grade: 'verified', exceptionsCount: 0, report: REPORT };

export function scriptedEngine(script: Script = {}): ScriptedEngine {
  const calls: string[] = [];
  const { on = async () => undefined, verdict = PROVEN } = script;
  const counts = script.counts ?? (() => ({ itemsFound: 10, itemsCopied: calls.length }));
  const act = async (call: string, control: EngineControl): Promise<void> => {
    calls.push(call);
    await on(call, control);
  };
  return {
    calls,
    copy: (_task, pass, control) => act(`copy ${pass}`, control),
    verify: async (_task, control) => {
      await act('verify', control);
      return verdict;
    },
    sweep: async (_task, control) => {
      await act('sweep', control);
      return { items: 1, exceptions: 0 };
    },
    bringBack: async (_task, _since, control) => {
      await act('bring back', control);
      return { items: 3, exceptions: 0, stays: [] };
    },
    lock: (_task, { how }, control) => act(`lock ${how}`, control),
    check: async (_task, control) => {
      await act('check', control);
      return CHECKED;
    },
    survey: async (_task, control) => {
      await act('survey', control);
      return SURVEY;
    },
    progress: async () => ({ ...NO_PROGRESS, ...counts() }),
  };
}

/** As the real engine does: nothing more is begun once it is asked to stop. */
export function untilStopped({ stopping, signal }: EngineControl): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.aborted ? signal.reason : new Failure('run.interrupted', {}));
    for (const one of [stopping, signal]) {
      if (one.aborted) stop();
      one.addEventListener('abort', stop, { once: true });
    }
  });
}
