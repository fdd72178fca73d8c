/** The follow-up flag and which dates each of its states may have (MS-OXWSCORE, FlagType). */
import { ItemRefusal } from './errors.ts';
import { readTime } from './extended-property.ts';
import type { Flag } from './item.ts';
import { childOf, type XmlElement } from './xml-read.ts';

export function readFlag(element: XmlElement): Flag {
  const time = (name: string): number | null => {
    const child = childOf(element, name);
    return child === null ? null : readTime(child.text);
  };
  const status = childOf(element, 'FlagStatus')?.text ?? 'NotFlagged';
  const start = time('StartDate');
  const due = time('DueDate');
  const complete = time('CompleteDate');
  const hasDates = start !== null || due !== null;
  switch (status) {
    case 'Flagged':
      if (complete !== null) throw refused('Flagged goes without CompleteDate');
      if ((start === null) !== (due === null)) throw refused('StartDate and DueDate go together');
      if (start !== null && due !== null && start > due) throw refused('StartDate is after DueDate');
      return { status, start, due, complete };
    case 'Complete':
      if (hasDates) throw refused('Complete goes without StartDate and DueDate');
      return { status, start, due, complete };
    default:
      if (hasDates || complete !== null) throw refused('NotFlagged goes without dates');
      return { status: 'NotFlagged', start, due, complete };
  }
}

function refused(why: string): ItemRefusal {
  return new ItemRefusal('ErrorInvalidArgument', `The flag is not valid: ${why}.`);
}
