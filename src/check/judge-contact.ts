/** Whether the administrator hears of the move while it runs (C15). Pure. */
import { blocked, type CheckResult, passed } from '../model/check-result.ts';

/** A mailbox that moves is locked while it moves. */
export function judgeContact(contact: string, domain: string): CheckResult {
  const head = { id: 'C15', title: 'The administrator can be reached during the move' };
  const place = contact.slice(contact.lastIndexOf('@') + 1).toLowerCase();
  if (place !== domain && !place.endsWith(`.${domain}`)) return passed(head, [`${contact} is outside ${domain}`]);
  return blocked(head, [`${contact} is inside ${domain}`], {
    cause: `${contact} lies in the domain that moves: notices about the move go to a mailbox that is locked.`,
    remedy: 'Name an address of another domain.',
    owner: 'administrator',
  });
}
