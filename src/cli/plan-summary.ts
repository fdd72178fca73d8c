/** Shows a plan: as text for people, or as one JSON document. */
import { unreachable } from '../base/assert.ts';
import type { Block, PlanDocument, Table } from '../plan/document/plan-document.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { fitted, padded, shown, widthOf, wrapped } from './format.ts';
import type { PlanReport } from './machinery.ts';

type Paint = Command['terminal']['paint'];

/** Exit code 2 while something stands in the way of the move. */
export function presentPlan(report: PlanReport, command: Command): ExitCode {
  const code = report.isReady ? EXIT.proven : EXIT.withExceptions;
  const { terminal, isJson } = command;
  const columns = terminal.outColumns();
  if (isJson) terminal.out(`${JSON.stringify(planObject(report, code), null, 2)}\n`);
  else terminal.out(`${planText(report, terminal.paint, columns)}\n`);
  return code;
}

function planText({ plan, isNew, files, isReady }: PlanReport, paint: Paint, columns: number | null): string {
  // What was written into files is read there; here it is told what it comes to.
  const sections = files.length === 0 ? plan.sections : plan.sections.slice(0, 1);
  const said = isNew
    ? `Version ${plan.version}, made on ${plan.madeOn}`
    : `Version ${plan.version} still holds: nothing has changed`;
  return [
    `${paint.strong(shown(plan.title))}\n${paint.faint(said)}`,
    ...sections.map(({ title, blocks }) =>
      [paint.strong(shown(title)), ...blocks.map((block) => blockText(block, columns))].join('\n'),
    ),
    ...changesText(plan, paint, columns),
    ...(files.length === 0 ? [] : [files.map(shown).join('\n')]),
    wrapped(
      isReady ? 'Nothing stands in the way of the move.' : 'The move is not ready: the plan says what is open.',
      columns,
    ),
  ].join('\n\n');
}

function changesText({ version, changes }: PlanDocument, paint: Paint, columns: number | null): readonly string[] {
  if (changes.length === 0) return [];
  const lines = changes.flatMap(({ title, gone, added }) => [
    shown(title),
    ...gone.map((line) => `  - ${shown(line)}`),
    ...added.map((line) => `  + ${shown(line)}`),
  ]);
  const heading = paint.strong(`What changed since version ${version - 1}`);
  return [[heading, ...lines.map((line) => wrapped(line, columns))].join('\n')];
}

function blockText(block: Block, columns: number | null): string {
  switch (block.is) {
    case 'text':
      return wrapped(shown(block.text), columns);
    case 'list':
      return block.items.map((item) => wrapped(`  • ${shown(item)}`, columns)).join('\n');
    case 'table':
      return `\n${shown(block.caption)}\n${tableText(block, columns)}`;
    default:
      return unreachable(block);
  }
}

/** Wider columns push the others off the screen. */
const CELL_COLUMNS_MAX = 60;
const GAP = 2;

/** In columns where they fit; otherwise cell by cell. */
function tableText({ columns, rows }: Table, width: number | null): string {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) => row.map(shown));
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  const isFitting = widths.every((one) => one <= CELL_COLUMNS_MAX);
  const total = widths.reduce((sum, one) => sum + one + GAP, GAP);
  if (isFitting && (width === null || total <= width)) {
    return cells
      .map((row) => {
        const line = row.map((cell, at) => {
          const wide = widths[at] ?? 0;
          return columns[at]?.isNumber === true ? ' '.repeat(wide - widthOf(cell)) + cell : padded(cell, wide);
        });
        return `  ${line.join(' '.repeat(GAP))}`.trimEnd();
      })
      .join('\n');
  }
  return cells
    .slice(1)
    .map((row) => {
      const [first = '', ...rest] = row;
      const named = rest.flatMap((cell, at) => (cell === '' ? [] : [`      ${columns[at + 1]?.title ?? ''}: ${cell}`]));
      return [`  • ${fitted(first, 200)}`, ...named].map((line) => wrapped(line, width)).join('\n');
    })
    .join('\n');
}

function planObject({ plan, isNew, range, isReady, files }: PlanReport, exitCode: ExitCode): object {
  return { exitCode, isReady, isNew, duration: range, ...plan, files };
}
