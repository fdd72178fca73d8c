/** Who is signed in. */
import type { Answer } from '../../src/client/client.ts';
import { answers } from './answers.ts';
import { question } from './ask.ts';

export type Session = Answer<'getSession'>;

/** A session holds for hours; that it is over is said by any other question. */
const FRESH_MS = 5 * 60_000;

export function findSession(): Promise<Session> {
  return answers.ensureQueryData({ ...question('getSession', {}), staleTime: FRESH_MS, retry: false });
}

/** Nothing of one person is shown to the next. */
export function forgetAnswers(): void {
  answers.clear();
}
