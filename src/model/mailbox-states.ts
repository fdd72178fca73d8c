/** The way of a mailbox in a project, from the list until its old licence may go. */
import { type EventOf, machine, type StateOf, type Who } from './states.ts';

const PEOPLE: readonly Who[] = ['administrator', 'operator'];
/** The user of the mailbox too, by the private link. */
const WITH_USER: readonly Who[] = [...PEOPLE, 'mailbox-user'];
const OPERATOR: readonly Who[] = ['operator'];
const GODWIT: readonly Who[] = ['godwit'];

const STATES = [
  'listed',
  'preparing',
  'prepared',
  'waived',
  'queued',
  'copying',
  'in-step',
  'following',
  'final-queued',
  'catching-up',
  'copied',
  'verifying',
  'verified',
  'partial',
  'attention',
  'paused',
  'credentials-issued',
  'user-confirmed',
  'clients-done',
  'rolling-back',
  'returning',
  'released',
  'cancelled',
  'rolled-back',
] as const;
type State = (typeof STATES)[number];

/** A job works on the mailbox, or waits to. */
export const AT_WORK = [
  'queued',
  'copying',
  'following',
  'final-queued',
  'catching-up',
  'copied',
  'verifying',
] as const satisfies readonly State[];
/** A worker has begun with the mailbox. */
export const IN_HAND = [
  'copying',
  'following',
  'catching-up',
  'verifying',
  'returning',
] as const satisfies readonly State[];
/** Its user goes back to the old system, and what reached the new one is being brought back. */
export const GOING_BACK = ['rolling-back', 'returning'] as const satisfies readonly State[];
/** It has begun and has not settled, whether anybody works on it now or not. */
const UNDER_WAY = [...AT_WORK, 'in-step'] as const satisfies readonly State[];
/** Nothing of it has moved. */
export const NOT_BEGUN = ['listed', 'preparing', 'prepared', 'waived'] as const satisfies readonly State[];
const FINAL = ['released', 'cancelled', 'rolled-back'] as const satisfies readonly State[];
/** The work of a project does not wait for these. */
export const SETTLED: readonly State[] = [
  'verified',
  'partial',
  'credentials-issued',
  'user-confirmed',
  'clients-done',
  ...FINAL,
];
/** Everything of it is proven, and its user may work with it. */
export const HANDED_OVER = ['verified', 'credentials-issued', 'user-confirmed', 'clients-done'] as const;

