/** Answers of EWS in two levels: faults end the request and are thrown; what became of one item is a value. */
import { childOf, findInside, textOf, type XmlElement } from '../xml.ts';
import { SOAP } from './names.ts';

/** Characters of a server's own words that are passed on. */
const WORDS_MAX = 300;

/** The whole request was refused: `code` as in `codes.ts`. */
export class EwsFault extends Error {
  override readonly name = 'EwsFault';
  readonly code: string;
  readonly backOffMs: number | null;

  constructor(code: string, words: string, backOffMs: number | null) {
    super(words === '' ? code : `${code}: ${words}`);
    this.code = code;
    this.backOffMs = backOffMs;
  }
}

/** The answer is well-formed and still not what the operation says it must be. */
export class EwsProtocolError extends Error {
  override readonly name = 'EwsProtocolError';
}

/** The server answered with a status instead of SOAP. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly status: number;
  readonly retryAfter: string | null;
  /** The start of the body as one line. */
  readonly words: string;

  constructor(status: number, retryAfter: string | null, words: string) {
    super(words === '' ? `HTTP ${status}` : `HTTP ${status}: ${words}`);
    this.status = status;
    this.retryAfter = retryAfter;
    this.words = words;
  }
}

export interface Refusal {
  readonly is: 'refused';
  /** The inner code where the server hides the true reason behind `ErrorInternalServerError`. */
  readonly code: string;
  readonly words: string;
  readonly backOffMs: number | null;
}
export type Answer<T> = { readonly is: 'done'; readonly value: T } | Refusal;

/** The operation's response inside an envelope. Throws `EwsFault` for a fault. */
export function responseOf(envelope: XmlElement, operation: string): XmlElement {
  const body = envelope.name === 'Envelope' ? childOf(envelope, 'Body') : null;
  if (body === null || envelope.namespace !== SOAP) throw new EwsProtocolError('the answer is not a SOAP envelope');
  const fault = childOf(body, 'Fault');
  if (fault !== null) throw faultOf(fault);
  const response = childOf(body, `${operation}Response`);
  if (response === null) throw new EwsProtocolError(`the answer holds no ${operation}Response`);
  return response;
}

/** True for an envelope that holds a fault; a fault comes with status 500, sometimes with 200. */
export function isFault(envelope: XmlElement): boolean {
  return childOf(childOf(envelope, 'Body'), 'Fault') !== null;
}

/**
 * One answer for each thing asked, in the order asked. `read` gives the value of a successful message, or null when
 * it lacks what it must have. Throws `EwsProtocolError` when the count is another.
 */
export function readAnswers<T>(
  response: XmlElement,
  expected: number,
  read: (message: XmlElement) => T | null,
): readonly Answer<T>[] {
  const messages = childOf(response, 'ResponseMessages')?.children ?? [];
  if (messages.length !== expected) {
    throw new EwsProtocolError(`${messages.length} answers came in ${response.name} where ${expected} were due`);
  }
  return messages.map((message) => readAnswer(message, read));
}

/** The value of the only message. Throws `EwsFault` when it is a refusal: then there is nothing else in the request. */
export function readOnly<T>(response: XmlElement, read: (message: XmlElement) => T | null): T {
  const [answer] = readAnswers(response, 1, read);
  if (answer?.is === 'done') return answer.value;
  throw new EwsFault(answer?.code ?? '', answer?.words ?? '', answer?.backOffMs ?? null);
}

function readAnswer<T>(message: XmlElement, read: (message: XmlElement) => T | null): Answer<T> {
  const code = textOf(message, 'ResponseCode') ?? '';
  const kind = message.attributes.get('ResponseClass');
  if (kind === 'Success' || (kind === 'Warning' && code !== 'ErrorBatchProcessingStopped')) {
    const value = read(message);
    if (value === null) throw new EwsProtocolError(`a successful ${message.name} lacks its content`);
    return { is: 'done', value };
  }
  const details = childOf(message, 'MessageXml');
  const inner = detail(details, 'InnerErrorResponseCode');
  const words = detail(details, 'InnerErrorMessageText') ?? textOf(message, 'MessageText') ?? '';
  const hidden = code === 'ErrorInternalServerError' && inner !== null;
  return { is: 'refused', code: hidden ? inner : code, words: oneLine(words), backOffMs: backOffOf(details) };
}

function faultOf(fault: XmlElement): EwsFault {
  const details = childOf(fault, 'detail');
  const code = textOf(details, 'ResponseCode') ?? textOf(fault, 'faultcode')?.replace(/^.*:/, '') ?? 'unknown';
  const words = textOf(details, 'Message') ?? textOf(fault, 'faultstring') ?? '';
  const messageXml = details === null ? null : findInside(details, 'MessageXml');
  const violation = details === null ? null : findInside(details, 'Violation');
  return new EwsFault(code, oneLine(violation === null ? words : `${words} ${violation.text}`), backOffOf(messageXml));
}

/** `BackOffMilliseconds` as the server wrote it, sensible or not; null when it wrote none or no number. */
function backOffOf(messageXml: XmlElement | null): number | null {
  const text = detail(messageXml, 'BackOffMilliseconds')?.trim();
  if (text === undefined || !/^[+-]?\d+(\.\d+)?$/.test(text)) return null;
  return Number(text);
}

function detail(messageXml: XmlElement | null, name: string): string | null {
  return messageXml?.children.find((child) => child.attributes.get('Name') === name)?.text ?? null;
}

/** A server's words as one bounded line without control characters. */
export function oneLine(words: string): string {
  return words
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, WORDS_MAX);
}
