/** What an answer with a bad status says: the conditions of WebDAV where it names some, and words. */
import type { HttpAnswer } from '../http.ts';
import { retryAfterMs } from '../retry-after.ts';
import { childOf, readXml, type XmlElement, XmlError } from '../xml.ts';
import { type DavRefusal, plainLine } from './errors.ts';
import { ERROR_BYTES_MAX } from './limits.ts';
import { davName } from './names.ts';

/** Reads the start of the body; the rest is left. */
export async function refusalOf(method: string, answer: HttpAnswer, now: number): Promise<DavRefusal> {
  const body = await startOf(answer.body);
  const offers = [answer.headers['www-authenticate'] ?? ''].flat().join(', ');
  const root = await xmlIn(body);
  return {
    method,
    status: answer.status,
    conditions: conditionsIn(root),
    retryAfterMs: retryAfterMs(answer.headers['retry-after'] ?? null, now),
    offers: plainLine(offers.replace(/=[^,]*/g, '')),
    words: plainLine(body.toString('utf8')),
  };
}

/** The names inside a `D:error` (RFC 4918 §14.5). */
function conditionsIn(error: XmlElement | null): ReadonlySet<string> {
  const isError = error !== null && davName(error) === 'D:error';
  return new Set(isError ? error.children.map(davName) : []);
}

/** The conditions of one response inside a multistatus. */
export function conditionsOf(response: XmlElement): ReadonlySet<string> {
  return conditionsIn(childOf(response, 'error'));
}

async function startOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= ERROR_BYTES_MAX) break;
  }
  return Buffer.concat(chunks);
}

/** Null for everything but XML, such as a proxy's page. */
async function xmlIn(body: Buffer): Promise<XmlElement | null> {
  try {
    return await readXml(once(body));
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

async function* once(chunk: Buffer): AsyncGenerator<Buffer> {
  yield chunk;
}
