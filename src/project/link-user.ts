/** Whoever holds a private link, as events and entries name the one who did something. */
import type { Actor } from '../model/event.ts';
import type { LinkHolder } from '../model/mailbox-user.ts';

export function userOf({ link }: LinkHolder): Actor {
  return { is: 'mailbox-user', id: link };
}
