/** What can go wrong between a question and its answer. "There is no such name" is an answer. */

/**
 * silent: no server answered in time. refused: the server does not answer us. server-failed: it could not find the answer
 * (SERVFAIL), often because of signatures that do not fit or name servers that do not answer. alias-loop: aliases lead to
 * each other, or are too many. malformed: no answer of this protocol, or a name that cannot be asked for.
 */
export type DnsTrouble = 'silent' | 'refused' | 'server-failed' | 'alias-loop' | 'malformed';

export class DnsError extends Error {
  override readonly name = 'DnsError';
  readonly trouble: DnsTrouble;

  constructor(trouble: DnsTrouble, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.trouble = trouble;
  }
}
