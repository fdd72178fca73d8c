/** Shows who is ready for the move, and what is open with whom. */

import { formatCount, formatNumber } from '../base/amounts.ts';
import { personDocument } from '../plan/preparation/person-document.ts';
import type { PersonPreparation, Task } from '../plan/preparation/prepare.ts';
import { taskTitle } from '../plan/preparation/task-sheet.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { shown, wrapped } from './format.ts';
import type { PreparationReport } from './machinery.ts';

/** Exit code 2 while somebody who moves is not prepared: that is when no date should be set. */
export function presentPreparation(report: PreparationReport, command: Command): ExitCode {
  const { people, preparedCount } = report.preparation;
  const code = preparedCount === people.length ? EXIT.proven : EXIT.withExceptions;
  const { terminal } = command;
  const text = command.isJson
    ? JSON.stringify(preparationDocument(report, code), null, 2)
    : wrapped(preparationText(report, terminal.paint), terminal.outColumns());
  terminal.out(`${text}\n`);
  return code;
}

function preparationText({ preparation, files }: PreparationReport, paint: Command['terminal']['paint']): string {
  const { people, preparedCount, notMoving } = preparation;
  const sections = [
    ...people.map((one) => personLines(one, paint)),
    notMoving.map(
      ({ group, offer }) => `${shown(group.name)}: nothing to prepare, ${shown(offer)} needs no migration.`,
    ),
    [
      people.length === 0
        ? 'Nobody in the answers moves: add the addresses of those who do, or there is nothing to prepare.'
        : paint.strong(`${formatNumber(preparedCount)} of ${formatCount(people.length, 'person', 'people')} prepared.`),
      ...(preparedCount < people.length
        ? [
            'Order the move when all of them are, or waive what is open: write "waived" with the reason into the answers.',
          ]
        : []),
    ],
    files === null
      ? []
      : [`${formatCount(files.count, 'sheet')} in ${shown(files.folder)}`, `All of them: ${shown(files.overview)}`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function personLines(
  { person, tasks, isPrepared }: PersonPreparation,
  { strong, good, faint }: Command['terminal']['paint'],
): readonly string[] {
  const open = tasks.filter(({ state }) => state.is === 'open');
  const state = isPrepared ? good('prepared') : formatCount(open.length, 'open task');
  return [
    `${strong(shown(person.address))}: ${state}`,
    ...open.flatMap((task) => [
      `  ${taskTitle(task)}${lateText(task)}`,
      ...task.why.map((why) => faint(`    ${shown(why)}`)),
    ]),
  ];
}

function lateText({ isRequired }: Task): string {
  return isRequired ? '' : ' (the move does not wait for it)';
}

function preparationDocument({ preparation, files }: PreparationReport, exitCode: ExitCode): object {
  const { people, preparedCount, notMoving } = preparation;
  return {
    exitCode,
    peopleCount: people.length,
    preparedCount,
    isReady: preparedCount === people.length,
    people: people.map(personDocument),
    notMoving: notMoving.map(({ group, offer }) => ({
      group: group.name,
      people: group.people.map(({ address }) => address),
      offer,
    })),
    sheets: files,
  };
}
