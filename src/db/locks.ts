/** The advisory locks of Godwit: the first of the two numbers that PostgreSQL takes, so that no two uses can meet. */
export const LOCKS = {
  /** Shared: a process uses this embedded server. Alone: the server is being stopped. */
  stays: 1_735_353_345,
  /** A session watches for the end of all stays. */
  watch: 1_735_353_346,
  /** Migrations run. */
  migration: 1_735_353_347,
  /** A live process moves the mailbox whose id is the second number. */
  mailbox: 1_735_353_348,
  /** Shared: a statement of the mailbox's holder runs. Alone: the mailbox is being claimed. Named in `0001-ledger.sql` too. */
  claim: 1_735_353_349,
  /** Events of the organisation whose hash is the second number are being appended, until the transaction ends. */
  events: 1_735_353_350,
  /** A mailbox of the source host whose hash is the second number is being begun. */
  sourceHost: 1_735_353_351,
  /** 0: a day of the calendar is being given to a project. */
  starts: 1_735_353_352,
  /** 0: the key that seals is looked up or changed. 1: what other keys have sealed is being sealed anew. */
  sealing: 1_735_353_361,
} as const;
