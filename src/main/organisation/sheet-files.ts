/** Writes the task sheets of everybody who moves, and the overview of them, into a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../base/problem.ts';
import type { PreparationReport, SheetFormat } from '../../cli/machinery.ts';
import { type CsvColumn, csvText } from '../../content/csv-text.ts';
import type { Organisation } from '../../plan/advice/answers.ts';
import type { PersonPreparation, Preparation } from '../../plan/preparation/prepare.ts';
import { overviewHtml, sheetHtml } from '../../plan/preparation/sheet-html.ts';
import { sheetText } from '../../plan/preparation/sheet-text.ts';
import { type TaskSheet, taskSheet, taskTitle } from '../../plan/preparation/task-sheet.ts';

const FORMATS: Readonly<
  Record<SheetFormat, { readonly ending: string; readonly write: (sheet: TaskSheet) => string }>
> = {
  html: { ending: 'html', write: sheetHtml },
  text: { ending: 'txt', write: sheetText },
  json: { ending: 'json', write: (sheet) => `${JSON.stringify(sheetDocument(sheet), null, 2)}\n` },
};

/** Sheets say who works where: only their owner may read them. Throws usage.invalid for a folder that cannot be written. */
export async function writeSheets(
  preparation: Preparation,
  organisation: Organisation,
  { folder, format }: { readonly folder: string; readonly format: SheetFormat },
): Promise<NonNullable<PreparationReport['files']>> {
  const { ending, write } = FORMATS[format];
  const names = fileNames(preparation.people, ending);
  const fileOf = (address: string): string => names.get(address) ?? '';
  const isPage = format === 'html';
  const overview = join(folder, isPage ? 'index.html' : 'people.csv');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const one of preparation.people) {
      await writeFile(join(folder, fileOf(one.person.address)), write(taskSheet(one, organisation)), { mode: 0o600 });
    }
    if (isPage) await writeFile(overview, overviewHtml(preparation, organisation.name, fileOf), { mode: 0o600 });
    await writeFile(join(folder, 'people.csv'), csvText(COLUMNS, preparation.people), { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const what = `The sheets could not be written into ${folder}: ${error.message}.`;
    throw new Failure('usage.invalid', { what, how: 'Name a folder of yours with --out.' }, { cause: error });
  }
  return { folder, count: preparation.people.length, overview };
}

function sheetDocument({ person, words, tasks, folders, after, title, organisation }: TaskSheet): object {
  const { address, name, programs } = person;
  return { title, address, name, programs, organisation: organisation.name, words, tasks, folders, after };
}

/** A name for each address that every file system takes and every link means; two that would be one get a number. */
function fileNames(people: readonly PersonPreparation[], ending: string): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    people.map(({ person: { address } }) => {
      const plain = address.replace(/[^a-z0-9@._-]/g, '-');
      let name = `${plain}.${ending}`;
      for (let number = 2; taken.has(name); number += 1) name = `${plain}-${number}.${ending}`;
      taken.add(name);
      return [address, name];
    }),
  );
}

const COLUMNS: readonly CsvColumn<PersonPreparation>[] = [
  { name: 'Address', of: ({ person }) => person.address },
  { name: 'Name', of: ({ person }) => person.name },
  { name: 'Group', of: ({ group }) => group.name },
  { name: 'Prepared', of: ({ isPrepared }) => (isPrepared ? 'yes' : 'no') },
  { name: 'Open', of: ({ tasks }) => titles(tasks, 'open') },
  { name: 'Done', of: ({ tasks }) => titles(tasks, 'done') },
  { name: 'Waived', of: ({ tasks }) => titles(tasks, 'waived') },
  { name: 'Reach at', of: ({ person }) => person.reachAt },
  { name: 'Items', of: ({ figures }) => figures?.items ?? null },
  { name: 'Bytes', of: ({ figures }) => figures?.bytes ?? null },
];

function titles(tasks: PersonPreparation['tasks'], is: 'open' | 'done' | 'waived'): string {
  return tasks
    .filter(({ state }) => state.is === is)
    .map(taskTitle)
    .join('; ');
}
