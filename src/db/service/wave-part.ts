/** The waves of one organisation, as its tenant has them. */
import type { WaveBook } from '../../model/wave-book.ts';
import { sumsOf } from './mailbox-work.ts';
import { courseOf } from './project-course.ts';
import type { Scope } from './scope.ts';
import {
  addWave,
  assignMailboxes,
  beginCutOver,
  beginMailboxCutOver,
  findWave,
  listWaves,
  mailboxesOf,
  planWave,
  removeWave,
  setWaveState,
  takeDeltasDue,
  wavesDue,
} from './waves.ts';

export function wavePart(scope: Scope): WaveBook {
  return {
    addWave: (wave) => addWave(scope, wave),
    waves: (project, states, ask) => listWaves(scope, project, states, ask),
    wave: (id) => findWave(scope, id, 'none'),
    lockWave: (id) => findWave(scope, id, 'update'),
    planWave: (id, plan) => planWave(scope, id, plan),
    setWaveState: (id, from, to) => setWaveState(scope, id, from, to),
    beginCutOver: (id, at) => beginCutOver(scope, id, at),
    removeWave: (id) => removeWave(scope, id),
    waveSums: (id) => sumsOf(scope, { is: 'wave', id }),
    waveCourse: (id) => courseOf(scope, { is: 'wave', id }),
    mailboxesOf: (wave, states) => mailboxesOf(scope, wave, states),
    assignMailboxes: (project, wave, mailboxes) => assignMailboxes(scope, project, wave, mailboxes),
    beginMailboxCutOver: (id, at) => beginMailboxCutOver(scope, id, at),
    wavesDue: (now, limit) => wavesDue(scope, now, limit),
    takeDeltasDue: (now, again, limit) => takeDeltasDue(scope, now, again, limit),
  };
}
