/** The form of answers: JSON, and for what went wrong a fault by name around a message. */

export interface Answer {
  readonly status: number;
  readonly json: object;
}

export function found(json: object): Answer {
  return { status: 200, json };
}

export function fault(status: number, name: string, message: string, more: object = {}): Answer {
  return { status, json: { [name]: { code: status, message, details: '', ...more } } };
}

export const throttled = (): Answer => fault(403, 'unauthorizedFault', 'Exceeded request limits');
export const notSignedIn = (): Answer => fault(403, 'unauthorizedFault', 'Authentication failed.');
export const notFound = (resourceType: string): Answer =>
  fault(404, 'itemNotFoundFault', 'The requested resource was not found.', { resourceType });
export const badRequest = (message: string): Answer => fault(400, 'badRequestFault', message);
export const wrongMethod = (): Answer => fault(405, 'badRequestFault', 'The method is not allowed here.');

/** Without `size` 50 entries come, and never more than 250. */
const PAGE_DEFAULT = 50;
const PAGE_MAX = 250;

/** One page; offsets count entries. */
export function pageOf<Entry>(
  all: readonly Entry[],
  field: string,
  query: URLSearchParams,
  of: (entry: Entry) => object,
): Answer {
  const size = Math.min(PAGE_MAX, wholeNumber(query.get('size'), PAGE_DEFAULT));
  const offset = wholeNumber(query.get('offset'), 0);
  if (Number.isNaN(size) || Number.isNaN(offset) || size < 1) return badRequest('size and offset are whole numbers.');
  const entries = all.slice(offset, offset + size).map(of);
  return found({ offset, size, total: all.length, [field]: entries });
}

function wholeNumber(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
