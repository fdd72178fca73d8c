/** Answers in JSON, read with a bound and looked into without trusting their shape. */
import { GraphProtocolError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** All of the body as text. It is bounded by who asked. */
export async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Throws `GraphProtocolError` for what is no JSON. An empty body is null. */
export function parsed(text: string): Json {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json; // that is what JSON.parse gives
  } catch (error) {
    throw new GraphProtocolError('the answer is no JSON', { cause: error });
  }
}

export function field(value: Json, name: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name)) return null;
  return (value as { readonly [name: string]: Json })[name] ?? null; // it is no list, which the types do not see
}

export function text(value: Json, name: string): string | null {
  const found = field(value, name);
  return typeof found === 'string' ? found : null;
}

export function number(value: Json, name: string): number | null {
  const found = field(value, name);
  return typeof found === 'number' ? found : null;
}

export function list(value: Json, name: string): readonly Json[] {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}

/** A text that has to be there. */
export function needed(value: Json, name: string): string {
  const found = text(value, name);
  if (found === null || found === '') throw new GraphProtocolError(`the answer has no "${name}"`);
  return found;
}
