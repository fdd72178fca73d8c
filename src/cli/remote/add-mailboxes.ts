/** `godwit mailbox add`: from a table or a JSON document, all or none. */
import { createReadStream } from 'node:fs';
import { formatCount } from '../../base/amounts.ts';
import { Failure } from '../../base/problem.ts';
import { type Answer, type Asked, ServiceProblem } from '../../client/client.ts';
import { EXIT } from '../exit.ts';
import { shown } from '../format.ts';
import type { Remote } from './remote.ts';
import type { Said } from './remote-command.ts';
import { rowsText } from './rows.ts';

/** The service takes no larger table. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;

export async function addMailboxes(remote: Remote, file = ''): Promise<Said> {
  const { client, names, options } = remote;
  const bytes = await fileOf(file);
  const path = await names.project();
  const isJson = /^\s*[[{]/.test(bytes.subarray(0, 1000).toString('utf8'));
  if (isJson) return addDocument(remote, path, bytes);
  const { dryRun, source, target, targetUser } = options;
  const query = { dryRun: dryRun === true ? ('true' as const) : undefined, source: source?.[0], target, targetUser };
  try {
    return tableSaid(await client.call('addMailboxTable', { path, query, table: Uint8Array.from(bytes) }), remote);
  } catch (error) {
    if (!(error instanceof ServiceProblem) || error.errors.length === 0) throw error;
    const refused = { mailboxes: 0, isAdded: false, ignored: [], errors: error.errors } as Answer<'addMailboxTable'>; // as the route says
    return { ...tableSaid(refused, remote), exit: EXIT.wrongUse };
  }
}

/** As the interface takes them: `{"mailboxes":[…]}` or the list alone. */
async function addDocument(
  { client, options }: Remote,
  path: Asked<'addMailboxes'>['path'],
  bytes: Buffer,
): Promise<Said> {
  if (options.dryRun === true) {
    const how = 'Give a table (CSV), or leave --dry-run away.';
    throw new Failure('usage.invalid', { what: 'Only a table can be looked at before it is added.', how });
  }
  const given = parsed(bytes.toString('utf8'));
  // What it holds is checked by the service, which says where something is wrong.
  const body = (Array.isArray(given) ? { mailboxes: given } : given) as Asked<'addMailboxes'>['body'];
  const added = await client.call('addMailboxes', { path, body });
  return { json: added, text: `✓ Added ${formatCount(added.length, 'mailbox', 'mailboxes')}.\n` };
}

function tableSaid(answer: Answer<'addMailboxTable'>, { command }: Remote): Said {
  const { mailboxes, isAdded, ignored, errors } = answer;
  const lines = [
    ...(ignored.length === 0 ? [] : [`! Columns that nobody knows: ${ignored.map(shown).join(', ')}.\n`]),
    ...(errors.length === 0 ? [] : [errorsText(errors, command)]),
    errors.length > 0
      ? '✗ Nothing was added.\n'
      : `✓ ${isAdded ? 'Added' : 'Nothing is wrong with'} ${formatCount(mailboxes, 'mailbox', 'mailboxes')}.\n`,
  ];
  return { json: answer, text: lines.join(''), exit: errors.length > 0 ? EXIT.wrongUse : EXIT.proven };
}

function errorsText(errors: Answer<'addMailboxTable'>['errors'], command: Remote['command']): string {
  return rowsText(
    errors,
    [
      ['line', ({ line }) => line],
      ['column', ({ column }) => column],
      ['cause', ({ cause }) => cause],
    ],
    command.terminal,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const what = 'The file begins as JSON and is none.';
    throw new Failure('usage.invalid', { what, how: 'Check where it ends, or give a table (CSV).' });
  }
}

async function fileOf(path: string): Promise<Buffer> {
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > FILE_BYTES_MAX) throw new RangeError('it is too large for a table of mailboxes');
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const what = `The file ${shown(path)} could not be read: ${shown(error.message)}.`;
    throw new Failure('usage.invalid', { what, how: 'Check the path.' }, { cause: error });
  }
}
