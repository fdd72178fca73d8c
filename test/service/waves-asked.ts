/** What the powers of a tenant about waves, blackouts and settings give when they are asked about things of another. */
import { instant } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { Blackout, BlackoutId } from '../../src/model/blackout.ts';
import { MAILBOX } from '../../src/model/mailbox-states.ts';
import { DEFAULT_SETTINGS } from '../../src/model/policy.ts';
import { NO_PROGRESS } from '../../src/model/project.ts';
import type { Tenant } from '../../src/model/store.ts';
import type { WaveId, WavePlan } from '../../src/model/wave.ts';
import { ALL, type Customer, NOW } from './store.ts';

export const PLAN: WavePlan = { name: 'First', startsAt: NOW, cutOverAt: null, priority: 2 };
export const BLACKOUT: Blackout = {
  id: systemRandom.id() as BlackoutId,
  reason: 'month end',
  span: { is: 'once', from: NOW, until: instant(NOW + 1000) },
};
const NONE = { items: [], next: null, total: 0 };
const FOREIGN_KEY_VIOLATED = '23503';

type Asked = { readonly ask: (tenant: Tenant) => Promise<unknown>; readonly gives: unknown };

export function askedOfWaves(theirs: Customer, theirWave: WaveId) {
  return {
    projectSettings: { ask: (tenant) => tenant.projectSettings(theirs.project), gives: DEFAULT_SETTINGS },
    setProjectSettings: { ask: (tenant) => tenant.setProjectSettings(theirs.project, DEFAULT_SETTINGS), gives: false },
    blackouts: { ask: (tenant) => tenant.blackouts(theirs.project), gives: [] },
    addBlackout: {
      ask: (tenant) => tenant.addBlackout(theirs.project, { ...BLACKOUT, id: systemRandom.id() as BlackoutId }),
      gives: FOREIGN_KEY_VIOLATED,
    },
    removeBlackout: { ask: (tenant) => tenant.removeBlackout(theirs.project, BLACKOUT.id), gives: null },
    addWave: {
      ask: (tenant) => tenant.addWave({ id: systemRandom.id() as WaveId, project: theirs.project, plan: PLAN }),
      gives: FOREIGN_KEY_VIOLATED,
    },
    waves: { ask: (tenant) => tenant.waves(theirs.project, [], ALL.waves), gives: NONE },
    wave: { ask: (tenant) => tenant.wave(theirWave), gives: null },
    lockWave: { ask: (tenant) => tenant.lockWave(theirWave), gives: null },
    planWave: { ask: (tenant) => tenant.planWave(theirWave, PLAN), gives: 'missing' },
    setWaveState: { ask: (tenant) => tenant.setWaveState(theirWave, 'planned', 'running'), gives: false },
    beginCutOver: { ask: (tenant) => tenant.beginCutOver(theirWave, NOW), gives: false },
    removeWave: { ask: (tenant) => tenant.removeWave(theirWave), gives: false },
    waveSums: { ask: (tenant) => tenant.waveSums(theirWave), gives: { mailboxes: {}, progress: NO_PROGRESS } },
    waveCourse: {
      ask: (tenant) => tenant.waveCourse(theirWave),
      gives: { atWork: [], worked: [], total: null, uncounted: 0, problems: [], lastActivityAt: null },
    },
    mailboxesOf: { ask: (tenant) => tenant.mailboxesOf(theirWave, MAILBOX.states), gives: [] },
    assignMailboxes: {
      ask: (tenant) => tenant.assignMailboxes(theirs.project, theirWave, [theirs.mailbox]),
      gives: [],
    },
    beginMailboxCutOver: { ask: (tenant) => tenant.beginMailboxCutOver(theirs.mailbox, NOW), gives: false },
    wavesDue: { ask: (tenant) => tenant.wavesDue(NOW, 10), gives: [] },
    takeDeltasDue: { ask: (tenant) => tenant.takeDeltasDue(NOW, NOW, 10), gives: [] },
  } satisfies Partial<Record<keyof Tenant, Asked>>;
}
