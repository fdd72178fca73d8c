/** A password that a command hands in: from a file or a terminal, and never from the command line. */
import { Failure } from '../../base/problem.ts';
import { shown } from '../format.ts';
import { secretFromFile } from '../password.ts';
import type { Remote } from './remote.ts';

/** Throws `usage.invalid` where there is none. */
export async function typedPassword(
  file: string | undefined,
  place: string,
  command: Remote['command'],
): Promise<string> {
  const { terminal, ask } = command;
  if (file !== undefined) {
    const warn = (sentence: string): void => terminal.error(`! ${sentence}\n`);
    return (await secretFromFile(file, '--password-file', warn)).reveal();
  }
  const typed = (await ask?.(`Password of ${shown(place)}: `)) ?? '';
  if (typed !== '') return typed;
  throw new Failure('usage.invalid', {
    what: 'There is no password.',
    how: 'Name a file with --password-file, or type it when Godwit asks.',
  });
}
