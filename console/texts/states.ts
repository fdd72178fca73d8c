/** The words of states, and how each is shown: an icon, a word and a tone, never a colour alone. */
import type { Answer } from '../../src/client/client.ts';
import type { IconName } from '../parts/icon.tsx';
import { catalogue } from './catalogue.ts';

export type ProjectState = Answer<'getProject'>['state'];
export type MailboxState = Answer<'getMailbox'>['state'];
export type WaveState = Answer<'listWaves'>['items'][number]['state'];
export type Tone = 'idle' | 'moving' | 'waiting' | 'attention' | 'done' | 'over';

export interface Shown {
  readonly tone: Tone;
  readonly icon: IconName;
}

const idle: Shown = { tone: 'idle', icon: 'ring' };
const moving: Shown = { tone: 'moving', icon: 'arrow' };
const forYou: Shown = { tone: 'waiting', icon: 'person' };
const later: Shown = { tone: 'waiting', icon: 'clock' };
const paused: Shown = { tone: 'waiting', icon: 'pause' };
const attention: Shown = { tone: 'attention', icon: 'warning' };
const done: Shown = { tone: 'done', icon: 'check' };
const over: Shown = { tone: 'over', icon: 'cross' };
const back: Shown = { tone: 'attention', icon: 'undo' };

export const PROJECT_STATES: Readonly<Record<ProjectState, Shown>> = {
  draft: idle,
  assessed: idle,
  preparing: forYou,
  ready: forYou,
  requested: later,
  'plan-sent': forYou,
  answered: later,
  'alternative-proposed': forYou,
  scheduled: later,
  starting: moving,
  running: moving,
  paused,
  completed: { tone: 'done', icon: 'dot' },
  handover: forYou,
  verified: done,
  decommissioning: later,
  failed: attention,
  closed: done,
  cancelled: over,
  'rolling-back': back,
  'rolled-back': { tone: 'over', icon: 'undo' },
};

export const MAILBOX_STATES: Readonly<Record<MailboxState, Shown>> = {
  listed: idle,
  preparing: forYou,
  prepared: idle,
  waived: idle,
  queued: later,
  copying: moving,
  'in-step': { tone: 'moving', icon: 'check' },
  following: moving,
  'final-queued': later,
  'catching-up': moving,
  copied: moving,
  verifying: moving,
  verified: done,
  partial: { tone: 'attention', icon: 'dot' },
  attention,
  paused,
  'credentials-issued': { tone: 'done', icon: 'key' },
  'user-confirmed': { tone: 'done', icon: 'person' },
  'clients-done': done,
  'rolling-back': back,
  returning: back,
  released: { tone: 'over', icon: 'check' },
  cancelled: over,
  'rolled-back': { tone: 'over', icon: 'undo' },
};

export const WAVE_STATES: Readonly<Record<WaveState, Shown>> = {
  planned: idle,
  scheduled: later,
  running: moving,
  paused,
  completed: done,
  failed: attention,
  cancelled: over,
  'rolled-back': { tone: 'over', icon: 'undo' },
};

export const sayProjectState = catalogue('project-states', {
  draft: 'Draft',
  assessed: 'Assessed',
  preparing: 'Preparing',
  ready: 'Ready to order',
  requested: 'Ordered',
  'plan-sent': 'Plan to confirm',
  answered: 'Plan confirmed',
  'alternative-proposed': 'Date to confirm',
  scheduled: 'Scheduled',
  starting: 'Starting',
  running: 'Moving',
  paused: 'Paused',
  completed: 'All settled',
  handover: 'Handing over',
  verified: 'Verified',
  decommissioning: 'Releasing licences',
  failed: 'Given up',
  closed: 'Closed',
  cancelled: 'Cancelled',
  'rolling-back': 'Rolling back',
  'rolled-back': 'Rolled back',
} satisfies Readonly<Record<ProjectState, string>>);

export const sayMailboxState = catalogue('mailbox-states', {
  listed: 'Listed',
  preparing: 'Preparing',
  prepared: 'Prepared',
  waived: 'Waived',
  queued: 'Queued',
  copying: 'Pre-staging',
  'in-step': 'Ready for cut-over',
  following: 'Following',
  'final-queued': 'Cut-over queued',
  'catching-up': 'Final pass',
  copied: 'Copied, unproven',
  verifying: 'Verifying',
  verified: 'Verified',
  partial: 'Has exceptions',
  attention: 'Needs attention',
  paused: 'Paused',
  'credentials-issued': 'Password handed out',
  'user-confirmed': 'Confirmed',
  'clients-done': 'Devices set up',
  'rolling-back': 'Rolling back',
  returning: 'Bringing back',
  released: 'Released',
  cancelled: 'Left out',
  'rolled-back': 'Rolled back',
} satisfies Readonly<Record<MailboxState, string>>);

export const sayWaveState = catalogue('wave-states', {
  planned: 'Planned',
  scheduled: 'Scheduled',
  running: 'Moving',
  paused: 'Paused',
  completed: 'All settled',
  failed: 'Given up',
  cancelled: 'Cancelled',
  'rolled-back': 'Rolled back',
} satisfies Readonly<Record<WaveState, string>>);
