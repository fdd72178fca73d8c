/** What the columns of tables of contacts are taken for, in lines for people. */

import { formatCount } from '../base/amounts.ts';
import type { ContactTable, MappedColumn } from '../model/contact-table.ts';
import { shown } from './format.ts';

/** Columns that nobody knows come first: they are what somebody has to look at. */
export function contactColumnLines(tables: readonly ContactTable[]): readonly string[] {
  if (tables.length === 0) return [];
  return [
    `${formatCount(tables.length, 'table')} of contacts, and what their columns are taken for`,
    ...tables.flatMap(tableLines),
    '  Where that is wrong: --write-contact-mapping writes it to a file; correct that and give it by --contact-mapping.',
  ];
}

function tableLines({ archive, file, hasHeadings, columns }: ContactTable): readonly string[] {
  const groups = Map.groupBy(columns, groupOf);
  return [
    `  ${shown(archive === file ? file : `${archive}: ${file}`)}${hasHeadings ? '' : ' (without headings)'}`,
    ...GROUPS.flatMap(([group, what]) => {
      const found = groups.get(group) ?? [];
      return found.length === 0 ? [] : [`    ${what}: ${found.map((column) => columnText(column, group)).join(', ')}`];
    }),
  ];
}

type Group = 'unknown' | 'guessed' | 'taken' | 'below' | 'nothing';
const GROUPS: readonly (readonly [Group, string])[] = [
  ['unknown', 'unknown, kept below the notes'],
  ['guessed', 'guessed by what is in them'],
  ['taken', 'by their headings'],
  ['below', 'kept below the notes'],
  ['nothing', 'left out'],
];

function groupOf({ target, confidence }: MappedColumn): Group {
  if (target === 'nothing') return 'nothing';
  if (confidence === 'unknown') return 'unknown';
  if (target === 'custom') return 'below';
  return confidence === 'guess' ? 'guessed' : 'taken';
}

function columnText({ heading, target }: MappedColumn, group: Group): string {
  const name = shown(heading.trim() === '' ? '(no heading)' : heading);
  return group === 'taken' || group === 'guessed' ? `${name} → ${target}` : name;
}
