/** Asks the six questions on the terminal, for one group after the other. */
import { Failure } from '../base/problem.ts';
import { QUESTIONS, type Question } from '../plan/advice/needs.ts';
import type { Command } from './command.ts';

/** Nobody has that many; a script that answers without end is stopped here. */
const GROUPS_MAX = 50;
/** Then somebody does not mean to answer. */
const TRIES_MAX = 5;

type Ask = (question: string) => Promise<string>;

/** The text of an answers file. Throws usage.invalid where nobody can be asked. */
export async function askAnswers({ askLine, terminal }: Pick<Command, 'askLine' | 'terminal'>): Promise<string> {
  if (askLine === null) {
    throw new Failure('usage.invalid', {
      what: 'Nobody can be asked: this is no terminal.',
      how: 'Write the answers into a file and name it with --answers.',
    });
  }
  const organisation = await askedName('What is the organisation called? ', askLine);
  const groups: object[] = [];
  while (groups.length < GROUPS_MAX) {
    const more = groups.length === 0 ? '' : ', or nothing when there are no more';
    const question = `\nA group of people who work alike (Everybody, Sales, …)${more}: `;
    const name = groups.length === 0 ? await askedName(question, askLine) : (await askLine(question)).trim();
    if (name === '') break;
    const needs: Record<string, unknown> = {};
    for (const one of QUESTIONS) needs[one.id] = await askedChoice(one, askLine, (text) => terminal.error(text));
    const people = await askLine('  Their addresses, with commas between them; or nothing: ');
    groups.push({ name, needs, people: wordsOf(people) });
  }
  return `${JSON.stringify({ version: 1, organisation: { name: organisation }, groups }, null, 2)}\n`;
}

async function askedName(question: string, ask: Ask): Promise<string> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const name = (await ask(question)).trim();
    if (name !== '') return name;
  }
  return gaveUp();
}

async function askedChoice(question: Question, ask: Ask, say: (text: string) => void): Promise<unknown> {
  const { text, choices, isList } = question;
  const how = isList ? 'several, with commas between them; nothing for none' : 'one';
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const words = wordsOf(await ask(`  ${text}\n    ${choices.join(', ')} (${how}): `)).map((one) => one.toLowerCase());
    const wrong = words.find((word) => !choices.includes(word));
    const [only] = words;
    if (wrong !== undefined) say(`    "${wrong}" is none of them.\n`);
    else if (isList) return words;
    else if (words.length === 1) return only;
    else say('    One of them, please.\n');
  }
  return gaveUp();
}

function wordsOf(line: string): readonly string[] {
  return line
    .split(/[\s,;]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function gaveUp(): never {
  throw new Failure('usage.invalid', {
    what: 'There was no answer that Godwit understands.',
    how: 'Start again, or write the answers into a file and name it with --answers.',
  });
}
