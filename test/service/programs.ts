/** What a program of a test says of itself. */
import { NOW } from './store.ts';

export const ABOUT = {
  does: 'serve',
  host: 'here',
  version: '9.9.9',
  beganAt: NOW,
  bounds: { mailboxesAtOnce: 4, mailboxesPerHost: 16, connectionsPerHost: 64, requestsPerAccount: 16 },
} as const;
