/**
 * Proves that the mailbox can be written to. The folder of the trial lies beside the tree that people see and not in it: what
 * hangs directly on the root of a mailbox is shown by no mail program, and phones are never told of it
 * (https://learn.microsoft.com/office/client-developer/outlook/mapi/mapi-hidden-folders).
 */
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { type Answer, EwsFault, type Refusal } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { createFolder } from '../../wire/ews/create-folder.ts';
import { createItem, type NewMessage } from '../../wire/ews/create-item.ts';
import { deleteFolder } from '../../wire/ews/delete-folder.ts';
import { deleteItem } from '../../wire/ews/delete-item.ts';
import { findFolder } from '../../wire/ews/find-folder.ts';
import { getItem } from '../../wire/ews/get-item.ts';
import type { ExtendedField, FolderRef } from '../../wire/ews/names.ts';
import { askAll } from './ask.ts';
import type { EwsContext } from './context.ts';
import { refusalFailure } from './failures.ts';
import { MARKER, MESSAGE_FLAGS } from './state.ts';

const ROOT: FolderRef = { is: 'distinguished', name: 'root' };
/** What the folder of a trial carries, whatever it is called. Never changes: it is how those of killed runs are known. */
const TRIAL_MARKER = 'godwit-trial';
/** PidTagAttributeHidden ([MS-OXCFOLD] 2.2.2.2.2.1): also programs that show the whole tree pass the folder over. */
const HIDDEN: ExtendedField = { is: 'tag', tag: 0x10f4, type: 'Boolean' };

/** See `TargetTrial.tryWriting`. Throws what the protocol throws, and a `Failure` for a refusal. */
export async function tryWriting(context: EwsContext, random: Random, signal: AbortSignal): Promise<void> {
  await removeTrials(context, signal);
  try {
    await writeOne(context, random, signal);
  } catch (error) {
    signal.throwIfAborted();
    // Why it could not be written explains also why it cannot be removed.
    await removeTrials(context, signal).catch(() => signal.throwIfAborted());
    throw refusalIn(error, context) ?? error;
  }
  await removeTrials(context, signal);
}

/** A message in a folder of its own, and gone again. */
async function writeOne(context: EwsContext, random: Random, signal: AbortSignal): Promise<void> {
  const { session } = context;
  const id = random.id();
  const request = {
    parent: ROOT,
    displayName: `Godwit trial ${id.slice(0, 8)}`,
    folderClass: 'IPF.Note',
    extended: [
      { field: HIDDEN, value: 'true' },
      { field: MARKER, value: TRIAL_MARKER },
    ],
  } as const;
  const made = await asked(context, request, async (one) => [await createFolder(session, one, signal)]);
  const folder: FolderRef = { is: 'id', id: made.id };
  const message = trialMessage(id, context);
  const written = await asked(context, message, (one) => createItem(session, { folder, messages: [one] }, signal));
  const read = await asked(context, written.id, (one) => getItem(session, { ids: [one], fields: [MARKER] }, signal));
  if (read.extended(MARKER) !== id) {
    throw new Failure('target.protocol', { reason: 'a test message did not come back as it was written' });
  }
  await asked(context, written.id, (one) => deleteItem(session, [one], signal));
}

function trialMessage(id: string, { parties, clock }: EwsContext): NewMessage {
  const lines = [
    `From: <${parties.mailbox}>`,
    'Subject: Godwit looks whether this mailbox can be written to',
    `Date: ${new Date(clock.now()).toUTCString().replace('GMT', '+0000')}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This message is removed at once. If you can read it, it may be deleted.',
    '',
  ];
  const bytes = Buffer.from(lines.join('\r\n'));
  return {
    mime: { length: bytes.length, open: () => [bytes] },
    itemClass: null,
    subject: null,
    body: null,
    attachments: [],
    categories: [],
    importance: null,
    // Read, and no draft.
    extended: [
      { field: MESSAGE_FLAGS, value: '1' },
      { field: MARKER, value: id },
    ],
    isFlagged: false,
    from: null,
    isRead: true,
  };
}

/** The one answer to one ask; what is refused was not done, so that it may be asked again. */
async function asked<Ask, T>(
  context: EwsContext,
  ask: Ask,
  request: (one: Ask) => Promise<readonly Answer<T>[]>,
): Promise<T> {
  const [answer] = await askAll(context, [ask], 1, ([one = ask]) => request(one));
  if (answer?.is === 'done') return answer.value;
  throw writeFailure(answer ?? { is: 'refused', code: '', words: 'no answer', backOffMs: null }, context);
}

/** Whatever earlier trials left, and this one. */
async function removeTrials(context: EwsContext, signal: AbortSignal): Promise<void> {
  const { session } = context;
  const left: string[] = [];
  const request = { parent: ROOT, traversal: 'Shallow', extended: [MARKER] } as const;
  for await (const page of findFolder(session, request, signal)) {
    left.push(...page.filter((one) => one.extended(MARKER) === TRIAL_MARKER).map(({ id }) => id));
  }
  const answers = await askAll(context, left, 1, (ids) => deleteFolder(session, ids, signal));
  for (const answer of answers) {
    // Another run, or the same request sent twice, was first.
    if (answer.is === 'done' || answer.code === 'ErrorFolderNotFound' || meaningOf(answer.code) === 'missing') continue;
    throw writeFailure(answer, context);
  }
}

function refusalIn(error: unknown, context: EwsContext): Failure | null {
  if (!(error instanceof EwsFault)) return null;
  return writeFailure({ is: 'refused', code: error.code, words: error.message, backOffMs: null }, context);
}

/** The account got in and read: what it is denied now is writing. */
function writeFailure(refusal: Refusal, { parties }: EwsContext): Failure {
  const { code, words } = refusal;
  const isDenied = meaningOf(code) === 'denied' || code === 'ErrorCreateItemAccessDenied';
  if (!isDenied) return refusalFailure(refusal, { ...parties, folder: 'a hidden folder for the trial' });
  const { user, mailbox } = parties;
  return new Failure('target.read-only', { user, mailbox, reason: `${code}: ${words}` }, { cause: refusal });
}
