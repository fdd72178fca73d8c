/** How fast bytes may go over a line, where somebody bounds it. */

export interface BytePace {
  /**
   * Called for bytes that came, before more are taken, and for bytes that are to be sent, before they are. Null where nothing has to be
   * waited for. Rejects with the signal's reason.
   */
  take(bytes: number, signal: AbortSignal): Promise<void> | null;
}

/** What everything that goes over a line has to pass. */
export interface LineGuard {
  /** Throws when nothing may be sent any more. Asked at the last moment, since a process may stand still at any before it. */
  readonly mayStillSend?: () => void;
  readonly pace?: BytePace;
}
