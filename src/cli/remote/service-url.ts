/** Where a service is, as somebody typed it. */

import { isLoopback } from '../../base/loopback.ts';
import { Failure } from '../../base/problem.ts';

/** The origin. Throws `usage.invalid` for an open line to another machine, and for whatever is no origin. */
export function serviceUrlOf(text: string, from: string): string {
  const url = URL.parse(text);
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isWeb || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw wrong(from, 'is not the address of a service', 'Give it as https://move.example.com, and nothing behind it.');
  }
  if (url.pathname !== '/') {
    throw wrong(from, 'holds a path', 'Give it as https://move.example.com, and nothing behind it.');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw wrong(from, 'asks for an open line, on which a password could be read', 'Use https://.');
  }
  return url.origin;
}

function wrong(from: string, what: string, how: string): Failure {
  return new Failure('usage.invalid', { what: `The address ${from} ${what}.`, how });
}
