/** Asks for one line on a terminal; what is typed is seen. */
import { createInterface } from 'node:readline';
import { Failure } from '../base/problem.ts';

/** Null where nobody can be asked: without a terminal on both ends. Throws `run.interrupted` on Ctrl-C and Ctrl-D. */
export function lineAsker(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream,
  isTerminal: boolean,
): ((question: string) => Promise<string>) | null {
  if (input.isTTY !== true || !isTerminal) return null;
  return (question) =>
    new Promise((resolve, reject) => {
      const line = createInterface({ input, output });
      line.on('SIGINT', () => line.close());
      // After an answer this changes nothing: a promise settles once.
      line.on('close', () => reject(new Failure('run.interrupted', {})));
      line.question(question, (answer) => {
        resolve(answer);
        line.close();
      });
    });
}
