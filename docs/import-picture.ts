/** The part of ARCHITECTURE.md that is drawn from the table of rooms. */
import { ROOMS } from '../test/rooms/rooms.ts';

const BEGIN = '<!-- import-table:begin (npm run docs) -->';
const END = '<!-- import-table:end -->';

/** The page with its table drawn anew; the rest of it is written by hand and stays. */
export function architecturePage(before: string): string {
  const begin = before.indexOf(BEGIN);
  const end = before.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`ARCHITECTURE.md needs the lines ${BEGIN} and ${END}`);
  return `${before.slice(0, begin + BEGIN.length)}\n${importTable()}${before.slice(end)}`;
}

function importTable(): string {
  const lines = Object.entries(ROOMS).map(([name, room]) => {
    const mayImport = name === 'main' ? 'everything' : room.mayImport.join(', ') || '—';
    return `| \`${name}\` | ${room.is} | ${mayImport} |`;
  });
  return ['', '| room | what it is | may import, besides itself |', '| --- | --- | --- |', ...lines, '', ''].join('\n');
}
