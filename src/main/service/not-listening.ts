/** Why a port could not be taken, in words for whoever chose it. */
import { Failure } from '../../base/problem.ts';

const WORDS: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'another program listens there already'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['EACCES', 'this user may not listen there'],
]);

export function notListening(
  { host, port }: { readonly host: string; readonly port: number },
  error: unknown,
): Failure {
  const said = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return new Failure(
    'service.not-listening',
    { place: `${host}:${port}`, reason: WORDS.get(code) ?? said },
    { cause: error },
  );
}
