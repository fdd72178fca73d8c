/** What the driver's errors mean. */
import { Failure } from '../base/problem.ts';

/** A statement that the database refused: a defect of ours, or a state that the caller asked for by raising it. */
export class DbError extends Error {
  override readonly name = 'DbError';
  /** The five characters of SQLSTATE. */
  readonly state: string;

  constructor(statement: string, state: string, what: string) {
    super(`statement "${statement}" failed with ${state}: ${what}`);
    this.state = state;
  }
}

/** The driver's own codes and the system's for a connection that cannot be made or broke. */
const BROKEN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);
/** The driver has no codes for these. */
const BROKEN_TEXT = /connection terminated|timeout|not queryable|client was closed|socket/i;
/** Classes of SQLSTATE that speak of the server and not of the statement: connection, sign-in, no such database, shutdown. */
const SERVER_CLASSES = new Set(['08', '28', '3D', '57', '58']);
/** Of the server too: it ended a connection that stood still in a transaction. */
const STOOD_STILL = '25P03';
const TOO_MANY_CONNECTIONS = '53300';
const RESOURCES = '53';

/** What to throw for an error of the driver. Neither the statement's text nor a value of it gets into any message. */
export function failureOf(error: unknown, statement: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code === null || code.length !== 5 || BROKEN.has(code)) {
    const isBroken = (code !== null && BROKEN.has(code)) || BROKEN_TEXT.test(error.message);
    return isBroken ? new Failure('database.unreachable', { reason: error.message || String(code) }) : error;
  }
  if (code === TOO_MANY_CONNECTIONS || code === STOOD_STILL || SERVER_CLASSES.has(code.slice(0, 2))) {
    return new Failure('database.unreachable', { reason: error.message });
  }
  if (code.startsWith(RESOURCES)) return new Failure('database.full', { reason: error.message });
  return new DbError(statement, code, whatOf(error, code));
}

/** Data errors (class 22) and violated constraints (23) quote values, so they are named by their constraint alone. */
function whatOf(error: Error, code: string): string {
  if (!code.startsWith('22') && !code.startsWith('23')) return error.message;
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : 'a value does not fit';
}
