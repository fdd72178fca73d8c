/** Errors and codes of EWS as failures of the product. */
import { unreachable } from '../../base/assert.ts';
import { connectionFailure } from '../../base/connection-failure.ts';
import { Failure } from '../../base/problem.ts';
import { EwsFault, EwsProtocolError, HttpStatusError, type Refusal } from '../../wire/ews/answers.ts';
import { SignInRefused } from '../../wire/ews/auth.ts';
import { type CodeMeaning, meaningOf } from '../../wire/ews/codes.ts';
import { NtlmError } from '../../wire/ews/ntlm.ts';
import { HttpError } from '../../wire/http-errors.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import { PaceExhausted } from '../../wire/pace.ts';
import { XmlError } from '../../wire/xml.ts';
import { failing, type Parties } from '../exchange/failing.ts';

/** What the protocol throws comes out as a `Failure`. Everything else is passed on: it is a defect or the end. */
export const { asFailures, inFolder, streamFailures } = failing(failureOf);

/** Null for what is not an error of the protocol. */
export function failureOf(error: unknown, parties: Parties): Failure | null {
  if (error instanceof OutcomeUnknown) return failureOf(error.cause, parties);
  if (error instanceof HttpError) return lineFailure(error);
  if (error instanceof EwsFault) return codeFailure(error.code, error.message, parties, error);
  if (error instanceof HttpStatusError) return statusFailure(error, parties);
  if (error instanceof PaceExhausted) {
    return new Failure('target.busy', { minutes: String(Math.round(error.waitedMs / 60_000)) }, { cause: error });
  }
  if (error instanceof SignInRefused || error instanceof NtlmError) {
    const { host, user } = parties;
    return new Failure('target.sign-in-refused', { host, user, reason: error.message }, { cause: error });
  }
  if (error instanceof XmlError || error instanceof EwsProtocolError) {
    return new Failure('target.protocol', { reason: error.message }, { cause: error });
  }
  return null;
}

/** The failure behind the refusal of one thing, when it concerns more than that thing; null otherwise. */
export function widerFailure(refusal: Refusal, parties: Parties): Failure | null {
  return WIDER.has(meaningOf(refusal.code)) ? refusalFailure(refusal, parties) : null;
}

const WIDER: ReadonlySet<CodeMeaning> = new Set([
  'full',
  'mailbox',
  'denied',
  'folder',
  'missing',
  'transient',
  'busy',
  'stopped',
  'smaller',
]);

/** The failure for a refusal that nobody can do anything about. */
export function refusalFailure(refusal: Refusal, parties: Parties): Failure {
  return codeFailure(refusal.code, `${refusal.code}: ${refusal.words}`, parties, refusal);
}

function codeFailure(code: string, reason: string, { user, mailbox, folder }: Parties, cause: unknown): Failure {
  const meaning: CodeMeaning = meaningOf(code);
  switch (meaning) {
    case 'full':
      return new Failure('target.full', { reason, missing: 'the rest' }, { cause });
    case 'mailbox':
      return new Failure('target.mailbox-missing', { mailbox, reason }, { cause });
    case 'denied':
      return new Failure('target.impersonation-refused', { user, mailbox, reason }, { cause });
    case 'folder':
    case 'missing':
      return new Failure('target.folder-refused', { folder, reason }, { cause });
    case 'transient':
    case 'busy':
    case 'smaller':
    case 'stopped':
      return new Failure('target.unwell', { reason }, { cause });
    case 'done':
    case 'item':
    case 'stale':
    case 'request':
    case 'unknown':
      return new Failure('target.protocol', { reason }, { cause });
    default:
      return unreachable(meaning);
  }
}

function lineFailure(error: HttpError): Failure {
  const line = error.brokenLine('target');
  if (line !== null) return connectionFailure(line, error);
  return new Failure('target.protocol', { reason: error.message }, { cause: error });
}

function statusFailure(error: HttpStatusError, { host, mailbox }: Parties): Failure {
  const cause = { cause: error };
  const { status } = error;
  // Exchange Online switches EWS off by organisation and says so with 403 (or 456), whatever the credentials.
  if (status === 403 || status === 456) return new Failure('target.policy-forbids', { reason: error.message }, cause);
  if (status === 404 || status === 405) {
    return new Failure(
      'target.protocol',
      { reason: `${host} has no Exchange Web Services there (${error.message})` },
      cause,
    );
  }
  if (status >= 300 && status < 400) {
    return new Failure('target.protocol', { reason: `${host} sends requests elsewhere (${error.message})` }, cause);
  }
  if (status === 440) return new Failure('target.mailbox-missing', { mailbox, reason: error.message }, cause);
  if (status >= 500 || status === 429) return new Failure('target.unwell', { reason: error.message }, cause);
  return new Failure('target.protocol', { reason: error.message }, cause);
}
