/** One person's sheet: what to do before the move, their own figures, and what to do afterwards. */
import type { Organisation } from '../advice/answers.ts';
import type { FolderFigures } from '../advice/mailbox-figures.ts';
import { AFTER_MOVE } from '../guides/after-move.ts';
import type { Guide, GuideWords } from '../guides/guide.ts';
import type { PersonPreparation, Task } from './prepare.ts';
import { TASK_TITLES } from './task-titles.ts';

export interface TaskSheet {
  readonly title: string;
  readonly organisation: Organisation;
  readonly person: PersonPreparation['person'];
  readonly words: GuideWords;
  readonly tasks: readonly Task[];
  /** Null where nobody surveyed the mailbox. */
  readonly folders: { readonly shown: readonly FolderFigures[]; readonly more: number } | null;
  /** For every program and phone that they use, and always for the browser. */
  readonly after: readonly Guide[];
}

/** Longer tables nobody compares by eye. */
const FOLDERS_SHOWN_MAX = 300;

export function taskSheet({ person, tasks, figures }: PersonPreparation, organisation: Organisation): TaskSheet {
  const holding = figures?.folders.filter(({ items }) => items > 0) ?? [];
  const programs = new Set([...person.programs, 'webmail' as const]);
  return {
    title: `Your mailbox moves: what you do`,
    organisation,
    person,
    words: {
      address: person.address,
      imapHost: organisation.imapHost,
      smtpHost: organisation.smtpHost,
      webmail: organisation.webmail,
      newWebmail: organisation.newWebmail ?? 'the page that your administrator tells you',
      contact: organisation.contact ?? 'your administrator',
      moveDate: organisation.moveDate ?? 'your administrator tells you when',
    },
    tasks,
    folders:
      figures === null
        ? null
        : { shown: holding.slice(0, FOLDERS_SHOWN_MAX), more: Math.max(0, holding.length - FOLDERS_SHOWN_MAX) },
    after: [...programs].map((program) => AFTER_MOVE[program]),
  };
}

/** What a task is called. */
export function taskTitle({ id }: Task): string {
  return TASK_TITLES[id];
}
