/** What an answer with a bad status means. Its words decide before its number: this API throttles with HTTP 403. */
import type { HttpAnswer } from '../http.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { RackspaceRefusal, RackspaceTrouble } from './errors.ts';
import { ERROR_BYTES_MAX } from './limits.ts';
import type { RackspaceKeys } from './sign.ts';

/** Characters of the server's words that are passed on. */
const WORDS_MAX = 300;

export interface Refused {
  readonly method: string;
  readonly path: string;
  readonly answer: HttpAnswer;
  readonly keys: RackspaceKeys;
  readonly now: number;
  readonly skewMs: number | null;
}

/** Reads the start of the body; the rest is left. */
export async function refusalOf({ method, path, answer, keys, now, skewMs }: Refused): Promise<RackspaceRefusal> {
  const body = await startOf(answer.body);
  const { fault, words } = faultIn(body, [answer.headers['x-error-message'] ?? ''].flat().join(' '));
  const { status, headers } = answer;
  return {
    method,
    path,
    status,
    trouble: troubleOf(status, `${fault} ${words}`),
    fault: plainLine(fault, keys),
    words: plainLine(words, keys),
    retryAfterMs: retryAfterMs(headers['retry-after'] ?? null, now),
    skewMs,
  };
}

function troubleOf(status: number, words: string): RackspaceTrouble {
  if (status === 429 || /exceeded request limits?/i.test(words)) return 'throttled';
  if (status === 401 || (status === 403 && /authentication failed/i.test(words))) return 'key';
  if (status === 403) return 'forbidden';
  return status === 404 ? 'missing' : 'other';
}

/** `{"unauthorizedFault": {"message": …, "details": …}}`; old revisions put the words into a header, and v3 into `details`. */
function faultIn(body: string, header: string): { readonly fault: string; readonly words: string } {
  const found = /"(\w+Fault)"/.exec(body)?.[1] ?? '';
  const texts = [...body.matchAll(/"(?:message|details)"\s*:\s*("(?:[^"\\]|\\.)*")/g)].map((match) =>
    unquoted(match[1]),
  );
  const words = [...new Set([header, ...texts])].filter((text) => text.trim() !== '').join('; ');
  return { fault: found, words: words === '' ? body : words };
}

function unquoted(text: string | undefined): string {
  try {
    return String(JSON.parse(text ?? '""'));
  } catch (error) {
    if (error instanceof SyntaxError) return text ?? '';
    throw error;
  }
}

/** One bounded line without tags and control characters. A server that repeats our keys does not get them into a log. */
function plainLine(words: string, { userKey, secretKey }: RackspaceKeys): string {
  return words
    .replaceAll(userKey.reveal(), '•••')
    .replaceAll(secretKey.reveal(), '•••')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, WORDS_MAX);
}

async function startOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= ERROR_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
