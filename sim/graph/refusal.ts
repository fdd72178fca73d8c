/** How Graph says no: a status, a code, and a sentence. Codes of the store are those of EWS; here they get their statuses. */
import { ItemRefusal } from '../exchange/errors.ts';

export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 400, for a request that cannot be understood. */
export function badRequest(text: string, code = 'BadRequest'): GraphRefusal {
  return new GraphRefusal(400, code, text);
}

export function notFound(): GraphRefusal {
  return new GraphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

/** Statuses of the codes that the store gives; all others are 400. */
const STATUS: Readonly<Record<string, number>> = {
  ErrorItemNotFound: 404,
  ErrorFolderNotFound: 404,
  ErrorFolderExists: 409,
  ErrorAccessDenied: 403,
  ErrorIrresolvableConflict: 412,
  ErrorMessageSizeExceeded: 413,
  ErrorQuotaExceeded: 507,
};

/** Graph knows no code of its own for folders that are not there. */
const CODE: Readonly<Record<string, string>> = { ErrorFolderNotFound: 'ErrorItemNotFound' };

/** The refusal that a thrown value is, or null for a defect. */
export function refusalOf(error: unknown): GraphRefusal | null {
  if (error instanceof GraphRefusal) return error;
  if (!(error instanceof ItemRefusal)) return null;
  return new GraphRefusal(STATUS[error.code] ?? 400, CODE[error.code] ?? error.code, error.message);
}
