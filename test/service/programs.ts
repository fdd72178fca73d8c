/** What a program of a test says of itself. */
import { WORK_BOUNDS_MAX } from '../../src/model/work-bounds.ts';
import { NOW } from './store.ts';

/** No bound of bytes per second. */
export const ANY_BYTES = {
  bytesPerSecondPerHost: WORK_BOUNDS_MAX.bytesPerSecondPerHost,
  bytesPerSecondPerAccount: WORK_BOUNDS_MAX.bytesPerSecondPerAccount,
} as const;

export const ABOUT = {
  does: 'serve',
  host: 'here',
  version: '9.9.9',
  beganAt: NOW,
  bounds: { mailboxesAtOnce: 4, mailboxesPerHost: 16, connectionsPerHost: 64, requestsPerAccount: 16, ...ANY_BYTES },
} as const;