export const MAILBOX = machine({
  states: STATES,
  initial: 'listed',
  final: FINAL,
  events: {
    prepare: { from: ['listed'], to: 'preparing', by: WITH_USER, label: 'Begin to prepare' },
    'finish-preparing': { from: ['listed', 'preparing'], to: 'prepared', by: WITH_USER, label: 'It is prepared' },
    waive: {
      from: ['listed', 'preparing'],
      to: 'waived',
      by: PEOPLE,
      label: 'Move it without preparation',
      needsReason: true,
    },
    queue: {
      from: NOT_BEGUN,
      to: 'queued',
      by: [...PEOPLE, 'godwit'],
      label: 'Move it',
      needs: 'project-open',
    },
    'copy-began': {
      from: ['queued', 'copying'],
      to: 'copying',
      by: GODWIT,
      label: 'Everything is being copied while people work',
    },
    'pre-staged': {
      from: ['copying'],
      to: 'in-step',
      by: GODWIT,
      label: 'Everything is copied, and follows the source until the cut-over',
    },
    'delta-began': {
      from: ['in-step', 'following'],
      to: 'following',
      by: GODWIT,
      label: 'What changed is being copied',
    },
    'delta-done': { from: ['following'], to: 'in-step', by: GODWIT, label: 'It is in step again' },
    'delta-put-off': { from: ['following'], to: 'in-step', by: GODWIT, label: 'It follows later' },
    'cut-over': {
      from: ['in-step', 'following'],
      to: 'final-queued',
      by: [...PEOPLE, 'godwit'],
      label: 'Bring over what is left, and verify',
      needs: 'project-open',
      needsReason: true,
    },
    'bulk-copied': { from: ['copying'], to: 'catching-up', by: GODWIT, label: 'What changed meanwhile follows' },
    'final-began': {
      from: ['final-queued', 'catching-up'],
      to: 'catching-up',
      by: GODWIT,
      label: 'What changed since the last time follows, for good',
    },
    'caught-up': { from: ['catching-up'], to: 'copied', by: GODWIT, label: 'The copy is complete' },
    'verify-began': {
      from: ['copied', 'verifying'],
      to: 'verifying',
      by: GODWIT,
      label: 'The copy is read back and compared',
    },
    proved: { from: ['verifying'], to: 'verified', by: GODWIT, label: 'Every item is proven' },
    'proved-with-exceptions': {
      from: ['verifying'],
      to: 'partial',
      by: GODWIT,
      label: 'Everything is proven but the items that are named',
    },
    'set-aside': {
      from: ['queued', 'copying', 'final-queued', 'catching-up', 'copied', 'verifying'],
      to: 'queued',
      by: GODWIT,
      label: 'It goes on by itself later',
    },
    block: {
      from: AT_WORK,
      to: 'attention',
      by: GODWIT,
      label: 'It cannot go on until somebody has done something',
    },
    pause: { from: UNDER_WAY, to: 'paused', by: PEOPLE, label: 'Pause' },
    stop: { from: UNDER_WAY, to: 'paused', by: PEOPLE, label: 'Stop at once', needsReason: true },
    resume: { from: ['paused'], to: 'queued', by: PEOPLE, label: 'Resume', needs: 'project-open' },
    retry: {
      from: ['attention', 'partial'],
      to: 'queued',
      by: [...PEOPLE, 'godwit'],
      label: 'Try again',
      needs: 'project-open',
    },
    accept: {
      from: ['partial'],
      to: 'verified',
      by: PEOPLE,
      label: 'Accept the exceptions',
      needsReason: true,
    },
    'issue-credentials': {
      from: ['verified'],
      to: 'credentials-issued',
      by: [...PEOPLE, 'godwit'],
      label: 'The new password was handed out',
    },
    confirm: {
      from: ['verified', 'credentials-issued'],
      to: 'user-confirmed',
      by: WITH_USER,
      label: 'Its user has everything',
    },
    'waive-confirmation': {
      from: ['verified', 'credentials-issued'],
      to: 'user-confirmed',
      by: PEOPLE,
      label: 'It counts as confirmed, though its user said nothing',
      needsReason: true,
    },
    'finish-clients': { from: ['user-confirmed'], to: 'clients-done', by: WITH_USER, label: 'All devices are set up' },
    release: {
      from: ['user-confirmed', 'clients-done'],
      to: 'released',
      by: [...PEOPLE, 'godwit'],
      label: 'The old licence is gone',
      needs: 'licence-asked',
    },
    reopen: {
      from: HANDED_OVER,
      to: 'queued',
      by: PEOPLE,
      label: 'Something is missing',
      needs: 'project-open',
      needsReason: true,
    },
    'roll-back': {
      from: [...NOT_BEGUN, ...UNDER_WAY, 'partial', 'attention', 'paused', ...HANDED_OVER],
      to: 'rolling-back',
      by: OPERATOR,
      label: 'Its user goes back to the old system',
      needsReason: true,
    },
    'return-began': {
      from: GOING_BACK,
      to: 'returning',
      by: GODWIT,
      label: 'What reached the new mailbox is being brought back',
    },
    'return-put-off': {
      from: ['returning'],
      to: 'rolling-back',
      by: GODWIT,
      label: 'More is brought back later',
    },
    returned: {
      from: ['returning'],
      to: 'rolled-back',
      by: GODWIT,
      label: 'Everything that can be is back in the old mailbox',
    },
    'end-return': {
      from: ['rolling-back'],
      to: 'rolled-back',
      by: OPERATOR,
      label: 'Leave in the new mailbox what is still there',
      needsReason: true,
    },
    cancel: {
      from: [...NOT_BEGUN, ...UNDER_WAY, 'paused', 'attention', 'partial'],
      to: 'cancelled',
      by: PEOPLE,
      label: 'Leave it out',
      needsReason: true,
    },
  },
});

export type MailboxState = StateOf<typeof MAILBOX>;
export type MailboxEvent = EventOf<typeof MAILBOX>;
