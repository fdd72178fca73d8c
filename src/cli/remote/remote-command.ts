/** What a command over the interface is: the words it is typed with, what it may be given, and what it does. */
import type { ExitCode } from '../exit.ts';
import type { Remote } from './remote.ts';
import type { RemoteOption } from './remote-options.ts';

export interface RemoteCommand {
  /** As it is typed, with its arguments: `project add <name>`. */
  readonly words: string;
  readonly says: string;
  readonly options: readonly RemoteOption[];
  /** The arguments come in the order of the words; one that was left out is undefined. */
  readonly run: (remote: Remote, ...args: readonly string[]) => Promise<Said>;
}

/** How a command ends: as a document for programs, and in plain words for people. */
export interface Said {
  readonly json: unknown;
  /** With a line break at its end. */
  readonly text: string;
  /** Where it is not what went well. */
  readonly exit?: ExitCode;
}

/** What is shown piece by piece while the command runs has nothing to say at its end. */
export const SAID_ALREADY: Said = { json: null, text: '' };
