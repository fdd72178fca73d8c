/** What a client says when it cannot know what became of a request. */

/** The request was sent as a whole and it is not known what became of it; `cause` says why. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';

  constructor(operation: string, cause: unknown) {
    super(`what became of ${operation} is not known`, { cause });
  }
}
