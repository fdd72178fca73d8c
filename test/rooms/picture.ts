/** The picture of who may import whom, drawn from the table. */
import { ROOMS } from './rooms.ts';

/** A table in Markdown, one line a room. */
export function importPicture(): string {
  const lines = Object.entries(ROOMS).map(([name, room]) => {
    const all = name === 'main';
    const mayImport = all ? 'everything' : room.mayImport.join(', ') || '—';
    return `| \`${name}\` | ${room.is} | ${mayImport} |`;
  });
  return ['| room | what it is | may import, besides itself |', '| --- | --- | --- |', ...lines, ''].join('\n');
}
