/** The one client of the service that all pages share. */
import { openClient, ServiceProblem } from '../../src/client/client.ts';

export const service = openClient({ base: '', fetch: (url, init) => fetch(url, init), headers: {} });

/** Whether the service said no with this code of docs/errors.md. */
export function isProblem(error: unknown, code: string): boolean {
  return error instanceof ServiceProblem && error.code === code;
}

/** Whether nobody is signed in any more: signing in again is all that helps. */
export function isSignedOut(error: unknown): boolean {
  return isProblem(error, 'service.not-signed-in');
}
