/** Asks for many things in requests of bounded size, until each is done or refused for good. For what is safe to repeat. */
import type { Answer } from '../../wire/ews/answers.ts';
import { EwsFault } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { type EwsContext, piecesOf } from './context.ts';

/** Times that one thing is asked for again because something behind the server was away. */
const TRIES_MAX = 6;

/**
 * The final answer to each ask, in the order of the asks. `request` sends at most `perRequest` of them and gives one answer
 * each. Requests run at once as far as the pace lets them. Throws what the protocol throws.
 */
export async function askAll<Ask, T>(
  context: EwsContext,
  asks: readonly Ask[],
  perRequest: number,
  request: (asks: readonly Ask[]) => Promise<readonly Answer<T>[]>,
): Promise<readonly Answer<T>[]> {
  const pieces = await Promise.all(piecesOf(asks, perRequest).map((piece) => askPiece(context, piece, request)));
  return pieces.flat();
}

async function askPiece<Ask, T>(
  context: EwsContext,
  asks: readonly Ask[],
  request: (asks: readonly Ask[]) => Promise<readonly Answer<T>[]>,
): Promise<readonly Answer<T>[]> {
  const final = new Map<number, Answer<T>>();
  let open = asks.map((_, index) => index);
  for (let tries = 1; open.length > 0; tries += 1) {
    const answers = await askOrHalve(
      open.flatMap((index) => asks.slice(index, index + 1)),
      request,
    );
    const again: number[] = [];
    for (const [at, answer] of answers.entries()) {
      const index = open[at] ?? 0;
      if (answer.is === 'refused' && tries < TRIES_MAX && waits(context, answer)) again.push(index);
      else final.set(index, answer);
    }
    open = again;
  }
  return asks.flatMap((_, index) => final.get(index) ?? []);
}

/** A request that was too much is sent in two halves, down to a single ask. */
async function askOrHalve<Ask, T>(
  asks: readonly Ask[],
  request: (asks: readonly Ask[]) => Promise<readonly Answer<T>[]>,
): Promise<readonly Answer<T>[]> {
  try {
    return await request(asks);
  } catch (error) {
    const isTooMuch = error instanceof EwsFault && meaningOf(error.code) === 'smaller';
    if (!isTooMuch || asks.length === 1) throw error;
    const half = Math.ceil(asks.length / 2);
    const first = await askOrHalve(asks.slice(0, half), request);
    return [...first, ...(await askOrHalve(asks.slice(half), request))];
  }
}

/** True when the refusal says that the same may be done later; the pace then knows of it. */
function waits(context: EwsContext, { code, words, backOffMs }: Extract<Answer<unknown>, { is: 'refused' }>): boolean {
  const meaning = meaningOf(code);
  if (meaning === 'stopped' || meaning === 'smaller') return true;
  if (meaning !== 'busy' && meaning !== 'transient') return false;
  context.session.pace.refuse({ why: meaning, waitMs: backOffMs, because: `${code}: ${words}` });
  return true;
}
