/** A request as the routes see it, whether it came by itself or inside a batch, and what they answer. */
import { badRequest } from './refusal.ts';

export type RequestBody =
  | { readonly is: 'none' }
  | { readonly is: 'json'; readonly value: unknown }
  | { readonly is: 'bytes'; readonly type: string; readonly bytes: Buffer };

export interface GraphRequest {
  readonly method: string;
  readonly version: 'v1.0' | 'beta';
  /** Behind the version, each part decoded. */
  readonly path: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /** Of the body, as it was sent. */
  readonly bodyBytes: number;
  /** In front of the version: `http://127.0.0.1:8080`. */
  readonly origin: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null for no body at all; bytes need a Content-Type among the headers. */
  readonly body: object | Buffer | null;
}

export const NO_CONTENT: Reply = { status: 204, body: null };

/** What a `Prefer` header asks for under that name; null when it does not. */
export function preference(request: GraphRequest, name: string): string | null {
  for (const part of (request.headers['prefer'] ?? '').split(/[,;]/)) {
    const [key = '', value = ''] = part.split('=', 2);
    if (key.trim().toLowerCase() === name.toLowerCase()) return value.trim().replace(/^"|"$/g, '');
  }
  return null;
}

/** Takes an address apart. `/users('x')/messages` is `/users/x/messages`. */
export function splitPath(path: string): readonly string[] {
  const spread = path.replace(/\('((?:[^']|'')*)'\)/g, (_, key: string) => `/${key.replaceAll("''", "'")}`);
  const parts = spread.split('/').filter((part) => part !== '');
  return parts.map((part) => {
    try {
      return decodeURIComponent(part);
    } catch (error) {
      if (error instanceof URIError) throw badRequest('The address is not encoded correctly.');
      throw error;
    }
  });
}

/** System query options are told apart by their first sign: `top` is `$top` (OData 4.01). */
export function splitQuery(search: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) found.set(name, value);
  return found;
}
