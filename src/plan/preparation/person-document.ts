/** What one person has to do, as whoever reads it by program gets it: from the command line and over HTTP alike. */
import type { PersonPreparation } from './prepare.ts';
import { taskTitle } from './task-sheet.ts';

export function personDocument({ person, group, tasks, isPrepared }: PersonPreparation) {
  return {
    address: person.address,
    name: person.name,
    group: group.name,
    programs: [...person.programs],
    isPrepared,
    tasks: tasks.map((task) => ({
      id: task.id,
      title: taskTitle(task),
      isRequired: task.isRequired,
      state: task.state.is,
      waivedBecause: task.state.is === 'waived' ? task.state.why : null,
      why: [...task.why],
      guides: task.guides.map(({ title }) => title),
    })),
  };
}
