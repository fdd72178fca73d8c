/** The page of all states and of what leads from one to the other, made from the tables that the program runs on. */
import { MAILBOX } from '../src/model/mailbox-states.ts';
import { PROJECT } from '../src/model/project-states.ts';
import { CONDITIONS, type Machine, needsOf, type Step } from '../src/model/states.ts';
import { WAVE } from '../src/model/wave-states.ts';

export function statesPage(): string {
  return [INTRODUCTION, section('Project', PROJECT), section('Wave', WAVE), section('Mailbox', MAILBOX)].join('\n');
}

const INTRODUCTION = `# States, and what leads from one to the other

Made from \`project-states.ts\`, \`wave-states.ts\` and \`mailbox-states.ts\` of \`src/model\` by \`npm run docs\`.

Every change of a state is one event of these tables, and every event is kept for good: who, when, why. What is not in the
tables cannot happen. The states of single items are those of the ledger: seen, intended, copied, verified, skipped, failed, gone.
`;

function section(title: string, table: Machine<string, string>): string {
  const steps = Object.entries(table.events);
  return [
    `## ${title}`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${diagramName(table.initial)}`,
    ...steps.flatMap(([event, { from, to }]) =>
      from.map((state) => `  ${diagramName(state)} --> ${diagramName(to)}: ${event}`),
    ),
    ...table.final.map((state) => `  ${diagramName(state)} --> [*]`),
    '```',
    '',
    '| event | from | to | by | what | needs |',
    '| --- | --- | --- | --- | --- | --- |',
    ...steps.map(([event, step]) => row(event, step)),
    '',
  ].join('\n');
}

function row(event: string, step: Step<string>): string {
  const { from, to, by, label, inTicket, needsReason } = step;
  const needed = [
    ...needsOf(step).map((condition) => CONDITIONS[condition]),
    ...(inTicket === true ? ['An entry in the ticket.'] : []),
    ...(needsReason === true ? ['A reason.'] : []),
  ];
  return `| ${event} | ${from.join(', ')} | ${to} | ${by.join(', ')} | ${label} | ${needed.join(' ') || '–'} |`;
}

/** A name in such a diagram is one word. */
function diagramName(state: string): string {
  return state.replaceAll('-', '_');
}
