/** What the heads of messages tell (C7): those without a date or a header, and those that are there twice. Pure. */
import { type CheckResult, passed, warned } from '../../model/check-result.ts';
import { HEAD_TROUBLES, type HeadTrouble } from './head-tally.ts';
import type { HeadFacts } from './look-at-heads.ts';

/** In words behind a number: one, and several. */
const WORDS: Readonly<Record<HeadTrouble, readonly [string, string]>> = {
  'no-header': ['message has no header that can be read', 'messages have no header that can be read'],
  'no-date': ['message has no date of its sender', 'messages have no date of their sender'],
  'no-arrival': ['message has no date of arrival', 'messages have no date of arrival'],
  'no-id': ['message has no Message-ID', 'messages have no Message-ID'],
  double: ['message is in its folder twice', 'messages are in their folders more than once'],
};

/** A missing Message-ID hurts nobody: a move does not lean on it, and drafts never have one. */
const HARMLESS: ReadonlySet<HeadTrouble> = new Set(['no-id']);

export function judgeHeads(user: string, { messages, troubles, unread }: HeadFacts): CheckResult {
  const head = { id: `C7.heads.${user}`, title: `Messages have headers and dates, and are there once (${user})` };
  const found = HEAD_TROUBLES.filter((trouble) => troubles[trouble].count > 0);
  const evidence = [
    `${messages} messages were looked at`,
    ...found.map((trouble) => counted(trouble, troubles[trouble].count)),
    ...unread.map((line) => `not read to its end: ${line}`),
    ...found.flatMap((trouble) => troubles[trouble].named.map((line) => `${SHORT[trouble]}: ${line}`)),
  ];
  const harmful = found.filter((trouble) => !HARMLESS.has(trouble));
  if (harmful.length > 0) {
    const what = harmful.map((trouble) => counted(trouble, troubles[trouble].count));
    return warned(head, evidence, {
      cause: `${what.join('; ')}. They move as they are, and mail programs may put them in odd places or show them twice.`,
      remedy: 'Look at these messages in webmail, and delete those that nobody needs; the rest may stay as it is.',
      owner: 'user',
    });
  }
  if (unread.length === 0) return passed(head, evidence);
  return warned(head, evidence, {
    cause: `${unread.length === 1 ? 'A folder' : `${unread.length} folders`} could not be read to the end, so more may be odd than was found.`,
    remedy: 'Check again later; if it stays so, open the folder in webmail.',
    owner: 'administrator',
  });
}

const SHORT: Readonly<Record<HeadTrouble, string>> = {
  'no-header': 'no header',
  'no-date': 'no date',
  'no-arrival': 'no arrival',
  'no-id': 'no Message-ID',
  double: 'there twice',
};

function counted(trouble: HeadTrouble, count: number): string {
  const [one, several] = WORDS[trouble];
  return `${count} ${count === 1 ? one : several}`;
}
