/** What Rackspace's own guide does not move, and what else lies outside the mailboxes: why, what happens instead, and how much of it there is. */
import { formatCount, formatNumber } from '../../base/amounts.ts';
import type { KnownMailbox, KnownOrganisation } from '../known-organisation.ts';

/** Cells: what, why, instead, here. `inventory` is null where nobody took one. */
export function leftBehindRows(inventory: KnownOrganisation | null): readonly (readonly string[])[] {
  return LEFT_BEHIND.map(({ what, why, instead, here }) => [what, why, instead, hereWords(here, inventory)]);
}

interface LeftBehind {
  readonly what: string;
  readonly why: string;
  readonly instead: string;
  /** Words, or what of the inventory tells of it. */
  readonly here: string | ((inventory: KnownOrganisation) => string);
}

const BY_HAND = 'Set by hand in the new mailbox, as the inventory lists it';
const ASK = 'ask the users';

const LEFT_BEHIND: readonly LeftBehind[] = [
  {
    what: 'Passwords',
    why: 'No system gives them away',
    instead: 'Everybody gets a new one, one by one',
    here: 'everybody',
  },
  {
    what: 'Forwarding',
    why: 'It is a setting and no item',
    instead: `${BY_HAND}, after somebody has agreed to addresses outside`,
    here: mailboxesWhere(({ forwarding }) => (forwarding === null ? null : forwarding.addresses.length > 0)),
  },
  {
    what: 'Automatic replies',
    why: 'They are settings and no items',
    instead: BY_HAND,
    here: mailboxesWhere(({ autoReply }) => autoReply?.isOn ?? null),
  },
  {
    what: 'Safe and blocked senders',
    why: 'They are settings and no items; addresses of machines and patterns have no counterpart',
    instead: BY_HAND,
    here: mailboxesWhere(({ spam }) =>
      spam === null || spam.safe === null ? null : spam.safe.length + (spam.blocked?.length ?? 0) > 0,
    ),
  },
  {
    what: 'Aliases',
    why: 'They belong to the domain',
    instead: 'Made in Exchange before the switch, with the same members',
    here: ({ lists }) => formatNumber(lists.filter(({ is }) => is === 'alias').length),
  },
  {
    what: 'Group lists',
    why: 'Rackspace gives them to no program',
    instead: 'Typed off from the control panel into a table, then made in Exchange before the switch',
    here: ({ lists }) => formatNumber(lists.filter(({ is }) => is === 'group').length),
  },
  {
    what: 'Rules and filters',
    why: 'The old service does not give them out',
    instead: 'Written down by each user, made anew',
    here: ASK,
  },
  {
    what: 'Signatures',
    why: 'The old service does not give them out',
    instead: 'Copied by each user from the old webmail',
    here: ASK,
  },
  {
    what: 'Settings of Outlook: junk mail, delegates, permissions of folders, archive settings, suggested addresses',
    why: 'They lie in Outlook or in the old service',
    instead: 'Written down before the move, set again after it',
    here: ASK,
  },
  {
    what: 'SharePoint permissions and settings',
    why: 'They are not part of a mailbox',
    instead: 'Set up by whoever runs SharePoint',
    here: 'ask',
  },
  {
    what: 'The archive vault',
    why: 'No mail program sees it',
    instead: 'Ordered as an export from Rackspace, weeks ahead',
    here: ({ domains }) => {
      const names = domains.filter(({ hasArchiving }) => hasArchiving === true).map(({ name }) => name);
      return names.length > 0 ? `switched on for ${names.join(', ')}` : 'none is known';
    },
  },
];

function hereWords(here: LeftBehind['here'], inventory: KnownOrganisation | null): string {
  if (typeof here === 'string') return here;
  return inventory === null ? 'not looked up' : here(inventory);
}

/** `has` is null where nobody told. */
function mailboxesWhere(has: (mailbox: KnownMailbox) => boolean | null): (inventory: KnownOrganisation) => string {
  return ({ mailboxes }) => {
    const told = mailboxes.map(has);
    const count = formatCount(told.filter((one) => one === true).length, 'mailbox', 'mailboxes');
    return told.includes(null) ? `${count}; not all told` : count;
  };
}
