/** The way of a project, from the first draft until the old licences are gone. */
import { type EventOf, machine, type StateOf, type Who } from './states.ts';

const PEOPLE: readonly Who[] = ['administrator', 'operator'];
const OPERATOR: readonly Who[] = ['operator'];
const WITH_GODWIT: readonly Who[] = ['operator', 'godwit'];

const STATES = [
  'draft',
  'assessed',
  'preparing',
  'ready',
  'requested',
  'plan-sent',
  'answered',
  'alternative-proposed',
  'scheduled',
  'starting',
  'running',
  'paused',
  'completed',
  'handover',
  'verified',
  'decommissioning',
  'failed',
  'closed',
  'cancelled',
  'rolling-back',
  'rolled-back',
] as const;
type State = (typeof STATES)[number];

const BEFORE_RUNNING: readonly State[] = STATES.slice(0, STATES.indexOf('running'));

export const PROJECT = machine({
  states: STATES,
  initial: 'draft',
  final: ['closed', 'cancelled', 'rolled-back'],
  events: {
    assess: { from: ['draft'], to: 'assessed', by: PEOPLE, label: 'Note that the organisation was assessed' },
    decide: { from: ['assessed'], to: 'preparing', by: PEOPLE, label: 'Decide to move' },
    'finish-preparing': {
      from: ['preparing'],
      to: 'ready',
      by: PEOPLE,
      label: 'Everything is prepared',
      needs: 'all-prepared',
    },
    request: {
      from: ['ready'],
      to: 'requested',
      by: PEOPLE,
      label: 'Request the move',
      needs: ['has-mailboxes', 'all-prepared', 'domains-ready'],
      inTicket: true,
    },
    // A plan that is sent anew has to be acknowledged anew, whatever was answered or confirmed before.
    'send-plan': {
      from: ['requested', 'plan-sent', 'answered', 'alternative-proposed', 'scheduled'],
      to: 'plan-sent',
      by: OPERATOR,
      label: 'Send the plan',
      inTicket: true,
    },
    ask: { from: ['plan-sent'], to: 'plan-sent', by: PEOPLE, label: 'Ask about the plan', inTicket: true },
    answer: {
      from: ['plan-sent', 'answered', 'alternative-proposed', 'scheduled'],
      to: 'answered',
      by: PEOPLE,
      label: 'Answer: plan understood, wished date, all addresses',
      inTicket: true,
    },
    'propose-alternative': {
      from: ['answered', 'alternative-proposed', 'scheduled'],
      to: 'alternative-proposed',
      by: WITH_GODWIT,
      label: 'Propose another date',
      needsReason: true,
      inTicket: true,
    },
    'accept-alternative': {
      from: ['alternative-proposed'],
      to: 'scheduled',
      by: PEOPLE,
      label: 'Accept the proposed date',
      inTicket: true,
    },
    'confirm-date': {
      from: ['answered'],
      to: 'scheduled',
      by: WITH_GODWIT,
      label: 'Confirm the date',
      inTicket: true,
    },
    'begin-start': {
      from: ['scheduled'],
      to: 'starting',
      by: ['operator', 'godwit'],
      label: 'Lock people out where that is wanted, and tell them',
      needs: 'pre-flight-passed',
    },
    start: {
      from: BEFORE_RUNNING,
      to: 'running',
      by: ['operator', 'godwit'],
      label: 'Start moving',
      needs: 'has-mailboxes',
    },
    delay: { from: ['running'], to: 'running', by: OPERATOR, label: 'Note that it takes longer', needsReason: true },
    pause: { from: ['running'], to: 'paused', by: PEOPLE, label: 'Pause' },
    stop: { from: ['running'], to: 'paused', by: PEOPLE, label: 'Stop at once', needsReason: true },
    resume: { from: ['paused'], to: 'running', by: PEOPLE, label: 'Resume' },
    'all-settled': { from: ['running'], to: 'completed', by: ['godwit'], label: 'Every mailbox is settled' },
    'hand-over': { from: ['completed'], to: 'handover', by: OPERATOR, label: 'Passwords are reset and handed out' },
    verify: {
      from: ['handover'],
      to: 'verified',
      by: PEOPLE,
      label: 'Everybody has everything',
      needs: 'all-confirmed',
    },
    'request-removal': {
      from: ['verified'],
      to: 'decommissioning',
      by: PEOPLE,
      label: 'Ask for the removal of the old licences',
      needs: ['no-open-cases', 'all-confirmed', 'hold-over', 'last-copy'],
    },
    close: {
      from: ['decommissioning'],
      to: 'closed',
      by: OPERATOR,
      label: 'The old licences are removed',
      needs: 'all-confirmed',
    },
    reopen: {
      from: ['completed', 'handover', 'verified', 'decommissioning', 'failed'],
      to: 'paused',
      by: OPERATOR,
      label: 'Open again',
      needsReason: true,
    },
    fail: { from: ['starting', 'running', 'paused'], to: 'failed', by: OPERATOR, label: 'Give up', needsReason: true },
    'roll-back': {
      from: ['starting', 'running', 'paused', 'failed', 'completed', 'handover', 'verified', 'decommissioning'],
      to: 'rolling-back',
      by: OPERATOR,
      label: 'People go back to the old system, and take along what reached the new one',
      needsReason: true,
    },
    'all-returned': {
      from: ['rolling-back'],
      to: 'rolled-back',
      by: ['godwit'],
      label: 'Everybody is back',
    },
    cancel: {
      from: [...BEFORE_RUNNING, 'running', 'paused'],
      to: 'cancelled',
      by: PEOPLE,
      label: 'Cancel',
      needsReason: true,
    },
  },
});

/** No mailbox of such a project begins to move any more, until it is opened again. */
export const OVER: readonly State[] = [
  'completed',
  'handover',
  'verified',
  'decommissioning',
  'failed',
  'closed',
  'cancelled',
  'rolling-back',
  'rolled-back',
];

export type ProjectState = StateOf<typeof PROJECT>;
export type ProjectEvent = EventOf<typeof PROJECT>;
