/** The page of everything that can go wrong, made from the table of problems. */
import type { ProblemKind } from '../src/base/problem-kind.ts';
import { PROBLEMS } from '../src/base/problems.ts';

const SCOPES: Readonly<Record<ProblemKind['scope'], string>> = {
  item: 'this message',
  folder: 'this folder',
  mailbox: 'this mailbox',
  account: 'every mailbox of the account',
  run: 'the whole run',
};
const RETRIES: Readonly<Record<ProblemKind['retry'], string>> = {
  now: 'at once',
  later: 'later',
  'after-fix': 'after something was changed',
  never: 'never',
};
const OWNERS: Readonly<Record<ProblemKind['owner'], string>> = {
  admin: 'the administrator',
  operator: 'whoever runs Godwit',
  'mailbox-user': 'the user of the mailbox',
  godwit: 'Godwit itself',
};

export function errorsPage(): string {
  const codes = Object.entries<ProblemKind>(PROBLEMS);
  return `${INTRODUCTION}\n${codes.map(([code, kind]) => section(code, kind)).join('\n')}`;
}

const INTRODUCTION = `# What can go wrong, and what to do

Made from \`src/base/problems/\` by \`npm run docs\`. Words in braces are facts of the case.

Every message of Godwit about a failure has a code from this page, the cause as one sentence and the remedy as one
instruction. A failure that has no code is our own defect: it is shown with an id, and the log has its details under that id.
`;

function section(code: string, kind: ProblemKind): string {
  return [
    `## ${code}`,
    '',
    kind.cause,
    '',
    `**Remedy:** ${kind.remedy}`,
    '',
    `Stops: ${SCOPES[kind.scope]}. Worth another try: ${RETRIES[kind.retry]}. Who acts: ${OWNERS[kind.owner]}.`,
    '',
  ].join('\n');
}
