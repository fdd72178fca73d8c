/** The page of everything that Exchange cannot hold as it was, made from the tables behind every such loss. */
import { CONTACT_LOSSES, PHOTO_LOSSES } from '../src/target/ews/contact-losses.ts';
import { EVENT_LOSSES } from '../src/target/ews/event-losses.ts';
import { NOTE_LOSSES } from '../src/target/ews/note-losses.ts';
import { TASK_LOSSES } from '../src/target/ews/task-losses.ts';

interface Row {
  readonly field: string;
  readonly how: string;
  readonly why: string;
  readonly keptIn: string | null;
}

export function lossesPage(): string {
  const contacts = Object.entries(CONTACT_LOSSES).flatMap(([field, loss]): readonly Row[] => {
    const rows = field === 'photo' ? [loss, ...Object.values(PHOTO_LOSSES)] : [loss];
    return rows.map((row) => ({ field, ...row }));
  });
  return [
    INTRODUCTION,
    section('Events', Object.values(EVENT_LOSSES)),
    section('Tasks', Object.values(TASK_LOSSES)),
    section('Contacts and contact groups', contacts),
    section('Notes', Object.values(NOTE_LOSSES)),
  ].join('\n');
}

const INTRODUCTION = `# What Exchange cannot hold as it was

Made from the tables in \`src/target/ews/*-losses.ts\` by \`npm run docs\`.

Nothing on this page happens silently: each item that loses something carries the loss in the ledger and in the report, and
what people could miss is kept where the last column says. Everything else of the item is compared and has to be equal.
`;

function section(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ field, how, why, keptIn }) => `| ${field} | ${how} | ${why} | ${keptIn ?? '–'} |`);
  return [`## ${title}`, '', '| what | becomes | because | kept |', '| --- | --- | --- | --- |', ...lines, ''].join(
    '\n',
  );
}
