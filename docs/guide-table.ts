/** The part of docs/requirements.md that is drawn from the steps in which the guide is played. */
import { PARTS } from '../test/guide/story.ts';

const BEGIN = '<!-- guide-table:begin (npm run docs) -->';
const END = '<!-- guide-table:end -->';

/** The page with its table drawn anew; the rest of it is written by hand and stays. */
export function requirementsPage(before: string): string {
  const begin = before.indexOf(BEGIN);
  const end = before.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/requirements.md needs the lines ${BEGIN} and ${END}`);
  return `${before.slice(0, begin + BEGIN.length)}\n${guideTable()}${before.slice(end)}`;
}

function guideTable(): string {
  const rows = PARTS.flatMap(({ file, steps }) =>
    steps.map(({ of, says }) => ({
      number: Number(of.slice(1)),
      line: `| ${of} | ${says} | [${file}](../test/guide/${file}) |`,
    })),
  );
  const lines = rows.toSorted((one, other) => one.number - other.number).map(({ line }) => line);
  return [
    '',
    '| | statement of the guide, and what the service does | played in |',
    '| --- | --- | --- |',
    ...lines,
    '',
    '',
  ].join('\n');
}
