/** The names of the tasks, as an answers file says what is done. */

export const TASK_IDS = [
  'reach-you',
  'list-devices',
  'confirm-mail',
  'find-pop',
  'move-pop',
  'move-local-mail',
  'mac-mail',
  'contacts-backup',
  'write-down',
] as const;
export type TaskId = (typeof TASK_IDS)[number];
