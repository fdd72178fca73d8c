/** A task sheet as plain text, for a mail or a terminal. */
import { folderLabel } from '../../model/folder.ts';
import { filledText, type Guide, type GuideWords } from '../guides/guide.ts';
import type { Task } from './prepare.ts';
import { type TaskSheet, taskTitle } from './task-sheet.ts';

export function sheetText(sheet: TaskSheet): string {
  const { words, tasks, person, organisation } = sheet;
  const sections = [
    [
      sheet.title,
      `For ${person.name ?? person.address} (${person.address}), ${organisation.name}`,
      `When: ${words.moveDate}`,
    ],
    [`Questions: ${words.contact}`],
    heading('Your tasks'),
    ...tasks.map((task, at) => [`${sign(task)} ${at + 1}. ${taskTitle(task)}`, ...whyLines(task)]),
    ...folderLines(sheet),
    heading('How it is done'),
    ...tasks
      .filter(({ state }) => state.is === 'open')
      .flatMap(({ guides }) => guides.map((guide) => guideLines(guide, words))),
    heading('After the move'),
    ...sheet.after.map((guide) => guideLines(guide, words)),
  ];
  return `${sections.map((lines) => lines.map(plain).join('\n')).join('\n\n')}\n`;
}

function heading(text: string): readonly string[] {
  return [text, '='.repeat(text.length)];
}

function sign({ state }: Task): string {
  return { open: '[ ]', done: '[x]', waived: '[–]' }[state.is];
}

function whyLines({ why, state, isRequired }: Task): readonly string[] {
  return [
    ...why.map((sentence) => `    ${sentence}`),
    ...(state.is === 'waived' ? [`    Not needed: ${state.why}`] : []),
    ...(isRequired ? [] : ['    The move does not wait for it.']),
  ];
}

function folderLines({ folders }: TaskSheet): readonly (readonly string[])[] {
  if (folders === null) return [];
  const rows = folders.shown.map(
    ({ path, items, oldest, newest }) =>
      `  ${folderLabel(path)}: ${items} items, ${oldest ?? 'no date'} to ${newest ?? 'no date'}`,
  );
  return [
    heading('What is on the server'),
    [...rows, ...(folders.more > 0 ? [`  and ${folders.more} more folders`] : [])],
  ];
}

function guideLines(guide: Guide, words: GuideWords): readonly string[] {
  const filled = (text: string): string => filledText(text, words);
  return [
    `${guide.title} (about ${guide.minutes} minutes)`,
    ...guide.before.map((text) => `  ${filled(text)}`),
    ...guide.parts.flatMap(({ title, steps }) => [
      ...(title === null ? [] : [`  ${filled(title)}`]),
      ...steps.map((step, at) => `  ${at + 1}. ${filled(step)}`),
    ]),
    ...guide.trouble.map(({ when, then }) => `  ! ${filled(when)}: ${filled(then)}`),
  ];
}

/** Names of folders come from a server: no character of them moves a cursor or turns the direction of the text. */
function plain(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
