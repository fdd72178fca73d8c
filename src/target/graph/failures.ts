/** Errors of Microsoft Graph as failures of the product: each told as what it is. */
import { connectionFailure } from '../../base/connection-failure.ts';
import { Failure } from '../../base/problem.ts';
import { TransferError } from '../../wire/fast-transfer/walk.ts';
import { GraphProtocolError, GraphRefusal, TokenRefused } from '../../wire/graph/errors.ts';
import { HttpError } from '../../wire/http-errors.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import { PaceExhausted } from '../../wire/pace.ts';
import { failing, type Parties } from '../exchange/failing.ts';

/** The permission of each request that not every application has. */
export const IMPORTING = 'import';
const PERMISSIONS: Readonly<Record<string, string>> = { [IMPORTING]: 'MailboxItem.ImportExport.All' };
const USUAL_PERMISSION = 'Mail.ReadWrite';

/** What the protocol throws comes out as a `Failure`. Everything else is passed on: it is a defect or the end. */
export const { asFailures, inFolder, streamFailures } = failing(failureOf);

/** Null for what is not an error of the protocol. */
export function failureOf(error: unknown, parties: Parties): Failure | null {
  const cause = { cause: error };
  if (error instanceof OutcomeUnknown) return failureOf(error.cause, parties);
  if (error instanceof HttpError) {
    const line = error.brokenLine('target');
    return line === null
      ? new Failure('target.protocol', { reason: error.message }, cause)
      : connectionFailure(line, error);
  }
  if (error instanceof GraphRefusal) return refusalFailure(error, parties);
  if (error instanceof TokenRefused) {
    const { host, user } = parties;
    return new Failure('target.sign-in-refused', { host, user, reason: error.message }, cause);
  }
  if (error instanceof PaceExhausted) {
    return new Failure('target.busy', { minutes: String(Math.round(error.waitedMs / 60_000)) }, cause);
  }
  if (error instanceof GraphProtocolError || error instanceof TransferError) {
    return new Failure('target.protocol', { reason: error.message }, cause);
  }
  return null;
}

/** True for a refusal of one item by itself, which says nothing about the others. */
export function isAboutItem({ status, code }: GraphRefusal): boolean {
  if (isAboutMailbox(code)) return false;
  return [400, 404, 413, 415, 422].includes(status);
}

function isAboutMailbox(code: string): boolean {
  return FULL.test(code) || NO_MAILBOX.test(code) || /^ErrorAccessDenied$/i.test(code);
}

const FULL = /QuotaExceeded|MessagePerFolderCountReceive/i;
const NO_MAILBOX =
  /^(MailboxNotEnabledForRESTAPI|MailboxNotSupportedForRESTAPI|ErrorNonExistentMailbox|ErrorInvalidUser|ResourceNotFound|Request_ResourceNotFound|ErrorMailboxConfiguration)$/i;
/** What Exchange says when a scope or an application access policy leaves the mailbox out. */
const OUT_OF_SCOPE = /RAOP|AccessPolicy|access policy|\bscope\b/i;

function refusalFailure(error: GraphRefusal, { host, user, mailbox, folder }: Parties): Failure {
  const cause = { cause: error };
  const { status, code, message: reason, during } = error;
  if (FULL.test(code)) return new Failure('target.full', { reason, missing: 'the rest' }, cause);
  if (NO_MAILBOX.test(code)) return new Failure('target.mailbox-missing', { mailbox, reason }, cause);
  if (status === 401) return new Failure('target.sign-in-refused', { host, user, reason }, cause);
  if (status === 403) {
    const permission = PERMISSIONS[during] ?? USUAL_PERMISSION;
    // Consented to for everybody, and refused for this one: then it is the mailbox that is left out.
    const isLeftOut = OUT_OF_SCOPE.test(reason) || error.permissions.includes(permission);
    if (isLeftOut) return new Failure('target.out-of-scope', { user, mailbox, reason }, cause);
    return new Failure('target.consent-missing', { user, permission, reason }, cause);
  }
  if (status === 404 || status === 409) {
    return folder === ''
      ? new Failure('target.mailbox-missing', { mailbox, reason }, cause)
      : new Failure('target.folder-refused', { folder, reason }, cause);
  }
  if (status >= 500 || status === 429) return new Failure('target.unwell', { reason }, cause);
  return new Failure('target.protocol', { reason }, cause);
}
