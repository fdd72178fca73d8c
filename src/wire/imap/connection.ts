/** One signed-in IMAP connection with many commands under way. Commands are functions beside this file. */
import type { ImapLimits } from './limits.ts';

export interface ImapConnection {
  /** In capitals. */
  readonly capabilities: ReadonlySet<string>;
  /** One round trip to the server, measured at sign-in. */
  readonly roundTripMs: number;
  /** False as soon as the connection is closed, lost or broken. */
  readonly alive: boolean;
  readonly limits: ImapLimits;
  /** Says LOGOUT if the line is quiet, and closes. Never fails; may be called twice. */
  close(): Promise<void>;
}
