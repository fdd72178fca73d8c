/** The web as commands ask it: TLS verified, with the authorities that somebody named. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Fetch } from '../../client/client.ts';

/** Trusts the authorities, as PEM texts, in this program from now on. */
export function webOf(authorities: readonly string[]): Fetch {
  if (authorities.length > 0) setDefaultCACertificates([...getCACertificates('default'), ...authorities]);
  return fetch;
}
