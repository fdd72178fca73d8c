/** The advisory locks of Godwit: the first of the two numbers that PostgreSQL takes, so that no two uses can meet. */
export const LOCKS = {
  /** Shared: a process uses this embedded server. Alone: the server is being stopped. */
  stays: 0x676f_6401,
  /** A session watches for the end of all stays. */
  watch: 0x676f_6402,
  /** Migrations run. */
  migration: 0x676f_6403,
  /** A live process moves the mailbox whose id is the second number. */
  mailbox: 0x676f_6404,
} as const;
