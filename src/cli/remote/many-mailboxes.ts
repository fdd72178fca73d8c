/** An act on many mailboxes: looked at first, and then done on what was seen and nothing else. */
import { formatCount } from '../../base/amounts.ts';
import { Failure } from '../../base/problem.ts';
import type { Answer, Asked } from '../../client/client.ts';
import { EXIT } from '../exit.ts';
import { shown } from '../format.ts';
import { countsText } from './actions-text.ts';
import type { Remote } from './remote.ts';
import type { Said } from './remote-command.ts';
import type { RemoteOptions } from './remote-options.ts';

type Preview = Answer<'previewMailboxActs'>;
type Choice = Pick<Asked<'previewMailboxActs'>['body'], 'ids' | 'filter'>;
/** Named one by one; the document for programs names all. */
const REFUSALS_SHOWN_MAX = 20;

export async function actOnMailboxes(remote: Remote, act = '', ...mailboxes: readonly string[]): Promise<Said> {
  const { client, names, options } = remote;
  const path = await names.project();
  // The service knows which acts there are, and names what it cannot do.
  const chosen = { act, ...(await choiceOf(remote, mailboxes)) } as Asked<'previewMailboxActs'>['body'];
  const preview = await client.call('previewMailboxActs', { path, body: chosen });
  if (preview.allowed === 0) return { ...saidOf(preview, 'Nothing was done.'), exit: EXIT.wrongUse };
  await confirmed(preview, remote);
  const body = { ...chosen, reason: options.reason ?? null, preview: preview.preview };
  const done = await client.call('actOnMailboxes', { path, body });
  return {
    ...saidOf(
      done,
      `✓ ${act}: ${formatCount(done.moved.length, 'mailbox', 'mailboxes')}, and ${done.refused} refused.`,
    ),
  };
}

/** Either names, or what the options say: never everything because nothing was said. */
export async function choiceOf({ names, options }: Remote, mailboxes: readonly string[]): Promise<Choice> {
  const filter = filterOf(options);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (mailboxes.length > 0 && !isFiltered && options.all !== true) {
    const ids: string[] = [];
    for (const name of mailboxes) ids.push((await names.mailbox(name)).mailbox);
    return { ids };
  }
  if (mailboxes.length === 0 && isFiltered !== (options.all === true)) return { filter };
  throw new Failure('usage.invalid', {
    what: 'It is not clear which mailboxes are meant.',
    how: 'Name them, or say which with --state, --text or --problem, or say --all.',
  });
}

function filterOf({ text, state, problem, waiting, failed }: RemoteOptions): NonNullable<Choice['filter']> {
  // The service names the states where one is none of them.
  const states = state as NonNullable<Choice['filter']>['state'];
  return { text, state: states, problem, waiting, hasExceptions: failed };
}

/** Throws `usage.invalid` where nobody can be asked, and `run.interrupted` for a no. */
async function confirmed(preview: Preview, { options, command }: Remote): Promise<void> {
  if (options.yes === true) return;
  const { askLine, terminal } = command;
  const { allowed, refused, byState, to } = preview;
  const become = allowed === 1 ? 'becomes' : 'become';
  const question = `${formatCount(allowed, 'mailbox', 'mailboxes')} (${countsText(byState)}) ${become} ${to}; ${refused} cannot.`;
  if (askLine === null) {
    throw new Failure('usage.invalid', { what: `Nobody can be asked: ${question}`, how: 'Say --yes to do it.' });
  }
  terminal.error(refusalsText(preview));
  const answer = await askLine(`${shown(question)} Go on? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('run.interrupted', {});
}

function saidOf(done: Preview, sentence: string): Said {
  return { json: done, text: `${refusalsText(done)}${shown(sentence)}\n` };
}

function refusalsText({ refusals }: Preview): string {
  const lines = refusals
    .slice(0, REFUSALS_SHOWN_MAX)
    .map(({ id, name, why }) => `! ${shown(`${name ?? id}: ${why}`)}\n`);
  const more = refusals.length - lines.length;
  return lines.join('') + (more > 0 ? `! ${more} more, which --json names.\n` : '');
}
