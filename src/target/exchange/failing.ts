/** Turns what a protocol throws into failures that name who and what it was about. */
import type { Failure } from '../../base/problem.ts';
import { folderLabel, type TargetFolder } from '../../model/folder.ts';

/** Whom and what a request is about, in the words of its failures. */
export interface Parties {
  readonly host: string;
  /** Whoever signs in: a person's account, or an application by its id. */
  readonly user: string;
  readonly mailbox: string;
  /** For people; empty when the request is about no folder. */
  readonly folder: string;
}

export function partiesIn({ parties }: { readonly parties: Parties }, folder: TargetFolder): Parties {
  return { ...parties, folder: folderLabel(folder.path) };
}

export interface Failing {
  /** Runs it. */
  readonly asFailures: <T>(parties: Parties, run: () => Promise<T>) => Promise<T>;
  /** Runs something about a folder, which the failure then names. */
  readonly inFolder: <T>(
    context: { readonly parties: Parties },
    folder: TargetFolder,
    run: () => Promise<T>,
  ) => Promise<T>;
  /** The stream. */
  readonly streamFailures: <T>(parties: Parties, stream: AsyncIterable<T>) => AsyncGenerator<T>;
}

/** `failureOf` gives null for what is no error of the protocol: that is a defect or the end, and passed on as it is. */
export function failing(failureOf: (error: unknown, parties: Parties) => Failure | null): Failing {
  const asFailures: Failing['asFailures'] = async (parties, run) => {
    try {
      return await run();
    } catch (error) {
      throw failureOf(error, parties) ?? error;
    }
  };
  return {
    asFailures,
    inFolder: (context, folder, run) => asFailures(partiesIn(context, folder), run),
    streamFailures: async function* (parties, stream) {
      try {
        yield* stream;
      } catch (error) {
        throw failureOf(error, parties) ?? error;
      }
    },
  };
}
