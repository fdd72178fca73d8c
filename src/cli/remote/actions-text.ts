/** What may be done with a thing now, and what may not and why: as every thing of the service carries it. */
import { shown } from '../format.ts';

interface Action {
  readonly name: string;
  readonly label: string;
  readonly allowed: boolean;
  readonly why: string | null;
  readonly needsReason: boolean;
}

/** A line for each that is allowed. Those that are not are named in the document for programs. */
export function actionsText(actions: readonly Action[]): string {
  const allowed = actions.filter((action) => action.allowed);
  if (allowed.length === 0) return '\nNothing can be done with it now.\n';
  const width = Math.max(...allowed.map(({ name }) => name.length));
  const lines = allowed.map(({ name, label, needsReason }) => {
    return `  ${shown(name).padEnd(width)}  ${shown(label)}${needsReason ? ' (needs --reason)' : ''}\n`;
  });
  return `\nActs that are possible now:\n${lines.join('')}`;
}

/** `2 verified, 1 paused`. */
export function countsText(counts: Readonly<Record<string, number | undefined>>): string {
  const parts = Object.entries(counts).flatMap(([state, count]) => ((count ?? 0) > 0 ? `${count} ${state}` : []));
  return parts.length === 0 ? 'none' : parts.join(', ');
}
