/** What Godwit tells people of its own accord: which notices there are, to whom each goes, and which facts its text needs. */
import type { MailboxId, ProjectId } from './project.ts';

/** administrators: those of the project, at an address that does not move. user: the one of the mailbox that it is about. */
export type Audience = 'administrators' | 'operators' | 'user';

export const NOTICES = {
  'request-received': { to: ['administrators', 'operators'], facts: ['project', 'earliest'] },
  plan: { to: ['administrators'], facts: ['project', 'version'] },
  'answer-incomplete': { to: ['administrators'], facts: ['project', 'missing'] },
  'date-alternative': { to: ['administrators'], facts: ['project', 'wished', 'why', 'offered'] },
  'date-confirmed': { to: ['administrators', 'operators'], facts: ['project', 'date'] },
  'date-unconfirmed': { to: ['administrators', 'operators'], facts: ['project', 'date', 'why'] },
  'answer-overdue': { to: ['operators'], facts: ['project', 'due'] },
  reminder: { to: ['administrators'], facts: ['project', 'date', 'left'] },
  'start-refused': { to: ['administrators', 'operators'], facts: ['project', 'why'] },
  started: { to: ['administrators'], facts: ['project', 'mailboxes', 'end'] },
  prolonged: { to: ['administrators'], facts: ['project', 'was', 'now', 'why'] },
  'mailbox-failed': { to: ['administrators', 'operators'], facts: ['project', 'mailbox', 'cause', 'remedy'] },
  completed: { to: ['administrators'], facts: ['project', 'mailboxes', 'items', 'exceptions'] },
  'passwords-ready': { to: ['administrators'], facts: ['project', 'mailboxes'] },
  'user-invited': { to: ['user'], facts: ['mailbox', 'date', 'link'] },
  'user-reminded': { to: ['user'], facts: ['mailbox', 'left', 'link'] },
  'user-moved': { to: ['user'], facts: ['mailbox', 'link'] },
  'verification-opened': { to: ['administrators'], facts: ['project', 'mailbox', 'folder'] },
  'verification-closed': { to: ['administrators'], facts: ['project', 'mailbox', 'outcome'] },
  'old-sign-ins': { to: ['administrators', 'user'], facts: ['mailbox', 'since'] },
  'licence-removal': { to: ['administrators', 'operators'], facts: ['project', 'mailboxes'] },
  'rolled-back': { to: ['administrators'], facts: ['project', 'mailboxes', 'returned'] },
  'webhook-disabled': { to: ['administrators'], facts: ['project', 'webhook', 'since'] },
  closed: { to: ['administrators', 'operators'], facts: ['project'] },
} as const satisfies Readonly<Record<string, NoticeRule>>;

interface NoticeRule {
  readonly to: readonly Audience[];
  readonly facts: readonly string[];
}

export type NoticeKind = keyof typeof NOTICES;

/** Somebody has to act before the morning: quiet hours do not put these off. */
export const URGENT: readonly NoticeKind[] = ['date-unconfirmed', 'start-refused', 'mailbox-failed', 'rolled-back'];

/** Facts that open something: they go to whom they are for, and stand in no ticket. */
export const SECRET_FACTS: readonly string[] = ['link'];

/** A notice with what its text needs; a fact that is left out does not compile. */
export type Notice = { readonly [Kind in NoticeKind]: NoticeOf<Kind> }[NoticeKind];

export interface NoticeOf<Kind extends NoticeKind> {
  readonly kind: Kind;
  readonly project: ProjectId;
  /** Whom it is about, where it is about one mailbox. */
  readonly mailbox: MailboxId | null;
  readonly facts: Readonly<Record<(typeof NOTICES)[Kind]['facts'][number], string>>;
}
