/** An inventory as checks, advice and plans need it, and in the form in which it is kept and handed over. Pure. */
import { isoSeconds } from '../base/clock.ts';
import { describeCause } from '../base/problem.ts';
import type { Inventory } from '../model/inventory.ts';
import type { KnownOrganisation } from './known-organisation.ts';

/** Without what people wrote about themselves: names, telephone numbers, the words of an auto-reply. */
export function knownOrganisationOf({ takenAt, domains, mailboxes, lists, exceptions }: Inventory): KnownOrganisation {
  return {
    takenAt,
    domains,
    mailboxes: mailboxes.map((mailbox) => ({
      address: mailbox.address,
      platform: mailbox.platform,
      isEnabled: mailbox.isEnabled,
      bytesMax: mailbox.bytesMax,
      bytesUsed: mailbox.bytesUsed,
      lastSignIn: mailbox.lastSignIn,
      forwarding: mailbox.forwarding,
      autoReply: mailbox.autoReply === null ? null : { isOn: mailbox.autoReply.isOn },
      otherAddresses: mailbox.otherAddresses,
      spam: mailbox.spam,
    })),
    lists,
    exceptions: exceptions.map(({ subject, problem }) => ({
      subject,
      problem: problem.code,
      cause: describeCause(problem),
    })),
  };
}

/** As `readKnownOrganisation` reads it. */
export function inventoryDocument({ takenAt, ...known }: KnownOrganisation): object {
  return { takenAt: isoSeconds(takenAt), ...known };
}
