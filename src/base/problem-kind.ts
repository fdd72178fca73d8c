/** What is said of every failure that can be expected. */

/** What stops: this item, this folder, this mailbox, every mailbox of the account, or the whole run. */
export type Scope = 'item' | 'folder' | 'mailbox' | 'account' | 'run';
/** When to try again: at once, after a pause, after somebody has changed something, or never. */
export type Retry = 'now' | 'later' | 'after-fix' | 'never';
export type Owner = 'admin' | 'operator' | 'mailbox-user' | 'godwit';

export interface ProblemKind {
  readonly scope: Scope;
  readonly retry: Retry;
  readonly owner: Owner;
  /** One sentence in the past or present tense; `{fact}` stands for a fact of the case. */
  readonly cause: string;
  /** One instruction to the owner. */
  readonly remedy: string;
}
