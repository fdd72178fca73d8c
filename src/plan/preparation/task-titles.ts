/** What each task of the preparation is called. */
import { CONFIRM_MAIL, FIND_POP, WRITE_DOWN } from '../guides/confirm-mail.ts';
import { CONTACTS_BACKUP } from '../guides/contacts.ts';
import { MAC_MAIL } from '../guides/pop-mac.ts';
import { LIST_DEVICES, REACH_YOU } from '../guides/reach.ts';
import type { TaskId } from './task-ids.ts';

export const TASK_TITLES: Readonly<Record<TaskId, string>> = {
  'reach-you': REACH_YOU.title,
  'list-devices': LIST_DEVICES.title,
  'confirm-mail': CONFIRM_MAIL.title,
  'find-pop': FIND_POP.title,
  // These have a guide for each program.
  'move-pop': 'Bring mail that was fetched by POP back to the server',
  'move-local-mail': 'Bring mail from your computer to the server, or hand it over',
  'mac-mail': MAC_MAIL.title,
  'contacts-backup': CONTACTS_BACKUP.title,
  'write-down': WRITE_DOWN.title,
};
